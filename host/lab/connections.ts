/** The ports that reach the network: HTTP, websocket and MQTT, with the power and the platform between them and the core. */
import type { Ports } from "../../src/core/device-ports.js";
import type { Cancel, ChannelEnd, ChannelEvents, HttpRequest, HttpResult } from "../../src/core/ports.js";
import type { VirtualClock } from "../simulation/virtual-clock.js";
import { closedByUs, type DeviceEnd, dial } from "./channel.js";
import type { Cloud } from "./cloud.js";
import { exchange, hostOf } from "./http.js";
import type { LabLog } from "./log.js";
import type { Network } from "./network.js";
import type { Power } from "./power.js";
import type { Witness } from "./witness.js";

/** A platform that does not keep to `ports.ts`. */
export type Misbehaviour =
  /** Requests and connections begun now are never answered, not even by a timeout. */
  | "losesAnswers"
  /** Answers and ends come twice. */
  | "tellsTwice"
  /** What was cancelled is answered all the same. */
  | "ignoresCancel"
  /** What it was given stands in the words of every failure. */
  | "quotesSecrets";

export interface ConnectionParts {
  readonly clock: VirtualClock;
  readonly network: Network;
  readonly cloud: Cloud;
  readonly power: Power;
  readonly log: LabLog;
  readonly witness: Witness;
  misbehaviour(): Misbehaviour | undefined;
}

export interface Connections {
  readonly ports: Pick<Ports, "http" | "webSockets" | "mqtt">;
  request(request: HttpRequest, settled: (result: HttpResult) => void): Cancel;
}

export function createConnections(parts: ConnectionParts): Connections {
  const { clock, network, cloud, power, log, witness, misbehaviour } = parts;

  /** The failure as a careless platform words it. */
  function worded<End extends ChannelEnd>(end: End, given: object): End {
    if (misbehaviour() !== "quotesSecrets") return end;
    const words = JSON.stringify(given).replace(/[{}"]/g, " ");
    if ("detail" in end) return { ...end, detail: `${end.detail} ${words}` };
    return "reason" in end ? { ...end, reason: `${end.reason} ${words}` } : end;
  }

  function channelEvents(
    events: ChannelEvents,
    isMute: boolean,
    given: object,
    ended: () => void,
  ): ChannelEvents {
    const bound = <Args extends unknown[]>(tell: (...args: Args) => void) =>
      isMute ? () => {} : power.bound(tell);
    return {
      opened: bound(() => events.opened()),
      text: bound((text: string) => events.text(text)),
      binary: bound((bytes: Uint8Array) => events.binary(bytes)),
      alive: bound(() => events.alive()),
      closed: bound((end: ChannelEnd) => {
        ended();
        log.note("board", `channel ended: ${end.kind}`);
        events.closed(worded(end, given));
        if (misbehaviour() === "tellsTwice") events.closed(end);
      }),
    };
  }

  function openChannel(
    transport: "websocket" | "mqtt",
    options: {
      url: string;
      credential: string;
      clientId: string;
      connectTimeoutMs: number;
      messageMaxBytes: number;
    },
    secure: boolean,
    events: ChannelEvents,
  ): DeviceEnd {
    const { host } = hostOf(options.url);
    const isMute = misbehaviour() === "losesAnswers";
    log.note("board", `dials ${transport} at ${host}`);
    const end = dial(
      {
        clock,
        network,
        accept: cloud.accept,
        call: { transport, host, credential: options.credential, clientId: options.clientId },
        secure,
        connectTimeoutMs: options.connectTimeoutMs,
        messageMaxBytes: options.messageMaxBytes,
      },
      channelEvents(events, isMute, options, () => witness.channelEnded(end)),
    );
    witness.channelOpened(end, secure);
    return {
      get works() {
        return end.works;
      },
      send: end.send,
      ping: end.ping,
      close() {
        witness.channelEnded(end);
        end.close();
        // Even a platform that loses answers lets go of what the device has closed.
        if (isMute)
          clock.after(
            0,
            power.bound(() => events.closed(closedByUs)),
          );
      },
    };
  }

  function request(request: HttpRequest, settled: (result: HttpResult) => void) {
    const { pathname } = new URL(request.url);
    const isMute = misbehaviour() === "losesAnswers";
    const done = witness.requestBegan(`${request.method} ${pathname}`, hostOf(request.url).secure);
    const answered = power.bound((result: HttpResult) => {
      if (isMute) return;
      done();
      log.note("http", `${pathname} ${result.ok ? result.status : result.failure.kind}`);
      if (result.ok && !isCancelled && !pathname.endsWith("/activate")) witness.checkAnswered(result);
      settled(result.ok ? result : { ok: false, failure: worded(result.failure, request) });
      if (misbehaviour() === "tellsTwice") settled(result);
    });
    let isCancelled = false;
    const cancel = exchange(clock, network, (asked) => cloud.answer(asked), request, answered);
    return () => {
      done();
      isCancelled = true;
      if (misbehaviour() !== "ignoresCancel") cancel();
    };
  }

  const ports: Connections["ports"] = {
    http: { request: (asked, settled) => power.call("http request", () => request(asked, settled)) },
    webSockets: {
      open(options, events) {
        const end = power.call("websocket open", () =>
          openChannel(
            "websocket",
            {
              ...options,
              credential: (options.headers.Authorization ?? "").replace(/^Bearer /, ""),
              clientId: options.headers["Client-Id"] ?? "",
            },
            hostOf(options.url).secure,
            events,
          ),
        );
        return {
          sendText: (text) => power.call("websocket send", () => end.send(text)),
          sendBinary: () => true,
          ping: () => power.call("ping", () => end.ping()),
          close: () => power.call("websocket close", () => end.close()),
        };
      },
    },
    mqtt: {
      open(options, events) {
        const end = power.call("mqtt open", () =>
          openChannel(
            "mqtt",
            {
              ...options,
              url: `mqtt://${options.host}`,
              credential: options.password,
              clientId: options.clientId.split("@@@")[2] ?? "",
            },
            options.tls,
            events,
          ),
        );
        return {
          publish: (_topic, payload) => power.call("mqtt publish", () => end.send(payload)),
          subscribe: () => power.call("mqtt subscribe", () => {}),
          ping: () => power.call("ping", () => end.ping()),
          close: () => power.call("mqtt close", () => end.close()),
        };
      },
    },
  };
  return { ports, request };
}
