/**
 * Lines for whoever listens on the board's serial port. `trace` reaches the debugger of a debug build and nothing in a release build,
 * where ESP-IDF's console is on instead (`sdkconfig.defaults.release` of the board); in a debug build that one is off.
 */
import FFI from "mc/ffi";

export function writeLine(line: string): void {
  trace(`${line}\n`);
  new FFI().xiaozhi_print(line);
}
