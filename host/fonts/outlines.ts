/// <reference path="./opentype.d.ts" />
/** The outlines of Noto Sans SC, and of Noto Sans for the Latin letters that it doesn't have. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import opentype, { type Font, type Glyph } from "opentype.js";
import { unwrapped } from "./woff.js";

/** `undefined`: neither font has that character. */
export type Outlines = (
  character: string,
) => { readonly glyph: Glyph; readonly unitsPerEm: number } | undefined;

const weightNames = { 500: "500Medium", 700: "700Bold" } as const;

export type Weight = keyof typeof weightNames;

const require = createRequire(import.meta.url);

/** Both packages are for development only. Throws if they are not installed. */
export function outlinesOf(weight: Weight): Outlines {
  const name = weightNames[weight];
  const chinese = readFileSync(
    require.resolve(`@expo-google-fonts/noto-sans-sc/${name}/NotoSansSC_${name}.ttf`),
  );
  const parts = ["latin", "latin-ext"].map((part) =>
    readFileSync(require.resolve(`@fontsource/noto-sans/files/noto-sans-${part}-${weight}-normal.woff`)),
  );
  const fonts: readonly Font[] = [
    opentype.parse(
      chinese.buffer.slice(chinese.byteOffset, chinese.byteOffset + chinese.length) as ArrayBuffer,
    ),
    ...parts.map((part) => opentype.parse(unwrapped(part))),
  ];
  return (character) => {
    for (const font of fonts) {
      const glyph = font.charToGlyph(character);
      if (glyph.index !== 0) return { glyph, unitsPerEm: font.unitsPerEm };
    }
    return undefined;
  };
}
