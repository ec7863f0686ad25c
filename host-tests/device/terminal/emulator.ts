/** A terminal small enough to check what a person would see: it knows what `TerminalScreen` uses, and throws at the rest. */

export interface Emulator {
  write(text: string): void;
  readonly isTTY: true;
  columns: number;
  rows: number;
  on(event: "resize", listener: () => void): void;
  off(event: "resize", listener: () => void): void;
  /** Lines on the screen, without spaces and empty lines at the end. */
  lines(): string[];
  readonly writes: string[];
  readonly listeners: Set<() => void>;
  readonly cursor: { row: number; column: number };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal's language
const token = /\x1b\[\??([0-9]*)([A-Za-z])|\x1b([78])|[\s\S]/gu;

export function emulator(columns: number, rows: number): Emulator {
  const grid: string[][] = [];
  const cursor = { row: 0, column: 0 };
  let saved = { row: 0, column: 0 };
  const writes: string[] = [];
  const listeners = new Set<() => void>();
  const sequence = (letter: string, count: number): void => {
    if (letter === "F") Object.assign(cursor, { row: Math.max(0, cursor.row - count), column: 0 });
    else if (letter === "B") cursor.row += count;
    else if (letter === "G") cursor.column = count - 1;
    else if (letter === "K") grid[cursor.row] = (grid[cursor.row] ?? []).slice(0, cursor.column);
    else if (letter === "H") Object.assign(cursor, { row: 0, column: 0 });
    else if (letter === "J" && count === 2) grid.length = 0;
    else if (letter === "J") {
      grid[cursor.row] = (grid[cursor.row] ?? []).slice(0, cursor.column);
      grid.length = cursor.row + 1;
    } else if (!"mhl".includes(letter)) throw new Error(`unknown sequence ${letter}`);
  };
  const put = (char: string): void => {
    if (char === "\x1b") throw new Error("unknown escape");
    if (char === "\r") cursor.column = 0;
    else if (char === "\n") Object.assign(cursor, { row: cursor.row + 1, column: 0 });
    else {
      const row = grid[cursor.row] ?? [];
      grid[cursor.row] = row;
      while (row.length < cursor.column) row.push(" ");
      row[cursor.column++] = char;
    }
  };
  return {
    isTTY: true,
    columns,
    rows,
    writes,
    listeners,
    cursor,
    write(text) {
      writes.push(text);
      for (const [whole, count, letter, save] of text.matchAll(token)) {
        if (letter !== undefined) sequence(letter, Number(count || (letter === "J" ? 0 : 1)));
        else if (save === "7") saved = { ...cursor };
        else if (save === "8") Object.assign(cursor, saved);
        else put(whole);
      }
    },
    on: (_, listener) => listeners.add(listener),
    off: (_, listener) => listeners.delete(listener),
    lines: () =>
      Array.from(grid, (row) =>
        Array.from(row ?? [], (char) => char ?? " ")
          .join("")
          .trimEnd(),
      ).filter(Boolean),
  };
}
