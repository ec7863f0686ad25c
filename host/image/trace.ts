/** What an emulated board says on its serial port, as events that a story can wait for. */

/** One line of the console that means something; `line` is any other. */
export type Said =
  | { readonly kind: "event"; readonly event: Readonly<Record<string, unknown>> }
  | { readonly kind: "screen"; readonly screen: Readonly<Record<string, unknown>> }
  | { readonly kind: "memory"; readonly memory: Memory }
  | { readonly kind: "line"; readonly line: string };

/** src/esp32/native/memory.c. `slots` and `chunkBytes` are alive; "peak" has garbage in it. */
export interface Memory {
  readonly chunkBytes: number;
  readonly chunkPeakBytes: number;
  readonly chunkPoolBytes: number;
  readonly slots: number;
  readonly slotsPeak: number;
  readonly slotsPool: number;
  readonly stackPoolSlots: number;
  readonly nativeStackFreeBytes: number;
  readonly freeHeapBytes: number;
  readonly minimumFreeHeapBytes: number;
  readonly freeInternalBytes: number;
}

const lineMaxChars = 65_536;

/** A line of the console; one that looks like an event and is none stays a line. */
export function readLine(text: string): Said {
  const line = text.replace(/[\r\n]+$/, "").slice(0, lineMaxChars);
  const found = /^(xiaozhi|screen|memory) (\{.*\})$/.exec(line);
  if (found === null) return { kind: "line", line };
  try {
    const value = JSON.parse(found[2] ?? "") as Record<string, unknown>;
    if (found[1] === "screen") return { kind: "screen", screen: value };
    if (found[1] === "memory") return { kind: "memory", memory: value as unknown as Memory };
    return { kind: "event", event: value };
  } catch {
    // A reset in the middle of a line.
    return { kind: "line", line };
  }
}

/** Whether this line says that the program has crashed: the restart after it would lead back online, and a story would wait for ever. */
export const isCrash = (line: string): boolean =>
  /^(?:Guru Meditation Error|abort\(\) was called|assert failed:|XS abort:)/.test(line);

/** Everything said so far, and waiting for what is yet to be said. */
export class Trace {
  readonly said: Said[] = [];
  memory: Memory | undefined;
  #read = 0;
  #ended: string | undefined;
  #woken: (() => void)[] = [];

  add(text: string): void {
    const said = readLine(text);
    this.said.push(said);
    if (said.kind === "memory") this.memory = said.memory;
    this.#wake();
  }

  /** Nothing more will be said. */
  end(why: string): void {
    this.#ended = why;
    this.#wake();
  }

  /** The next one that fits; what came before it counts as seen. Throws after `timeoutMs`, with the last lines. */
  async next(what: string, fits: (said: Said) => boolean, timeoutMs: number): Promise<Said> {
    const deadlineMs = Date.now() + timeoutMs;
    for (;;) {
      while (this.#read < this.said.length) {
        const said = this.said[this.#read++];
        if (said !== undefined && fits(said)) return said;
      }
      const leftMs = deadlineMs - Date.now();
      if (this.#ended !== undefined || leftMs <= 0)
        throw new Error(
          `${this.#ended ?? `${timeoutMs / 1000} s went by`} before this came: ${what}\n  ${this.tail(25)}`,
        );
      await this.#more(leftMs);
    }
  }

  /** The last lines that a person would read. */
  tail(count: number): string {
    return this.said
      .filter(({ kind }) => kind !== "memory")
      .slice(-count)
      .map((said) => (said.kind === "line" ? said.line : JSON.stringify(said).slice(0, 300)))
      .join("\n  ");
  }

  #more(withinMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, withinMs);
      this.#woken.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  #wake(): void {
    for (const wake of this.#woken.splice(0)) wake();
  }
}
