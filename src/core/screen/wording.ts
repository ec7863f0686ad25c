/** What the screen says, in the language of the person. */
import { frozen } from "../frozen.js";
import { cleanLine } from "../text/clip.js";
import { clipColumns, clipWrapped } from "./columns.js";
import { en } from "./wording/en.js";
import {
  type Parameter,
  type Place,
  parameterColumns,
  places,
  type TextKey,
  texts,
  type Wording,
} from "./wording/texts.js";
import { zhCN } from "./wording/zh-cn.js";

/** A further language: add its file to `wording/` and a line here. */
export const wordings = frozen({ "zh-CN": zhCN, en } as const satisfies Record<string, Wording>);

export type Language = keyof typeof wordings;

type Named<Entry> = Entry extends readonly [Place, ...infer Names]
  ? Extract<Names[number], Parameter>
  : never;
type Given<Key extends TextKey> = [Named<(typeof texts)[Key]>] extends [never]
  ? []
  : [Readonly<Record<Named<(typeof texts)[Key]>, string>>];

/** The language for an Accept-Language style tag ("zh-TW", "en-GB,en;q=0.8"): the first one known, else English. */
export function languageOf(tag: string): Language {
  for (const range of tag.toLowerCase().split(",")) {
    const primary = range.split(";")[0]?.trim().split(/[-_]/)[0];
    if (primary === "zh") return "zh-CN";
    if (primary === "en") return "en";
  }
  return "en";
}

/**
 * The text of that key. Parameters may come from anywhere: they are cleaned and clipped, and a `{name}` inside one stays as
 * it is.
 */
export function say<Key extends TextKey>(language: Language, key: Key, ...given: Given<Key>): string {
  const values: Readonly<Partial<Record<string, string>>> | undefined = given[0];
  const words = wordings[language][key];
  const text = values === undefined ? words : filled(words, values);
  const place = places[texts[key][0]];
  return clipWrapped(text, place.columns, place.lines);
}

const filled = (words: string, values: Readonly<Partial<Record<string, string>>>): string =>
  words.replace(/\{([a-z]+)\}/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : oneLine(value, parameterColumns[name as Parameter]);
  });

/** Foreign text as one clean line of at most `maxColumns`. */
export function oneLine(text: string, maxColumns: number): string {
  // One column is at least one character, marks apart: those are cut off with the rest.
  return clipColumns(cleanLine(text, maxColumns + 1), maxColumns);
}
