/**
 * Timers and answers of a million devices, in typed arrays. Setting a timer appends it to the second in which it is due; dropping one
 * only forgets its time, and what is found in a list without being due any more is passed over.
 */

/** A list of whole numbers that grows. */
class Numbers {
  #values = new Int32Array(16);
  #size = 0;

  push(value: number): void {
    if (this.#size === this.#values.length) {
      const wider = new Int32Array(2 * this.#size);
      wider.set(this.#values);
      this.#values = wider;
    }
    this.#values[this.#size++] = value;
  }

  /** Takes the last one; -1 if there is none. */
  pop(): number {
    return this.#size === 0 ? -1 : (this.#values[--this.#size] as number);
  }
}

const chunkSize = 64;

export class TimerQueue {
  readonly #ticksPerSecond: number;
  readonly #seconds: number;
  /** The tick that a timer waits for; -1: it isn't armed. */
  readonly #due: Int32Array;
  /** Of each second: its newest chunk in the pool plus one, and how many timers are in that one. */
  readonly #chunkOf: Int32Array;
  readonly #filled: Uint8Array;
  /** Chunks of timers; the last place of each holds the chunk before it. */
  #pool = new Int32Array(1_024 * (chunkSize + 1));
  #chunks = 0;
  readonly #freeChunks = new Numbers();
  readonly #ticks: readonly Numbers[];
  #second = -1;

  /** For the timers 0 to `timers` - 1. */
  constructor(timers: number, seconds: number, ticksPerSecond: number) {
    this.#ticksPerSecond = ticksPerSecond;
    this.#seconds = seconds;
    this.#due = new Int32Array(timers).fill(-1);
    this.#chunkOf = new Int32Array(seconds);
    this.#filled = new Uint8Array(seconds);
    this.#ticks = Array.from({ length: ticksPerSecond }, () => new Numbers());
  }

  isArmed(timer: number): boolean {
    return (this.#due[timer] as number) >= 0;
  }

  /** Whatever it waited for before. A timer beyond the end stays armed and never comes. */
  arm(timer: number, tick: number): void {
    this.#due[timer] = tick;
    const second = Math.floor(tick / this.#ticksPerSecond);
    if (second === this.#second) this.#ticks[tick - second * this.#ticksPerSecond]?.push(timer);
    else if (second < this.#seconds) this.#append(second, timer);
  }

  disarm(timer: number): void {
    this.#due[timer] = -1;
  }

  /** Has to be called for each second in turn, before its ticks. */
  begin(second: number): void {
    this.#second = second;
    let chunk = (this.#chunkOf[second] as number) - 1;
    let filled = this.#filled[second] as number;
    const firstTick = second * this.#ticksPerSecond;
    while (chunk >= 0) {
      const start = chunk * (chunkSize + 1);
      for (let at = start; at < start + filled; at++) {
        const timer = this.#pool[at] as number;
        const step = (this.#due[timer] as number) - firstTick;
        if (step >= 0 && step < this.#ticksPerSecond) this.#ticks[step]?.push(timer);
      }
      this.#freeChunks.push(chunk);
      chunk = (this.#pool[start + chunkSize] as number) - 1;
      filled = chunkSize;
    }
    this.#chunkOf[second] = 0;
  }

  /** Takes a timer that is due in this tick of the present second; -1 if none is left. */
  take(tick: number): number {
    const list = this.#ticks[tick - this.#second * this.#ticksPerSecond] as Numbers;
    for (let timer = list.pop(); timer >= 0; timer = list.pop()) {
      if (this.#due[timer] !== tick) continue;
      this.#due[timer] = -1;
      return timer;
    }
    return -1;
  }

  #append(second: number, timer: number): void {
    let chunk = (this.#chunkOf[second] as number) - 1;
    let filled = this.#filled[second] as number;
    if (chunk < 0 || filled === chunkSize) {
      const before = chunk + 1;
      chunk = this.#freeChunks.pop();
      if (chunk < 0) chunk = this.#newChunk();
      this.#pool[chunk * (chunkSize + 1) + chunkSize] = before;
      this.#chunkOf[second] = chunk + 1;
      filled = 0;
    }
    this.#pool[chunk * (chunkSize + 1) + filled] = timer;
    this.#filled[second] = filled + 1;
  }

  #newChunk(): number {
    const start = this.#chunks * (chunkSize + 1);
    if (start === this.#pool.length) {
      const wider = new Int32Array(2 * start);
      wider.set(this.#pool);
      this.#pool = wider;
    }
    return this.#chunks++;
  }
}

/** Answers that all take the same time: the first asked is the first answered. At most one a device is under way. */
export class AnswerQueue {
  readonly #delayTicks: number;
  readonly #devices: Int32Array;
  readonly #dueTicks: Int32Array;
  /** The tick at which the device gets its answer; -1: it waits for none. */
  readonly #dueOf: Int32Array;
  readonly #mask: number;
  #first = 0;
  #size = 0;

  constructor(devices: number, delayTicks: number) {
    // A device may ask, turn away and ask again while its first answer is on the way.
    const places = 2 ** Math.ceil(Math.log2(4 * devices));
    this.#delayTicks = delayTicks;
    this.#devices = new Int32Array(places);
    this.#dueTicks = new Int32Array(places);
    this.#dueOf = new Int32Array(devices).fill(-1);
    this.#mask = places - 1;
  }

  ask(device: number, tick: number): void {
    if (this.#size > this.#mask) throw new RangeError("more answers are under way than there is room for");
    const at = (this.#first + this.#size++) & this.#mask;
    this.#devices[at] = device;
    this.#dueTicks[at] = tick + this.#delayTicks;
    this.#dueOf[device] = tick + this.#delayTicks;
  }

  turnAway(device: number): void {
    this.#dueOf[device] = -1;
  }

  /** Takes a device whose answer arrives in this tick; -1 if there is none left. */
  take(tick: number): number {
    while (this.#size > 0 && this.#dueTicks[this.#first] === tick) {
      const device = this.#devices[this.#first] as number;
      this.#first = (this.#first + 1) & this.#mask;
      this.#size -= 1;
      if (this.#dueOf[device] !== tick) continue;
      this.#dueOf[device] = -1;
      return device;
    }
    return -1;
  }
}
