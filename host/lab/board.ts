/** A board: the real core with all its ports, over the simulated network, flash, slots and clock. */
import { createHmac } from "node:crypto";
import { createDevice, type Device, type DeviceConfig } from "../../src/core/device.js";
import type { Ports } from "../../src/core/device-ports.js";
import type { NetworkState } from "../../src/core/ports.js";
import { boardFacts } from "../simulation/board-facts.js";
import type { VirtualClock } from "../simulation/virtual-clock.js";
import { type BoardClock, createBoardClock } from "./board-clock.js";
import type { Cloud } from "./cloud.js";
import { createConnections, type Misbehaviour } from "./connections.js";
import type { Flash } from "./flash.js";
import { hostOf } from "./http.js";
import type { LabLog } from "./log.js";
import type { Network } from "./network.js";
import { createPower, type Power } from "./power.js";
import type { Slots } from "./slots.js";
import type { Witness } from "./witness.js";

export interface Board {
  readonly power: Power;
  readonly clock: BoardClock;
  config: DeviceConfig;
  misbehaviour: Misbehaviour | undefined;
  /** Of the crystal, from the next power-on: 1 is right. */
  clockRate: number;
  powerOn(): void;
  cutPower(): void;
  press(): void;
  say(text: string): void;
  /** The core is at rest. */
  settled(): void;
  /** A request that the core did not make: for the canary that proves that such a thing is seen. */
  strayRequest(): void;
}

/** What the core runs in. */
export interface CoreEngine {
  readonly create: typeof createDevice;
  /** The board is gone: nothing of the core runs any more, and nothing that it began is ended for it. */
  powerOff(): void;
  /** The core has done what it was called for when the call returns. If not, whoever lets time pass calls `settled`. */
  readonly isSynchronous: boolean;
}

export const inNode: CoreEngine = { create: createDevice, powerOff: () => {}, isSynchronous: true };

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
  readonly engine: CoreEngine;
}

/** After a cut point. */
export const powerReturnsAfterMs = 2_000;
export const restartTakesMs = 1_000;
const ssidBytes = Uint8Array.from("home network", (char) => char.charCodeAt(0));

export function createBoard(parts: BoardParts): Board {
  const { clock, network, flash, slots, random, log, witness, engine } = parts;
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
    settled: () => {
      if (engine.isSynchronous) witness.settled();
    },
  });
  function gone(): void {
    device = undefined;
    engine.powerOff();
    tellLink = () => {};
    abortInstall();
    witness.poweredOff();
  }

  const connections = createConnections({
    ...parts,
    power,
    misbehaviour: () => board.misbehaviour,
  });

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
    ...connections.ports,
    storage: {
      read: (name) => flash.read(name),
      write(name, text) {
        witness.stored(name, text);
        return power.write(
          name,
          () => flash.write(name, text),
          () => flash.tear(name, text),
        );
      },
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
      install: ({ version, url }, events) =>
        power.call("install", () => {
          witness.installBegan(hostOf(url).secure);
          abortInstall = slots.install(
            version,
            {
              progress: power.bound((done: number, total: number | undefined) =>
                events.progress(done, total),
              ),
              ended: power.bound((failure: string | undefined) => {
                log.note("board", failure === undefined ? "install done" : `install failed: ${failure}`);
                witness.installEnded(failure);
                const isQuoting = board.misbehaviour === "quotesSecrets" && failure !== undefined;
                events.ended(isQuoting ? `${failure} (${url})` : failure);
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

  network.onLink((state) => tellLink(state));

  const board: Board = {
    power,
    get clock() {
      return boardClock;
    },
    config: parts.config,
    misbehaviour: undefined,
    clockRate: 1,
    powerOn() {
      if (power.isOn) return;
      power.on();
      slots.boot();
      boardClock = createBoardClock(clock, board.clockRate);
      const { host, secure } = hostOf(board.config.otaUrl);
      witness.poweredOn(host, secure);
      power.enter(() => {
        device = engine.create(portsOf(boardClock), board.config, (observed) => witness.observed(observed));
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
    settled() {
      if (power.isOn) witness.settled();
    },
    strayRequest: () =>
      void connections.request(
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
