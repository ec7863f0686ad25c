/** A board: the real core with all its ports, over the simulated network, flash, slots and clock. */
import { createHmac } from "node:crypto";
import { createDevice, type Device, type DeviceConfig, type Ports } from "../../src/core/device.js";
import type {
  ChannelEnd,
  ChannelEvents,
  HttpRequest,
  HttpResult,
  NetworkState,
} from "../../src/core/ports.js";
import { boardFacts } from "../simulation/board-facts.js";
import type { VirtualClock } from "../simulation/virtual-clock.js";
import { type BoardClock, createBoardClock } from "./board-clock.js";
import { type DeviceEnd, dial } from "./channel.js";
import type { Cloud } from "./cloud.js";
import type { Flash } from "./flash.js";
import { exchange, hostOf } from "./http.js";
import type { LabLog } from "./log.js";
import type { Network } from "./network.js";
import { createPower, type Power } from "./power.js";
import type { Slots } from "./slots.js";
import type { Witness } from "./witness.js";

/** A platform that does not keep to `ports.ts`. */
export type Misbehaviour =
  /** Requests and connections begun now are never answered, not even by a timeout. */
  | "losesAnswers"
  /** Answers and ends come twice. */
  | "tellsTwice"
  /** What was cancelled is answered all the same. */
  | "ignoresCancel";

export interface Board {
  readonly power: Power;
  readonly clock: BoardClock;
  config: DeviceConfig;
  misbehaviour: Misbehaviour | undefined;
  /** Of the crystal, from the next power-on: 1 is right. */
  clockRate: number;
  /** What its clock shows at power-on: 1970 without a battery. */
  utcAtPowerOnMs: number;
  powerOn(): void;
  cutPower(): void;
  press(): void;
  say(text: string): void;
  /** A request that the core did not make: for the canary that proves that such a thing is seen. */
  strayRequest(): void;
}

export interface BoardParts {
  readonly clock: VirtualClock;
  readonly network: Network;
  readonly cloud: Cloud;
  readonly flash: Flash;
  readonly slots: Slots;
  readonly random: () => number;
  readonly log: LabLog;
  readonly witness: Witness;
  readonly config: DeviceConfig;
}

const powerReturnsAfterMs = 2_000;
const restartTakesMs = 1_000;
const ssidBytes = Uint8Array.from("home network", (char) => char.charCodeAt(0));

export function createBoard(parts: BoardParts): Board {
  const { clock, network, cloud, flash, slots, random, log, witness } = parts;
  let device: Device | undefined;
  let boardClock = createBoardClock(clock, 1);
  let abortInstall: () => void = () => {};
  let tellLink: (state: NetworkState) => void = () => {};

  const returnsAfter = (delayMs: number) => void clock.after(delayMs, () => board.powerOn());
  const power = createPower(log, {
    cut() {
      gone();
      returnsAfter(powerReturnsAfterMs);
    },
    uncaught: (error) => witness.uncaught(error),
    settled: () => witness.settled(),
  });
  function gone(): void {
    device = undefined;
    tellLink = () => {};
    abortInstall();
    witness.poweredOff();
  }

  function channelEvents(events: ChannelEvents, ended: () => void): ChannelEvents {
    const isMute = board.misbehaviour === "losesAnswers";
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
        events.closed(end);
        if (board.misbehaviour === "tellsTwice") events.closed(end);
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
      channelEvents(events, () => witness.channelEnded(end)),
    );
    witness.channelOpened(end);
    return end;
  }

  function request(request: HttpRequest, settled: (result: HttpResult) => void) {
    const { pathname } = new URL(request.url);
    const isMute = board.misbehaviour === "losesAnswers";
    const done = witness.requestBegan(`${request.method} ${pathname}`);
    const answered = power.bound((result: HttpResult) => {
      if (isMute) return;
      done();
      log.note("http", `${pathname} ${result.ok ? result.status : result.failure.kind}`);
      if (result.ok && !isCancelled && !pathname.endsWith("/activate")) witness.checkAnswered(result);
      settled(result);
      if (board.misbehaviour === "tellsTwice") settled(result);
    });
    let isCancelled = false;
    const cancel = exchange(clock, network, (asked) => cloud.answer(asked), request, answered);
    return () => {
      done();
      isCancelled = true;
      if (board.misbehaviour !== "ignoresCancel") cancel();
    };
  }

  const portsOf = (boardTime: BoardClock): Ports => ({
    clock: {
      utcMs: () => boardTime.utcMs(),
      monotonicMs: () => boardTime.monotonicMs(),
      setUtc: (utcMs, zone) => power.call("setUtc", () => boardTime.setUtc(utcMs, zone)),
    },
    timers: {
      after: (delayMs, run) => power.call("timer", () => boardTime.after(delayMs, power.bound(run))),
    },
    random: { bytes: (count) => Uint8Array.from({ length: count }, () => random() * 256) },
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
          close: () => power.call("websocket close", () => closeChannel(end)),
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
          close: () => power.call("mqtt close", () => closeChannel(end)),
        };
      },
    },
    storage: {
      read: (name) => flash.read(name),
      write: (name, text) =>
        power.write(
          name,
          () => flash.write(name, text),
          () => flash.tear(name, text),
        ),
      remove(name) {
        const remove = () => {
          flash.remove(name);
          return true;
        };
        power.write(`${name} (removed)`, remove, remove);
      },
    },
    network: {
      start: (changed) =>
        power.call("join", () => {
          const tell = power.bound((state: NetworkState) => {
            witness.linkTold(state);
            changed(state);
          });
          tellLink = tell;
          const cancel = clock.after(0, () => tell(network.linkState()));
          return () => {
            cancel();
            if (tellLink === tell) tellLink = () => {};
          };
        }),
      facts: () => ({ kind: "wifi", ssidBytes, rssiDbm: -52, channel: 6, ip: "192.0.2.7" }),
    },
    facts: {
      read: () => ({ ...boardFacts, application: { ...boardFacts.application, version: slots.running() } }),
    },
    firmware: {
      install: ({ version }, events) =>
        power.call("install", () => {
          witness.installBegan();
          abortInstall = slots.install(
            version,
            {
              progress: power.bound((done: number, total: number | undefined) =>
                events.progress(done, total),
              ),
              ended: power.bound((failure: string | undefined) => {
                log.note("board", failure === undefined ? "install done" : `install failed: ${failure}`);
                witness.installEnded(failure);
                events.ended(failure);
              }),
            },
            power.bound(() => power.block()),
          );
          return abortInstall;
        }),
      markValid: () => power.call("markValid", () => slots.markValid()),
    },
    crypto: {
      deviceHmacSha256: (message) => createHmac("sha256", "key").update(message).digest(),
      aes128Ctr: (_key, _counter, data) => data,
    },
    screen: { show: (model) => power.call("show", () => witness.shown(model)) },
    log: { write: (level, line) => power.call("log", () => witness.logged(level, line)) },
    system: {
      restart: (reason) =>
        power.call("restart", () => {
          witness.restarted(reason);
          power.cut();
          gone();
          returnsAfter(restartTakesMs);
        }),
    },
  });

  function closeChannel(end: DeviceEnd): void {
    witness.channelEnded(end);
    end.close();
  }

  network.onLink((state) => tellLink(state));

  const board: Board = {
    power,
    get clock() {
      return boardClock;
    },
    config: parts.config,
    misbehaviour: undefined,
    clockRate: 1,
    utcAtPowerOnMs: 0,
    powerOn() {
      if (power.isOn) return;
      power.on();
      slots.boot();
      boardClock = createBoardClock(clock, board.clockRate);
      boardClock.jump(board.utcAtPowerOnMs);
      witness.poweredOn(hostOf(board.config.otaUrl).host);
      power.enter(() => {
        device = createDevice(portsOf(boardClock), board.config, (observed) => witness.observed(observed));
        device.start();
      });
    },
    cutPower() {
      if (!power.isOn) return;
      power.cut();
      gone();
    },
    press: () => power.enter(() => device?.press()),
    say: (text) => power.enter(() => device?.say(text)),
    strayRequest: () =>
      void request(
        {
          method: "POST",
          url: board.config.otaUrl,
          headers: {},
          timeoutMs: 60_000,
          bodyMaxBytes: 1_000,
        },
        () => {},
      ),
  };
  return board;
}
