/** The network between one device and its servers, as far as the device can tell: delay, loss, and how connections fail. */
import type { NetworkState } from "../../src/core/ports.js";
import type { LabLog } from "./log.js";

/** What becomes of a connection to a host. */
export type Trouble =
  | "dnsFails"
  | "refused"
  /** Accepted and dropped at once. */
  | "reset"
  /** No packet gets through, in either direction; nobody says so. */
  | "blackhole"
  /** The certificate is not accepted. Plain connections pass. */
  | "tlsFails"
  /** A captive portal answers in place of the host: a page, or a redirect to one. */
  | "portalPage"
  | "portalRedirect"
  /** TCP connects, then nothing more comes. */
  | "halfOpen"
  /** The answer begins, and its body takes for ever. */
  | "slowBody"
  /** The connection ends in the middle of the body. */
  | "cutBody";

/** Means every host. */
export const anyHost = "*";
export const portalHost = "portal.example";

/** Disturbances from one source: the way into a state, or the fault. */
export interface Disturbance {
  /** The link is so, whatever it would be otherwise. */
  link(state: NetworkState | undefined): void;
  trouble(host: string, trouble: Trouble): void;
  /** All of it is over. */
  clear(): void;
}

export interface Network {
  /** From a message to its answer. */
  roundTripMs: number;
  /** Of packets that are lost and sent again, 0 to 1. */
  lossShare: number;
  readonly fault: Disturbance;
  readonly scene: Disturbance;
  linkState(): NetworkState;
  /** Is told of every change of the link; the one before is told no more. */
  onLink(told: (state: NetworkState) => void): void;
  troubleAt(host: string): Trouble | undefined;
  /** Packets of an open connection get through. */
  passes(host: string): boolean;
  /** Delay of one message, in one direction, with the packets that had to be sent again. */
  oneWayMs(): number;
}

export const usualRoundTripMs = 100;
/** First retransmission; each further one takes twice as long. */
const resendMs = 300;
const resendsMax = 6;

interface Layer {
  link?: NetworkState;
  readonly troubles: Map<string, Trouble>;
}

export function createNetwork(random: () => number, log: LabLog): Network {
  const fault: Layer = { troubles: new Map() };
  const scene: Layer = { troubles: new Map() };
  let listener: (state: NetworkState) => void = () => {};
  const linkState = (): NetworkState => fault.link ?? scene.link ?? "up";
  const troubleIn = ({ troubles }: Layer, host: string) => troubles.get(host) ?? troubles.get(anyHost);
  const troubleAt = (host: string) => troubleIn(fault, host) ?? troubleIn(scene, host);

  function setLink(layer: Layer, state: NetworkState | undefined): void {
    const before = linkState();
    if (state === undefined) delete layer.link;
    else layer.link = state;
    const now = linkState();
    if (now === before) return;
    log.note("network", `link ${now}`);
    listener(now);
  }
  const disturbance = (layer: Layer): Disturbance => ({
    link: (state) => setLink(layer, state),
    trouble(host, trouble) {
      layer.troubles.set(host, trouble);
      log.note("network", `${trouble} at ${host}`);
    },
    clear() {
      layer.troubles.clear();
      setLink(layer, undefined);
    },
  });

  return {
    roundTripMs: usualRoundTripMs,
    lossShare: 0,
    fault: disturbance(fault),
    scene: disturbance(scene),
    linkState,
    onLink(told) {
      listener = told;
    },
    troubleAt,
    passes(host) {
      const trouble = troubleAt(host);
      return linkState() === "up" && trouble !== "blackhole" && trouble !== "halfOpen";
    },
    oneWayMs() {
      let delayMs = this.roundTripMs / 2;
      for (let resend = 0; resend < resendsMax && random() < this.lossShare; resend++)
        delayMs += resendMs * 2 ** resend;
      return delayMs;
    },
  };
}
