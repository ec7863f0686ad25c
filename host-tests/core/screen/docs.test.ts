import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { screenOf } from "../../../src/core/screen/of.js";
import type { Language } from "../../../src/core/screen/wording.js";
import { cases } from "./cases.js";

const page = readFileSync(new URL("../../../docs/screen.md", import.meta.url), "utf8");

describe("docs/screen.md", () => {
  it.each(cases)("says for %s what the program says", (name, state) => {
    const cell = (language: Language) => {
      const { title, lines, hint } = screenOf(state, language);
      return [`**${title}**`, lines[0], hint && `*${hint}*`].filter(Boolean).join(" ");
    };
    const view = screenOf(state, "en").view;
    expect(page).toContain(`| ${name} | \`${view}\` | ${cell("en")} | ${cell("zh-CN")} |`);
  });
});
