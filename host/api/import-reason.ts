/** Why a cloud refused a row of an import, as a code in place of its own words. */

export type ImportReason = "exists" | "notMac";

const known: Readonly<Record<string, ImportReason>> = {
  已存在: "exists",
  MAC地址格式不正确: "notMac",
};

/** Undefined: other words, to be quoted. */
export function importReason(words: string): ImportReason | undefined {
  return Object.hasOwn(known, words.trim()) ? known[words.trim()] : undefined;
}
