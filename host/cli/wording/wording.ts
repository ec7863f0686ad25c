/**
 * What the command line says. The English sentence stands where it is said and is the key of its translation: one that is not in
 * `zh-cn.ts` does not compile.
 */
import type { Language } from "./language.js";
import { type Sentence, zhCn } from "./zh-cn.js";

export type Parameters = Readonly<Record<string, string | number>>;

/** `{name}` in the sentence stands for the parameter `name`. */
export function say(
  { language }: { readonly language?: Language },
  sentence: Sentence,
  parameters: Parameters = {},
): string {
  const text = language === "zh-CN" ? zhCn[sentence] : sentence;
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(parameters[name] ?? whole));
}
