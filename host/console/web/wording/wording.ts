/** The page's words: a file for each language, with the same keys and the same `{parameters}`. */
import { en } from "./en.js";
import { zhCn } from "./zh-cn.js";

export type TextKey = keyof typeof en;
export type Wording = Readonly<Record<TextKey, string>>;
export type PageLanguage = "en" | "zh-CN";

export const wordings: Readonly<Record<PageLanguage, Wording>> = { en, "zh-CN": zhCn };

export const isTextKey = (key: string): key is TextKey => Object.hasOwn(en, key);

/** Puts the parameters into the text. */
export function fill(text: string, parameters: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(parameters[name] ?? whole));
}
