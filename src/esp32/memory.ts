/** For figures of a board: how much memory is used, told once a second while the build is observed. Exact at any time, see native/memory.c. */
import type FFI from "mc/ffi";
import type { Timers } from "../core/ports.js";

const everyMs = 1_000;

export function tellMemory(native: FFI, timers: Timers, writeLine: (line: string) => void): void {
  const tell = (): void => {
    timers.after(everyMs, tell);
    writeLine(`memory ${native.xiaozhi_memory()}`);
  };
  tell();
}
