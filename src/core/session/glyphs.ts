/**
 * Glyphs that a server sends along with a text (`glyph_push`), for characters that the announced font doesn't have. All or nothing: any
 * fault drops the whole set, never the text.
 */
import type { Glyph, TextFont } from "../ports.js";
import {
  type JsonObject,
  notJson,
  own,
  parseJsonObject,
  readNumber,
  readText,
  readWholeNumber,
} from "../untrusted-json.js";

const version = 1;
const glyphsMax = 64;
const boxMaxPx = 64;
const lastCodePoint = 0x10ffff;
/** The font tool that these numbers come from counts advances in sixteenths of a pixel. */
const advanceUnits = 16;

/** What a message's text has of glyphs, cut out of it and in pieces: none of them is parsed before it is wanted. */
export interface GlyphSetText {
  /** The set with an empty list. */
  readonly head: string;
  /** One object each; at most one more than may be in a set. */
  readonly glyphs: readonly string[];
}

const member = '"glyph_push"';

/**
 * The text of a message without its glyphs, and those. A set has hundreds of members, which no other message has: it is read glyph by
 * glyph, and whatever is wrong with it the message is read as if it were not there.
 */
export function cutGlyphs(text: string): { readonly rest: string; readonly set?: GlyphSetText } {
  const at = text.indexOf(member);
  if (at < 0) return { rest: text };
  const open = text.indexOf("{", at + member.length);
  const list = text.indexOf("[", open);
  const listEnd = text.indexOf("]", list);
  const end = text.indexOf("}", listEnd);
  const isSet = open > 0 && list > open && listEnd > list && end > listEnd;
  if (!isSet || text.slice(at + member.length, open).trim() !== ":") return { rest: text };
  const glyphs: string[] = [];
  for (let from = text.indexOf("{", list); from > 0 && from < listEnd && glyphs.length <= glyphsMax; ) {
    const to = text.indexOf("}", from);
    if (to < 0 || to > listEnd) break;
    glyphs.push(text.slice(from, to + 1));
    from = text.indexOf("{", to);
  }
  return {
    rest: `${text.slice(0, at)}${member}:0${text.slice(end + 1)}`,
    set: { head: `${text.slice(open, list)}[]${text.slice(listEnd + 1, end + 1)}`, glyphs },
  };
}

const objectMaxChars = 4_096;

/**
 * @param font as announced in our hello
 * @param met takes note of the names in each object, or in a text that the parser gave up in the middle of; false ends it
 */
export function readGlyphs(
  text: GlyphSetText,
  font: TextFont,
  met: (wire: JsonObject | string) => boolean,
): readonly Glyph[] | undefined {
  const count = text.glyphs.length;
  const set = parsed(text.head, met);
  if (set === undefined || count === 0 || count > glyphsMax) return undefined;
  const same =
    own(set, "v") === version &&
    own(set, "bundle") === font.bundle &&
    own(set, "size") === font.size &&
    own(set, "bpp") === font.bpp;
  if (!same) return undefined;
  const glyphs: Glyph[] = [];
  for (const each of text.glyphs) {
    const wire = parsed(each, met);
    const glyph = wire && readGlyph(wire, font);
    if (glyph === undefined) return undefined;
    glyphs.push(glyph);
  }
  return glyphs;
}

function parsed(text: string, met: (wire: JsonObject | string) => boolean): JsonObject | undefined {
  const wire = parseJsonObject(text, objectMaxChars);
  if (wire.ok) return met(wire.value) ? wire.value : undefined;
  if (wire.failure === notJson) met(text);
  return undefined;
}

function readGlyph(wire: JsonObject, font: TextFont): Glyph | undefined {
  const codePoint = readWholeNumber(own(wire, "codepoint"), 0x20, lastCodePoint);
  const advance = readNumber(own(wire, "adv_w"), 0, boxMaxPx * advanceUnits);
  const widthPx = readWholeNumber(own(wire, "box_w"), 0, boxMaxPx);
  const heightPx = readWholeNumber(own(wire, "box_h"), 0, boxMaxPx);
  const leftPx = readWholeNumber(own(wire, "ofs_x"), -boxMaxPx, boxMaxPx);
  const abovePx = readWholeNumber(own(wire, "ofs_y"), -boxMaxPx, boxMaxPx);
  if (codePoint === undefined || isSurrogate(codePoint) || advance === undefined) return undefined;
  if (widthPx === undefined || heightPx === undefined || leftPx === undefined || abovePx === undefined)
    return undefined;
  const bitmap = readBase64(own(wire, "bitmap"), Math.ceil((widthPx * heightPx * font.bpp) / 8));
  if (bitmap === undefined) return undefined;
  const advancePx = Math.round(advance > 2 * font.size ? advance / advanceUnits : advance);
  return { codePoint, advancePx, widthPx, heightPx, leftPx, abovePx, bitmap };
}

const isSurrogate = (codePoint: number): boolean => codePoint >= 0xd800 && codePoint <= 0xdfff;

const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Exactly `byteLength` bytes; XS has no decoder of its own. */
function readBase64(value: unknown, byteLength: number): Uint8Array | undefined {
  const text = readText(value, Math.ceil(byteLength / 3) * 4);
  if (text === undefined) return undefined;
  const bytes = new Uint8Array(byteLength);
  let [at, bits, held] = [0, 0, 0];
  for (let from = 0; from < text.length; from++) {
    const character = text.charAt(from);
    if (character === "=" && from >= text.length - 2) continue;
    const digit = digits.indexOf(character);
    if (digit < 0) return undefined;
    held = ((held << 6) | digit) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    if (at >= byteLength) return undefined;
    bytes[at++] = (held >> bits) & 0xff;
  }
  return at === byteLength ? bytes : undefined;
}
