/** A recorder of channel callbacks that also checks the rules they all keep. */
import { expect } from "vitest";
import type { ChannelEnd, ChannelEvents } from "../../src/core/ports.js";

export interface Recorder extends ChannelEvents {
  readonly log: readonly string[];
  /** Resolves at `opened`; rejects if the channel closes first. */
  readonly whenOpen: Promise<void>;
  /** Resolves with the end. */
  readonly whenClosed: Promise<ChannelEnd>;
  /** Resolves with the next text. */
  nextText(): Promise<string>;
  readonly binaries: readonly Uint8Array[];
  aliveCount(): number;
  /** To be called right after `open` returned: nothing may have been called back by then. */
  returned(): void;
}

export function recorder(): Recorder {
  const log: string[] = [];
  const binaries: Uint8Array[] = [];
  const texts: string[] = [];
  const readers: ((text: string) => void)[] = [];
  let alive = 0;
  let closed = false;
  const opened = deferred<void>();
  const ended = deferred<ChannelEnd>();
  opened.promise.catch(() => {});
  const note = (line: string): void => {
    expect(closed, `${line} after closed`).toBe(false);
    log.push(line);
  };
  return {
    log,
    binaries,
    whenOpen: opened.promise,
    whenClosed: ended.promise,
    aliveCount: () => alive,
    nextText: () =>
      new Promise((resolve) => {
        const text = texts.shift();
        if (text === undefined) readers.push(resolve);
        else resolve(text);
      }),
    returned: () => expect(log).toEqual([]),
    opened() {
      note("opened");
      opened.resolve();
    },
    text(text) {
      note(`text ${text.slice(0, 20)}`);
      const reader = readers.shift();
      if (reader === undefined) texts.push(text);
      else reader(text);
    },
    binary(bytes) {
      note(`binary ${bytes.length}`);
      binaries.push(bytes);
    },
    alive() {
      expect(closed, "alive after closed").toBe(false);
      alive += 1;
    },
    closed(end) {
      note("closed");
      closed = true;
      opened.reject(new Error(`closed: ${JSON.stringify(end)}`));
      ended.resolve(end);
    },
  };
}

function deferred<Value>() {
  let resolve: (value: Value) => void = () => {};
  let reject: (error: Error) => void = () => {};
  const promise = new Promise<Value>((good, bad) => {
    resolve = good;
    reject = bad;
  });
  return { promise, resolve, reject };
}
