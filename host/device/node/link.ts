/** The way from a virtual device to the world: what a person can break of it, and ports that go that way. */
import type {
  ChannelEnd,
  ChannelEvents,
  Firmware,
  Http,
  HttpResult,
  MqttClients,
  NetworkFailure,
  NetworkState,
  WebSockets,
} from "../../../src/core/ports.js";
import { endOnce, type Fault, guarded } from "./callback.js";
import { delayLine } from "./delay-line.js";

/**
 * Faults of a link that is up. `slow`: each request, connection and message takes a while. `dnsBroken`: no name is resolved.
 * `badCertificate`: nobody vouches for the server's. The last two meet new connections only, as in life; they meet those to bare
 * addresses and without TLS as well, because a development cloud has neither name nor certificate.
 */
export type LinkFault = "slow" | "dnsBroken" | "badCertificate";

export interface Link {
  set(fault: LinkFault | undefined): void;
  /** How a new connection fails now. */
  failure(): NetworkFailure | undefined;
  delayMs(): number;
}

/** What a slow link adds. Below every timeout of the core, so that things still work. */
const slowMs = 2_000;
/** More messages than this waiting on a slow link: further ones are refused. */
const waitingMax = 256;

const failures = {
  dnsBroken: { kind: "unreachable", stage: "dns", detail: "EAI_AGAIN" },
  badCertificate: { kind: "tls", detail: "UNABLE_TO_VERIFY_LEAF_SIGNATURE" },
} as const;
const noNetwork = { kind: "unreachable", stage: "tcp", detail: "no network" } as const;

export function nodeLink(state: () => NetworkState, delayMs = slowMs): Link {
  let fault: LinkFault | undefined;
  return {
    set(next) {
      fault = next;
    },
    failure() {
      if (state() !== "up") return noNetwork;
      return fault === undefined || fault === "slow" ? undefined : failures[fault];
    },
    delayMs: () => (fault === "slow" ? delayMs : 0),
  };
}

/** The same port over the link. The delay counts as part of the request's time. */
export function httpOver(http: Http, link: Link, fault: Fault): Http {
  return {
    request(request, settled) {
      const delayMs = link.delayMs();
      const failure = link.failure();
      if (failure === undefined && delayMs === 0) return http.request(request, settled);
      const ending = endOnce(fault, settled);
      const { timeoutMs } = request;
      const timeout = { ok: false, failure: { kind: "timeout", afterMs: timeoutMs } } as const;
      const told = (result: HttpResult): void =>
        ending.settle(!result.ok && result.failure.kind === "timeout" ? timeout : result);
      let cancel = (): void => {};
      if (failure !== undefined) ending.settle({ ok: false, failure });
      else {
        const timer = setTimeout(
          () => {
            if (delayMs >= timeoutMs) ending.settle(timeout);
            else cancel = http.request({ ...request, timeoutMs: timeoutMs - delayMs }, told);
          },
          Math.min(delayMs, timeoutMs),
        );
        cancel = () => clearTimeout(timer);
      }
      return () => {
        ending.cancel();
        cancel();
      };
    },
  };
}

/** The same port over the link. */
export function webSocketsOver(webSockets: WebSockets, link: Link, fault: Fault): WebSockets {
  return {
    open(options, events) {
      const failure = link.failure();
      if (failure !== undefined) {
        endOnce<ChannelEnd>(fault, events.closed.bind(events)).settle(failure);
        return { sendText: () => false, sendBinary: () => false, ping: () => {}, close: () => {} };
      }
      const way = wayOver(link, events, fault);
      const channel = webSockets.open(options, way.events);
      return {
        sendText: (text) => way.send(() => channel.sendText(text)),
        sendBinary: (bytes) => way.send(() => channel.sendBinary(bytes)),
        ping: () => way.tell(() => channel.ping()),
        close: (code, reason) => way.close(() => channel.close(code, reason)),
      };
    },
  };
}

/** The same port over the link. */
export function mqttOver(mqtt: MqttClients, link: Link, fault: Fault): MqttClients {
  return {
    open(options, events) {
      const failure = link.failure();
      if (failure !== undefined) {
        endOnce<ChannelEnd>(fault, events.closed.bind(events)).settle(failure);
        return { publish: () => false, subscribe: () => {}, ping: () => {}, close: () => {} };
      }
      const way = wayOver(link, events, fault);
      const channel = mqtt.open(options, way.events);
      return {
        publish: (topic, payload) => way.send(() => channel.publish(topic, payload)),
        subscribe: (topic) => way.tell(() => channel.subscribe(topic)),
        ping: () => way.tell(() => channel.ping()),
        close: () => way.close(() => channel.close()),
      };
    },
  };
}

/** The same port over the link: an install fails at once, or begins late. */
export function firmwareOver<Port extends Firmware>(firmware: Port, link: Link, fault: Fault): Port {
  return {
    ...firmware,
    install(offer, events) {
      const failure = link.failure();
      if (failure !== undefined) {
        const ending = endOnce<string | undefined>(fault, events.ended.bind(events));
        ending.settle(`download failed: ${"detail" in failure ? failure.detail : failure.kind}`);
        return ending.cancel;
      }
      const delayMs = link.delayMs();
      if (delayMs === 0) return firmware.install(offer, events);
      let cancel = (): void => {};
      const timer = setTimeout(() => {
        cancel = firmware.install(offer, events);
      }, delayMs);
      return () => {
        clearTimeout(timer);
        cancel();
      };
    },
  };
}

/** Both directions of a connection, each with its own order. */
function wayOver(link: Link, events: ChannelEvents, fault: Fault) {
  let open = false;
  let closing = false;
  const delayMs = (): number => (closing ? 0 : link.delayMs());
  const incoming = delayLine(delayMs);
  const outgoing = delayLine(delayMs);
  const later = (run: () => void): void => incoming.push(() => guarded(fault, run));
  /** On a slow link true means taken, not sent. */
  const send = (run: () => boolean): boolean => {
    if (!outgoing.isSlow()) return run();
    if (!open || outgoing.waiting() >= waitingMax) return false;
    outgoing.push(run);
    return true;
  };
  const channelEvents: ChannelEvents = {
    opened() {
      open = true;
      later(() => events.opened());
    },
    text: (text) => later(() => events.text(text)),
    binary: (bytes) => later(() => events.binary(bytes)),
    alive: () => later(() => events.alive()),
    closed(end) {
      open = false;
      later(() => events.closed(end));
    },
  };
  return {
    events: channelEvents,
    send,
    tell(run: () => void): void {
      send(() => {
        run();
        return true;
      });
    },
    /** The last words still go out first; whoever closes has waited enough. */
    close(run: () => void): void {
      outgoing.flush();
      closing = true;
      run();
      setImmediate(() => incoming.flush());
    },
  };
}
