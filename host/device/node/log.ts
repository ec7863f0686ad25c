/** Log port: lines go to a sink, one call a line. */
import type { Log, LogLevel } from "../../../src/core/ports.js";

export type LogSink = (level: LogLevel, line: string) => void;

/** Line breaks and control characters are replaced, so that a peer's text cannot forge a line or move the cursor. */
export function nodeLog(sink: LogSink): Log {
  return { write: (level, line) => sink(level, oneLine(line)) };
}

function oneLine(text: string): string {
  let clean = "";
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    clean += code < 0x20 || (code >= 0x7f && code < 0xa0) ? " " : character;
  }
  return clean;
}
