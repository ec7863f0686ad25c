import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { readFont } from "../../../host/console/web/display/font.js";
import { fonts } from "../../../src/screen-layout/widths.generated.js";

const folder = fileURLToPath(new URL("../../../src/screen-layout/fonts/", import.meta.url));
const fileOf = (name: string): ArrayBuffer => new Uint8Array(readFileSync(`${folder}${name}.fnt`)).buffer;
const names = readdirSync(folder).flatMap((file) => (file.endsWith(".fnt") ? [file.slice(0, -4)] : []));

describe.each(names)("%s", (name) => {
  test("every glyph lies on the sheet", () => {
    const font = readFont(fileOf(name));
    const png = readFileSync(`${folder}${name}.png`);
    const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
    expect(font?.glyphs.size).toBeGreaterThan(10);
    const outside = [...(font?.glyphs ?? [])].filter(
      ([, glyph]) => glyph.x + glyph.width > width || glyph.y + glyph.height > height,
    );
    expect(outside).toEqual([]);
  });
});

test.each(Object.entries(fonts))("%s has the widths that the layout counts on", (name, { ascii }) => {
  const font = readFont(fileOf(name));
  ascii.forEach((width, at) => {
    expect([at, font?.glyphs.get(32 + at)?.advance ?? 0]).toEqual([at, width]);
  });
});

test("what is no font is refused, and so is half of one", () => {
  expect(readFont(new ArrayBuffer(0))).toBeUndefined();
  expect(readFont(new TextEncoder().encode("GIF89a, not a font").buffer)).toBeUndefined();
  expect(readFont(fileOf("Text-16").slice(0, 2_000))).toBeUndefined();
});
