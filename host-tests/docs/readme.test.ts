import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

const text = (file: string): string => readFileSync(new URL(`../../${file}`, import.meta.url), "utf8");
const english = text("README.md");
const chinese = text("README.zh-CN.md");

const links = (readme: string) =>
  [...readme.matchAll(/\]\(((?:docs|LICENSE|THIRD|https)[^)]*)\)/g)]
    .map(([, target = ""]) => target.replace(/\.zh-CN(?=\.)|\.en(?=\.)/, ""))
    .sort();
const commands = (readme: string) =>
  [...readme.matchAll(/npm (?:start|test|run [^`\n|]*)/g)].map(([line]) => line.trim()).sort();
const sources = (readme: string) => [...readme.matchAll(/^ *[a-z-]+[/.][^ ]* /gm)].map(([path]) => path);
const count = (readme: string, pattern: RegExp) => readme.match(pattern)?.length;

it.each([
  ["links", links],
  ["commands", commands],
  ["folders", sources],
  ["headings", (readme: string) => count(readme, /^#+ /gm)],
  ["rows of tables", (readme: string) => count(readme, /^\|/gm)],
])("the Chinese README has the same %s as the English one", (_what, of) => {
  expect(of(chinese)).toEqual(of(english));
});

it("calls the activation code by the word of the documents that users read", () => {
  const wordings = ["src/core/screen/wording", "host/console/web/wording", "host/cli/wording"];
  for (const file of ["README.zh-CN.md", ...wordings.map((folder) => `${folder}/zh-cn.ts`)]) {
    expect(text(file), file).not.toContain("验证码");
    expect(text(file), file).toContain("激活码");
  }
});
