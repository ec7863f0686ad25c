/** For figures of a board: how much memory is used, told once a second while the build is observed. Exact at any time, see native/memory.c. */
import FFI from "mc/ffi";
import type { Timers } from "../core/ports.js";

const everyMs = 1_000;

export function tellMemory(timers: Timers, writeLine: (line: string) => void): void {
  const c = new FFI();
  const tell = (): void => {
    timers.after(everyMs, tell);
    writeLine(`memory ${c.xiaozhi_memory()}`);
  };
  tell();
}
