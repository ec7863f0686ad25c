/** Glyphs that a server sends with a text: taken whole or not at all, and the text in any case. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { TextFont } from "../../../src/core/ports.js";
import { decodeServerMessage, readServerMessage } from "../../../src/core/session/codec.js";
import { cutGlyphs, readGlyphs } from "../../../src/core/session/glyphs.js";

const font: TextFont = { bundle: "noto-v1", charset: "common", size: 16, bpp: 4 };
/** 3 × 2 pixels of four bits. */
const glyph = {
  codepoint: 0x9f98,
  adv_w: 16,
  box_w: 3,
  box_h: 2,
  ofs_x: 1,
  ofs_y: -2,
  bitmap: Buffer.from([0x0f, 0x12, 0x34]).toString("base64"),
};
const push = { v: 1, bundle: "noto-v1", size: 16, bpp: 4, glyphs: [glyph] };
const messageWith = (glyph_push: unknown) =>
  JSON.stringify({ type: "stt", text: "\u9f98", glyph_push, session_id: "s" });

/** As a session reads them out of a message. */
function read(glyph_push: unknown) {
  const { set } = cutGlyphs(messageWith(glyph_push));
  return set && readGlyphs(set, font, () => true);
}

const one = (change: object) => ({ ...push, glyphs: [{ ...glyph, ...change }] });

test("a set of the announced font is read", () => {
  expect(read(push)).toEqual([
    {
      codePoint: 0x9f98,
      advancePx: 16,
      widthPx: 3,
      heightPx: 2,
      leftPx: 1,
      abovePx: -2,
      bitmap: Uint8Array.of(0x0f, 0x12, 0x34),
    },
  ]);
});

test("an advance in sixteenths of a pixel, as the font tool counts, is the same", () => {
  expect(read(one({ adv_w: 256 }))?.[0]?.advancePx).toBe(16);
});

test("a full set is read, though a message may not have so many members", () => {
  const glyphs = Array.from({ length: 64 }, (_, at) => ({ ...glyph, codepoint: 0x9f98 + at }));
  expect(read({ ...push, glyphs })).toHaveLength(64);
  expect(decodeServerMessage(messageWith({ ...push, glyphs }))).toEqual({ type: "stt", text: "\u9f98" });
});

test("names that are new are noticed, and too many end the reading", () => {
  const { set } = cutGlyphs(messageWith({ ...push, glyphs: [glyph, { ...glyph, made: 1 }, glyph] }));
  const seen: string[] = [];
  const met = (wire: object | string) => {
    seen.push(...Object.keys(wire));
    return typeof wire === "object" && !("made" in wire);
  };
  expect(set && readGlyphs(set, font, met)).toBeUndefined();
  expect(seen).toContain("made");
});

test.each([
  ["a glyph", `{"v":1,"bundle":"noto-v1","size":16,"bpp":4,"glyphs":[{"made":1,"more":2,}]}`],
  ["the set", `{"v":1,"made":1,"more":2,,"glyphs":[{}]}`],
])("names that the parser meets before it gives up are noticed, too: %s", (_what, set) => {
  const { set: cut } = cutGlyphs(`{"type":"stt","text":"hi","glyph_push":${set}}`);
  const unread: string[] = [];
  const met = (wire: object | string) => {
    if (typeof wire === "string") unread.push(wire);
    return true;
  };
  expect(cut && readGlyphs(cut, font, met)).toBeUndefined();
  expect(unread).toHaveLength(1);
  expect(unread[0]).toContain("made");
});

describe("any fault drops the whole set", () => {
  test.each([
    ["another version", { ...push, v: 2 }],
    ["another font", { ...push, bundle: "other" }],
    ["another size", { ...push, size: 20 }],
    ["another depth", { ...push, bpp: 1 }],
    ["no list", { ...push, glyphs: {} }],
    ["65 glyphs", { ...push, glyphs: Array.from({ length: 65 }, () => glyph) }],
    ["one broken glyph among good ones", { ...push, glyphs: [glyph, { ...glyph, box_w: 65 }] }],
    ["a box that is too high", one({ box_h: 65 })],
    ["half a character", one({ codepoint: 0xd800 })],
    ["no character", one({ codepoint: 0x110000 })],
    ["a bitmap that is too short", one({ bitmap: "Dw==" })],
    ["a bitmap that is too long", one({ bitmap: "DxI0VniavN7w" })],
    ["a bitmap that is not base64", one({ bitmap: "D!I0" })],
    ["no bitmap", one({ bitmap: undefined })],
    ["no advance", one({ adv_w: "wide" })],
  ])("%s", (_, value) => {
    expect(read(value)).toBeUndefined();
    expect(decodeServerMessage(messageWith(value))).toEqual({ type: "stt", text: "\u9f98" });
  });
});

test("glyphs go with what was heard and with what is said", () => {
  const glyphs = read(push) ?? [];
  expect(readServerMessage({ type: "stt", text: "\u9f98" }, glyphs)).toEqual({
    type: "stt",
    text: "\u9f98",
    glyphs,
  });
  const sentence = { type: "tts", state: "sentence_start", text: "\u9f98" };
  expect(readServerMessage(sentence, glyphs)).toMatchObject({ state: "sentence", glyphs });
  expect(readServerMessage({ type: "tts", state: "stop" }, glyphs)).not.toHaveProperty("glyphs");
});

test("a text that speaks of the member is no set", () => {
  for (const text of ['he said "glyph_push": {"glyphs": []}', '"glyph_push"'])
    expect(decodeServerMessage(JSON.stringify({ type: "stt", text }))).toMatchObject({ text });
});

test("no value throws, and what is taken is within its bounds", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), fc.string(), (member, value, text) => {
      expect(() => cutGlyphs(`{"glyph_push"${text}`)).not.toThrow();
      const set = one({ bitmap: member, box_w: value, ofs_x: value });
      for (const each of [member, { ...push, glyphs: member }, set])
        for (const { bitmap, widthPx, heightPx } of read(each) ?? [])
          expect(bitmap.length).toBe(Math.ceil((widthPx * heightPx * 4) / 8));
    }),
    { numRuns: 300 },
  );
});
