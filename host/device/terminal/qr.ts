/// <reference path="./qrcode.d.ts" />
/** A QR code out of half blocks: two modules a character, one above the other. */
import qrcode from "qrcode";

/** A light border of two modules: enough for phones, and half the size of the four that the standard asks for. */
const quietModules = 2;

export interface Qr {
  readonly rows: readonly string[];
  readonly columns: number;
}

/** Dark module, by character: light is the drawn half, so that the code reads dark on light in a terminal with a dark background. */
const halves = { darkDark: " ", darkLight: "▄", lightDark: "▀", lightLight: "█" } as const;

/** `undefined` if the text doesn't fit a QR code. */
export function qrOf(text: string): Qr | undefined {
  let modules: ReturnType<typeof qrcode.create>["modules"];
  try {
    modules = qrcode.create(text, { errorCorrectionLevel: "L" }).modules;
  } catch {
    return undefined;
  }
  const side = modules.size + 2 * quietModules;
  const inside = (at: number) => at >= quietModules && at < modules.size + quietModules;
  const dark = (row: number, column: number) =>
    inside(row) && inside(column) && modules.get(row - quietModules, column - quietModules) === 1;
  const rows: string[] = [];
  for (let row = 0; row < side; row += 2) {
    let line = "";
    for (let column = 0; column < side; column++) {
      const top = dark(row, column) ? "dark" : "light";
      const bottom = dark(row + 1, column) ? "Dark" : "Light";
      line += halves[`${top}${bottom}`];
    }
    rows.push(line);
  }
  return { rows, columns: side };
}
