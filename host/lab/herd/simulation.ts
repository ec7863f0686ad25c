/** A herd and its cloud in virtual time, in steps of a hundredth of a second. */
import { type Answer, answers, createCloud, type HerdCloud } from "./cloud.js";
import { createDownloads, type Downloads } from "./downloads.js";
import type { Herd, HerdWorld, SessionEnd, TimerSlot } from "./herd.js";
import { AnswerQueue, TimerQueue } from "./queue.js";
import type { HerdSeries } from "./result.js";
import { type Scenario, type StruckWorld, startMs } from "./scenario.js";

export const tickMs = 10;
const ticksPerSecond = 1_000 / tickMs;
const roundTripTicks = 100 / tickMs;
/** The device's three, then the world's: the network comes, the server closes an idle session. */
const timersPerDevice = 5;
const linkTimer = 3;
const idleTimer = 4;

export type CreateHerd = (world: HerdWorld, devices: number) => Herd;

export class HerdSimulation implements HerdWorld, StruckWorld {
  readonly devices: number;
  readonly cloud: HerdCloud;
  readonly #seed: number;
  readonly #scenario: Scenario;
  readonly #timers: TimerQueue;
  readonly #checking: AnswerQueue;
  /** A session that is refused is one round trip away, one that opens two: connecting and the hello. */
  readonly #refusing: AnswerQueue;
  readonly #opening: AnswerQueue;
  readonly #herd: Herd;
  readonly #downloads: Downloads;
  readonly #series: HerdSeries;
  readonly #checkAnswer: Uint8Array;
  readonly #sessionAnswer: Uint8Array;
  readonly #tokenEpoch: Uint8Array;
  readonly #isOnline: Uint8Array;
  readonly #isUpdated: Uint8Array;
  #tick = 0;
  #second = 0;
  #online = 0;
  #updated = 0;
  /** There is firmware that the devices don't have. */
  isReleased = false;

  constructor(createHerd: CreateHerd, scenario: Scenario, devices: number, seed: number) {
    const { seconds, imageBytes, deviceBytesPerSecond } = scenario;
    this.devices = devices;
    this.#seed = Math.imul(seed + 1, 0x9e3779b1);
    this.#scenario = scenario;
    this.cloud = createCloud(scenario.cloud(devices));
    this.#timers = new TimerQueue(devices * timersPerDevice, seconds, ticksPerSecond);
    this.#checking = new AnswerQueue(devices, roundTripTicks);
    this.#refusing = new AnswerQueue(devices, roundTripTicks);
    this.#opening = new AnswerQueue(devices, 2 * roundTripTicks);
    this.#checkAnswer = new Uint8Array(devices);
    this.#sessionAnswer = new Uint8Array(devices);
    this.#tokenEpoch = new Uint8Array(devices);
    this.#isOnline = new Uint8Array(devices);
    this.#isUpdated = new Uint8Array(devices);
    this.#downloads = createDownloads({
      devices,
      sizeBytes: imageBytes,
      lineBytesPerSecond: this.cloud.options.downloadBytesPerSecond,
      deviceBytesPerSecond,
    });
    this.#series = {
      checks: new Uint32Array(seconds),
      sessions: new Uint32Array(seconds),
      refused: new Uint32Array(seconds),
      online: new Uint32Array(seconds),
      updated: new Uint32Array(seconds),
      downloads: new Uint32Array(seconds),
    };
    this.#herd = createHerd(this, devices);
  }

  get nowMs(): number {
    return this.#tick * tickMs;
  }

  /** The whole scenario; once. */
  run(): HerdSeries {
    const { seconds } = this.#scenario;
    const { online, updated, downloads } = this.#series;
    for (let second = 0; second < seconds; second++) {
      this.#second = second;
      this.#tick = second * ticksPerSecond;
      this.cloud.second();
      this.#timers.begin(second);
      this.#scenario.happens(this, second);
      for (let step = 0; step < ticksPerSecond; step++) {
        this.#tick = second * ticksPerSecond + step;
        this.#runTick();
      }
      online[second] = this.#online;
      updated[second] = this.#updated;
      downloads[second] = this.#downloads.count;
    }
    return this.#series;
  }

  #runTick(): void {
    const tick = this.#tick;
    for (let device = this.#checking.take(tick); device >= 0; device = this.#checking.take(tick))
      this.#checked(device);
    for (let device = this.#refusing.take(tick); device >= 0; device = this.#refusing.take(tick))
      this.#herd.openEnded(device, this.#sessionAnswer[device] as Answer);
    for (let device = this.#opening.take(tick); device >= 0; device = this.#opening.take(tick))
      this.#opened(device);
    for (let timer = this.#timers.take(tick); timer >= 0; timer = this.#timers.take(tick)) {
      const device = Math.floor(timer / timersPerDevice);
      const slot = timer - device * timersPerDevice;
      if (slot === linkTimer) this.#herd.networkUp(device);
      else if (slot === idleTimer) this.#endSession(device, "closedIdle");
      else this.#herd.expired(device, slot as TimerSlot);
    }
    if (this.#downloads.count > 0) this.#downloads.pass(tickMs, this.#installed);
  }

  #checked(device: number): void {
    const answer = this.#checkAnswer[device] as Answer;
    const isGood = answer === answers.good;
    if (isGood) this.#tokenEpoch[device] = this.cloud.tokenEpoch;
    this.#herd.checked(device, {
      answer,
      retryAfterMs: answer === answers.busy ? this.cloud.options.retryAfterMs : 0,
      offersUpdate: isGood && this.isReleased && this.#isUpdated[device] === 0,
    });
  }

  #opened(device: number): void {
    const { idleCloseMs } = this.cloud.options;
    this.#setOnline(device, 1);
    if (idleCloseMs !== undefined) this.#arm(device, idleTimer, idleCloseMs);
    this.#herd.openEnded(device, answers.good);
  }

  #endSession(device: number, end: SessionEnd): void {
    this.close(device);
    this.#herd.sessionEnded(device, end);
  }

  #setOnline(device: number, online: 0 | 1): void {
    this.#online += online - (this.#isOnline[device] as number);
    this.#isOnline[device] = online;
  }

  readonly #installed = (device: number): void => {
    this.#isUpdated[device] = 1;
    this.#updated += 1;
    this.powerOn(device, startMs);
  };

  #arm(device: number, slot: number, delayMs: number): void {
    this.#timers.arm(device * timersPerDevice + slot, this.#tick + Math.max(1, Math.ceil(delayMs / tickMs)));
  }

  // What happens to the devices.

  /** With a network that is there `networkAfterMs` later. */
  powerOn(device: number, networkAfterMs: number): void {
    this.#herd.poweredOn(device);
    this.#arm(device, linkTimer, networkAfterMs);
  }

  cutPower(device: number): void {
    this.close(device);
    this.#checking.turnAway(device);
    for (let slot = 0; slot < timersPerDevice; slot++) this.#timers.disarm(device * timersPerDevice + slot);
  }

  dropSessions(): void {
    for (let device = 0; device < this.devices; device++)
      if (this.#isOnline[device] === 1) this.#endSession(device, "lost");
  }

  /** In order, as idle ones. */
  closeSessions(): void {
    for (let device = 0; device < this.devices; device++)
      if (this.#isOnline[device] === 1) this.#endSession(device, "closedIdle");
  }

  // What the devices do.

  roll(device: number): number {
    let mixed = Math.imul(device + 1, 0x9e3779b1) ^ Math.imul(this.#tick + 1, 0x85ebca6b) ^ this.#seed;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x7feb352d);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b);
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x9e3779b1);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 4_294_967_296;
  }

  check(device: number): void {
    const answer = this.cloud.check();
    this.#count(this.#series.checks, answer);
    this.#checkAnswer[device] = answer;
    this.#checking.ask(device, this.#tick);
  }

  open(device: number): void {
    const answer = this.cloud.session(this.#tokenEpoch[device] as number);
    this.#count(this.#series.sessions, answer);
    this.#sessionAnswer[device] = answer;
    (answer === answers.good ? this.#opening : this.#refusing).ask(device, this.#tick);
  }

  #count(requests: Uint32Array, answer: Answer): void {
    const { refused } = this.#series;
    requests[this.#second] = (requests[this.#second] as number) + 1;
    if (answer === answers.busy) refused[this.#second] = (refused[this.#second] as number) + 1;
  }

  close(device: number): void {
    this.#setOnline(device, 0);
    this.#opening.turnAway(device);
    this.#refusing.turnAway(device);
    this.#timers.disarm(device * timersPerDevice + idleTimer);
  }

  install(device: number): void {
    this.close(device);
    this.#downloads.start(device);
  }

  arm(device: number, slot: TimerSlot, delayMs: number): void {
    this.#arm(device, slot, delayMs);
  }

  disarm(device: number, slot: TimerSlot): void {
    this.#timers.disarm(device * timersPerDevice + slot);
  }

  isArmed(device: number, slot: TimerSlot): boolean {
    return this.#timers.isArmed(device * timersPerDevice + slot);
  }
}
