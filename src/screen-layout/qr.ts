/** QR codes: how large one is before it is made, and its squares. */
import { frozen } from "../core/frozen.js";

/** Bytes that versions 1 to 6 hold at error correction M, which is what the SDK's encoder uses. */
const capacities = frozen([14, 26, 42, 62, 84, 106]);

/** The largest version that is ever drawn: a larger code would be too fine for these displays, and too many commands for Piu. */
export const maxQrVersion = 6;

/** Light modules on each side: enough for phones, and half of the four that the standard asks for. */
export const quietModules = 2;

/** Modules a side, less the quiet zone; `undefined`: too long. `text` is ASCII, as web addresses are. */
export function qrModules(text: string): number | undefined {
  const at = capacities.findIndex((bytes) => text.length <= bytes);
  return at < 0 ? undefined : 21 + 4 * at;
}

/** x, y, width and height in modules. */
export type DarkPart = readonly [x: number, y: number, width: number, height: number];

/** The dark parts of a code as few rectangles. `modules` has one byte for each module, row by row; not 0 is dark. */
export function darkParts(modules: Uint8Array, side: number): DarkPart[] {
  const parts: DarkPart[] = [];
  /** Those that reach down to the row above. */
  let open: DarkPart[] = [];
  for (let y = 0; y < side; y++) {
    const row: DarkPart[] = [];
    for (let x = 0; x < side; x++) {
      const from = x;
      while (x < side && modules[y * side + x]) x++;
      if (x === from) continue;
      const above = open.find(([left, , width]) => left === from && width === x - from);
      row.push(above ? [from, above[1], above[2], above[3] + 1] : [from, y, x - from, 1]);
    }
    parts.push(...open.filter(([left, top]) => !row.some((each) => each[0] === left && each[1] === top)));
    open = row;
  }
  return [...parts, ...open];
}
