import { describe, expect, it } from "vitest";
import { columnsOf, wrap } from "../../../src/core/screen/columns.js";
import {
  type Parameter,
  parameterColumns,
  places,
  type TextKey,
  texts,
} from "../../../src/core/screen/wording/texts.js";
import { type Language, languageOf, say, wordings } from "../../../src/core/screen/wording.js";

const languages = Object.keys(wordings) as Language[];
const keys = Object.keys(texts) as TextKey[];
const every = languages.flatMap((language) => keys.map((key) => [language, key] as const));

const parametersOf = (key: TextKey): Parameter[] => texts[key].slice(1) as Parameter[];

describe("wording", () => {
  it.each(every)("%s %s uses exactly its parameters and fits its place at their longest", (language, key) => {
    const text = wordings[language][key];
    const named = [...text.matchAll(/\{([a-z]+)\}/g)].map((match) => match[1]);
    expect(named.sort()).toEqual([...parametersOf(key)].sort());

    const longest = text.replace(/\{([a-z]+)\}/g, (_, name: Parameter) => "W".repeat(parameterColumns[name]));
    const { columns, lines } = places[texts[key][0]];
    const wrapped = wrap(longest, columns);
    expect(wrapped.length).toBeLessThanOrEqual(lines);
    for (const line of wrapped) expect(columnsOf(line)).toBeLessThanOrEqual(columns);
    expect(text.trim()).toBe(text);
    expect(text).not.toBe("");
  });

  it("inserts parameters clean, clipped and not as templates", () => {
    expect(say("en", "line.serverSays", { text: "{text} $& \x1b[31mred\x1b[0m\nline" })).toBe(
      "The server says: {text} $& red line",
    );
    expect(columnsOf(say("zh-CN", "line.version", { version: "9".repeat(500) }))).toBe(5 + 24);
  });
});

describe("languageOf", () => {
  it.each([
    ["zh-CN", "zh-CN"],
    ["zh", "zh-CN"],
    ["ZH_tw", "zh-CN"],
    ["zh-Hant-HK;q=0.9, en", "zh-CN"],
    ["en-GB,zh;q=0.5", "en"],
    ["fr, zh;q=0.8", "zh-CN"],
    ["zhuang", "en"],
    ["", "en"],
  ])("%j is %s", (tag, language) => expect(languageOf(tag)).toBe(language));
});
