/**
 * Network port of a board: keeps it in the strongest of the networks that it knows, for ever.
 *
 * The SDK reconnects nothing and tells no reason: a wrong password and an access point out of reach look the same. So every
 * network in reach gets its turn, strongest first, and after all of them there is a pause that grows.
 */
import type WiFi from "embedded:network/interface/wifi";
import type { Cancel, Network, NetworkState, Timers } from "../../core/ports.js";
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
}

/** From `connect` to an address. */
const joinTimeoutMs = 20_000;
/** From `disconnect` to the next `connect`: the event of the end comes later, and would count as the next one's. */
const leaveMs = 500;
const scanTimeoutMs = 15_000;
const pauseMinMs = 2_000;
const pauseMaxMs = 60_000;
/** `connection` of the SDK once there is an address, and when nothing is going on. */
const addressed = 500;
const idle = 200;

export function wifiNetwork(parts: WifiParts): Network {
  let joining: Joining | undefined;
  return {
    start(changed) {
      joining?.close();
      const started = new Joining(parts, changed);
      joining = started;
      return () => started.close();
    },
    facts: () => joining?.facts() ?? { kind: "wifi" },
  };
}

/** One `start`, until its cancel. */
class Joining {
  readonly #parts: WifiParts;
  readonly #changed: (state: NetworkState) => void;
  #radio: Radio | undefined;
  #told: NetworkState | undefined;
  #candidates: KnownNetwork[] = [];
  #scanning = false;
  /** A network was asked to join and has not answered. */
  #trying = false;
  #pauseMs = pauseMinMs;
  /** The one thing waited for: end of a scan, of a join or of a pause. */
  #deadline: Cancel | undefined;
  #closed = false;

  constructor(parts: WifiParts, changed: (state: NetworkState) => void) {
    this.#parts = parts;
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
    this.#scanning = true;
    const ended = () => {
      if (!this.#scanning || this.#closed) return;
      this.#scanning = false;
      this.#candidates = byStrength(known, strength);
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
    this.#after(joinTimeoutMs, () => {
      this.#trying = false;
      this.#leave();
    });
    this.#trying = true;
    const asked = this.#attempt(() =>
      this.#radio?.connect({ SSID, ...(password === "" ? {} : { password }) }),
    );
    if (asked) return;
    this.#trying = false;
    this.#leave();
  }

  #leave(): void {
    this.#attempt(() => this.#radio?.disconnect());
    this.#after(leaveMs, () => this.#next());
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
      this.#trying = false;
      this.#deadline?.();
      this.#pauseMs = pauseMinMs;
      this.#tell("up");
    } else if (this.#told === "up") {
      this.#tell("down");
      this.#after(0, () => this.#round());
    } else if (connection <= idle && this.#trying) {
      this.#trying = false;
      this.#after(0, () => this.#next());
    }
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

/** Networks in reach, strongest first; then the others, which may be hidden. */
function byStrength(known: readonly KnownNetwork[], strength: ReadonlyMap<string, number>): KnownNetwork[] {
  const of = ({ ssid }: KnownNetwork): number => strength.get(ssid) ?? Number.NEGATIVE_INFINITY;
  return [...known].sort((a, b) => (of(a) === of(b) ? 0 : of(b) - of(a)));
}
