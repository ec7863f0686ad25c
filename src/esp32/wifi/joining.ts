/**
 * Network port of a board: keeps it in the strongest of the networks that it knows, for ever.
 *
 * The SDK reconnects nothing and tells no reason: a wrong password and an access point out of reach look the same. So every
 * network gets its turn, strongest first, and after all of them there is a pause that grows. Why one could not be joined is told after
 * each, from the scan, from how far it came, and from ESP-IDF's reason where that is at hand.
 */
import type WiFi from "embedded:network/interface/wifi";
import { frozen } from "../../core/frozen.js";
import type { Cancel, Network, NetworkState, NetworkTrouble, Timers } from "../../core/ports.js";
import { encodeUtf8 } from "../../core/text/utf8.js";
import { type Guard, inOneLine } from "../../moddable/guard.js";

export interface KnownNetwork {
  readonly ssid: string;
  /** Empty for an open network. */
  readonly password: string;
}

type Radio = Pick<WiFi, keyof WiFi>;

export interface WifiParts {
  /** Makes the SDK's interface; called once, when joining starts. May throw. */
  readonly open: (onChanged: () => void) => Radio;
  /** Read at every round, so that a network given meanwhile is joined without a restart. */
  readonly known: () => readonly KnownNetwork[];
  readonly timers: Timers;
  readonly guard: Guard;
  readonly tell: (line: string) => void;
  /** ESP-IDF's reason for the last disconnection since this was asked before (`wifi_err_reason_t`); 0 if there was none. */
  readonly reason: () => number;
}

/** From `connect` to an address. */
const joinTimeoutMs = 20_000;
/** From `disconnect` to the next `connect`: the event of the end comes later, and would count as the next one's. */
const leaveMs = 500;
const scanTimeoutMs = 15_000;
const pauseMinMs = 2_000;
const pauseMaxMs = 60_000;
/** `connection` of the SDK once there is an address, before that, and when nothing is going on. */
const addressed = 500;
const associated = 400;
const idle = 200;
/** Of `wifi_err_reason_t`: the handshake that needs the password came to no good end. */
const passwordReasons: readonly number[] = frozen([15, 202, 204]);
/** Of these troubles the first is told: what a person can best do something about. */
const tellingFirst: readonly NetworkTrouble["kind"][] = frozen([
  "wrongPassword",
  "noAddress",
  "notJoined",
  "outOfReach",
]);

export function wifiNetwork(parts: WifiParts): Network {
  let joining: Joining | undefined;
  /** Networks that have had their turn and weren't joined: the others come first, also when joining begins anew. */
  const hadTurn = new Set<string>();
  return {
    start(changed) {
      joining?.close();
      const started = new Joining(parts, hadTurn, changed);
      joining = started;
      return () => started.close();
    },
    facts: () => joining?.facts() ?? { kind: "wifi" },
  };
}

/** One `start`, until its cancel. */
class Joining {
  readonly #parts: WifiParts;
  readonly #hadTurn: Set<string>;
  readonly #changed: (state: NetworkState, trouble?: NetworkTrouble) => void;
  #radio: Radio | undefined;
  #told: NetworkState | undefined;
  #candidates: KnownNetwork[] = [];
  #inReach: ReadonlySet<string> = new Set();
  /** Of this round. */
  #troubles: NetworkTrouble[] = [];
  #scanning = false;
  /** The network that was asked and has not answered. */
  #trying: KnownNetwork | undefined;
  #pauseMs = pauseMinMs;
  /** The one thing waited for: end of a scan, of a join or of a pause. */
  #deadline: Cancel | undefined;
  #closed = false;

  constructor(
    parts: WifiParts,
    hadTurn: Set<string>,
    changed: (state: NetworkState, trouble?: NetworkTrouble) => void,
  ) {
    this.#parts = parts;
    this.#hadTurn = hadTurn;
    this.#changed = changed;
    this.#after(0, () => this.#round());
  }

  facts(): ReturnType<Network["facts"]> {
    const radio = this.#radio;
    if (radio === undefined || radio.connection < addressed) return { kind: "wifi" };
    const { SSID: ssid, BSSID: bssid, RSSI: rssiDbm, channel, address: ip } = radio;
    return {
      kind: "wifi",
      ...(ssid === undefined ? {} : { ssidBytes: encodeUtf8(ssid) }),
      ...(bssid === undefined ? {} : { bssid }),
      ...(rssiDbm === undefined ? {} : { rssiDbm }),
      ...(channel === undefined ? {} : { channel }),
      ...(ip === undefined ? {} : { ip }),
    };
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#deadline?.();
    this.#attempt(() => this.#radio?.close());
  }

  #round(): void {
    const known = this.#parts.known();
    if (known.length === 0) {
      this.#tell("unprovisioned");
      this.#after(pauseMinMs, () => this.#round());
      return;
    }
    this.#tell("down");
    const opened = this.#attempt(() => {
      this.#radio ??= this.#parts.open(this.#parts.guard(() => this.#onChanged()));
    });
    if (!opened) return this.#pause();
    const strength = new Map<string, number>();
    this.#troubles = [];
    if (known.every(({ ssid }) => this.#hadTurn.has(ssid))) this.#hadTurn.clear();
    this.#scanning = true;
    const ended = () => {
      if (!this.#scanning || this.#closed) return;
      this.#scanning = false;
      this.#inReach = new Set(strength.keys());
      this.#candidates = inTurn(known, strength, this.#hadTurn);
      this.#next();
    };
    this.#after(scanTimeoutMs, ended);
    const scans = this.#attempt(() =>
      this.#radio?.scan({
        onFound: this.#parts.guard(({ SSID, RSSI }) => {
          strength.set(SSID, Math.max(RSSI, strength.get(SSID) ?? RSSI));
        }),
        onComplete: this.#parts.guard(ended),
      }),
    );
    if (!scans) ended();
  }

  #next(): void {
    const network = this.#candidates.shift();
    if (network === undefined) return this.#pause();
    const { ssid: SSID, password } = network;
    this.#hadTurn.add(SSID);
    this.#after(joinTimeoutMs, () => this.#failed());
    this.#trying = network;
    // Of the network before, or our own leaving of it.
    this.#parts.reason();
    const asked = this.#attempt(() =>
      this.#radio?.connect({ SSID, ...(password === "" ? {} : { password }) }),
    );
    if (!asked) this.#failed();
  }

  /** The network that was asked is given up: tells why, and goes on to the next. */
  #failed(): void {
    const network = this.#trying;
    if (network === undefined) return;
    this.#trying = undefined;
    this.#troubles.push({ kind: this.#kindOf(network), ssid: network.ssid });
    this.#attempt(() => this.#radio?.disconnect());
    this.#after(leaveMs, () => this.#next());
    this.#changed("down", this.#trouble());
  }

  #kindOf({ ssid, password }: KnownNetwork): NetworkTrouble["kind"] {
    if (this.#radio?.connection === associated) return "noAddress";
    if (password !== "" && passwordReasons.includes(this.#parts.reason())) return "wrongPassword";
    return this.#inReach.has(ssid) ? "notJoined" : "outOfReach";
  }

  /** The most telling one of this round; that one of several networks isn't there is about none of them. */
  #trouble(): NetworkTrouble | undefined {
    for (const kind of tellingFirst) {
      const found = this.#troubles.find((trouble) => trouble.kind === kind);
      if (found !== undefined) return kind === "outOfReach" && this.#troubles.length > 1 ? { kind } : found;
    }
    return undefined;
  }

  #pause(): void {
    this.#after(this.#pauseMs, () => this.#round());
    this.#pauseMs = Math.min(this.#pauseMs * 2, pauseMaxMs);
  }

  #onChanged(): void {
    if (this.#closed) return;
    const connection = this.#radio?.connection ?? idle;
    if (connection >= addressed) {
      if (this.#told === "up") return;
      this.#trying = undefined;
      this.#deadline?.();
      this.#pauseMs = pauseMinMs;
      this.#hadTurn.clear();
      this.#tell("up");
    } else if (this.#told === "up") {
      this.#tell("down");
      this.#after(0, () => this.#round());
    } else if (connection <= idle && this.#trying !== undefined) this.#after(0, () => this.#failed());
  }

  #tell(state: NetworkState): void {
    if (this.#told === state) return;
    this.#told = state;
    this.#changed(state);
  }

  #after(delayMs: number, run: () => void): void {
    this.#deadline?.();
    this.#deadline = this.#parts.timers.after(delayMs, run);
  }

  /** The SDK throws at calls that come at the wrong moment. */
  #attempt(run: () => void): boolean {
    try {
      run();
      return true;
    } catch (error) {
      this.#parts.tell(`wifi: ${inOneLine(error)}`);
      return false;
    }
  }
}

/** Networks in reach, strongest first; then the others, which may be hidden. Those that have had their turn come after all of these. */
function inTurn(
  known: readonly KnownNetwork[],
  strength: ReadonlyMap<string, number>,
  hadTurn: ReadonlySet<string>,
): KnownNetwork[] {
  const of = ({ ssid }: KnownNetwork): number => strength.get(ssid) ?? Number.NEGATIVE_INFINITY;
  const sorted = [...known].sort((a, b) => (of(a) === of(b) ? 0 : of(b) - of(a)));
  const had = ({ ssid }: KnownNetwork): boolean => hadTurn.has(ssid);
  return [...sorted.filter((network) => !had(network)), ...sorted.filter(had)];
}
