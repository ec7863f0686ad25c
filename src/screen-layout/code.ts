/** The activation code, as large as the display allows: it is never cut. */
import { shown } from "./characters.js";
import type { Box, Display, FontName } from "./drawing.js";
import { centredIn, highest, isSmall, isTight, spanOf } from "./geometry.js";
import { cornerColumns } from "./header.js";
import { canShow, widthOf } from "./text.js";
import { fonts } from "./widths.generated.js";

/** Largest first. A build has these and no others (`panels/`). */
export const digitFonts = (display: Display): readonly FontName[] =>
  display.monochrome
    ? ["Digits-30"]
    : isSmall(display)
      ? ["Digits-46", "Digits-34"]
      : ["Digits-84", "Digits-60", "Digits-46", "Digits-34"];

/** Of the rows below the header, the code takes at most this share, so that the words keep theirs. */
const maxShare = 0.55;

export interface Block {
  readonly boxes: readonly Box[];
  /** The first row below it. */
  readonly bottom: number;
}

/** The code in each size that fits, largest first: at least one. `plain` is for codes that are too long for any digits. */
export function codeBlocks(
  code: string,
  display: Display,
  top: number,
  bottom: number,
  plain: FontName,
): Block[] {
  const text = shown(code, "wording");
  const taken = isTight(display) ? cornerColumns : 0;
  const blocks: Block[] = [];
  for (const font of digitFonts(display)) {
    const size = { width: widthOf(font, text), height: heightOf(font, text) };
    if (!canShow(font, text) || size.height > (bottom - top) * maxShare) continue;
    // On a round display the rows further down are wider, but the words need some as well.
    const wanted = { ...size, width: size.width + taken };
    const at = highest(display, wanted, top, top + Math.floor((bottom - top) / 3) + size.height);
    if (at === undefined) continue;
    blocks.push({ boxes: [codeLine(text, font, display, at)], bottom: at + size.height });
  }
  return blocks.length > 0 ? blocks : [plainBlock(text, display, top, plain)];
}

/** Letters such as Q reach further down than digits. */
const heightOf = (font: FontName, text: string): number =>
  fonts[font].height + (/^[0-9]*$/.test(text) ? 0 : fonts[font].below);

/** In letters of that font, in as many lines as it needs. */
export function plainBlock(code: string, display: Display, top: number, font: FontName): Block {
  const text = shown(code, "wording");
  const { height } = fonts[font];
  const taken = isTight(display) ? cornerColumns : 0;
  for (let lines = 1; lines <= text.length; lines++) {
    const perLine = Math.ceil(text.length / lines);
    const parts = Array.from({ length: lines }, (_, at) => text.slice(at * perLine, (at + 1) * perLine));
    const boxes = parts.map((part, at) => codeLine(part, font, display, top + at * height));
    if (boxes.every((box) => box.width + taken <= spanOf(display, box.y, box.y + height).width))
      return { boxes, bottom: top + lines * height };
  }
  return { boxes: [], bottom: top };
}

function codeLine(text: string, font: FontName, display: Display, y: number): Box {
  const height = heightOf(font, text);
  const width = widthOf(font, text);
  const { x: left, width: room } = spanOf(display, y, y + height);
  const x = centredIn({ x: left, width: room - (isTight(display) ? cornerColumns : 0) }, width);
  return { kind: "text", role: "code", ink: "accent", font, text, x, y, width, height };
}
