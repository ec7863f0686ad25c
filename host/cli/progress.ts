/** A bar on stderr that shows how far a long command has come. Only a terminal gets to see it. */
import type { Io } from "./io.js";

export interface Progress {
  at(done: number): void;
  /** A line for the person, above the bar. */
  say(line: string): void;
  /** Takes the bar away. Idempotent. */
  close(): void;
}

const barMaxColumns = 30;
const clear = "\r\x1b[K";

/** Nothing is drawn if stderr is no terminal, or a dumb one, or `json` output is read by a program. */
export function progressBar(io: Io, what: string, total: number, json: boolean): Progress {
  const { stderr, env } = io;
  const drawn = stderr.isTTY === true && env.TERM !== "dumb" && !json;
  let last: number | undefined;
  const draw = (done: number): void => {
    const count = `${done}/${total}`;
    const room = (stderr.columns || 80) - what.length - count.length - 5;
    const width = Math.min(barMaxColumns, room);
    const full = total === 0 ? width : Math.floor((done / total) * width);
    const bar = width < 5 ? "" : `[${"#".repeat(full)}${"-".repeat(width - full)}] `;
    stderr.write(`${clear}${what} ${bar}${count}`);
    last = done;
  };
  return {
    at(done) {
      if (drawn) draw(done);
    },
    say(line) {
      stderr.write(`${last === undefined ? "" : clear}${line}\n`);
      if (last !== undefined) draw(last);
    },
    close() {
      if (last !== undefined) stderr.write(clear);
      last = undefined;
    },
  };
}
