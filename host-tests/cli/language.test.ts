import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { describe, expect, it } from "vitest";
import { buildProgram } from "../../host/cli/program.js";
import { belowZhCn, toldIn } from "../../host/cli/wording/from-below.js";
import { languageOf } from "../../host/cli/wording/language.js";
import { zhCn } from "../../host/cli/wording/zh-cn.js";
import { columnsOf } from "../../src/core/screen/columns.js";
import { captured } from "./captured.js";

const chinese = { LANG: "zh_CN.UTF-8" };
/** Three words in a row that begin small are a sentence of English, and no name. */
const english = /(?:^|[^\w<“"'-])[a-z]{2,} [a-z]{2,} [a-z]{2,}/;
const parametersOf = (text: string) => [...text.matchAll(/\{(\w+)\.?\}/g)].map(([, name]) => name).sort();

describe("the language", () => {
  it.each([
    [{}, [], "en"],
    [{ LANG: "zh_CN.UTF-8" }, [], "zh-CN"],
    [{ LANG: "zh_CN.UTF-8", LC_ALL: "C" }, [], "en"],
    [{ LANG: "de_DE.UTF-8", LC_MESSAGES: "zh_TW" }, [], "zh-CN"],
    [{ LANG: "zh_CN.UTF-8" }, ["devices", "--language", "en"], "en"],
    [{}, ["--language=zh-CN", "devices"], "zh-CN"],
    [{}, ["device", "--say", "x", "--", "--language", "zh-CN"], "en"],
    [{}, ["devices", "--language", "fr"], "en"],
  ] as const)("of %j and %j is %s", (env, args, language) => {
    expect(languageOf(args, env)).toBe(language);
  });
});

describe("the Chinese wording", () => {
  it.each(Object.entries({ ...zhCn, ...belowZhCn }))("of %j has its parameters", (source, translated) => {
    expect(parametersOf(translated)).toEqual(parametersOf(source));
  });

  it("has no sentence that nobody says", () => {
    const folder = new URL("../../host/cli/", import.meta.url).pathname;
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
      (path) => path.endsWith(".ts") && !path.startsWith("wording"),
    );
    const code = files.map((path) => readFileSync(join(folder, path), "utf8")).join("\n");
    const unsaid = Object.keys(zhCn).filter((sentence) => !code.includes(`"${sentence}"`));
    expect(unsaid).toEqual([]);
  });

  it("calls the code what the documents call it", () => {
    expect(JSON.stringify({ ...zhCn, ...belowZhCn })).not.toContain("验证码");
  });
});

describe("with Chinese", () => {
  const program = buildProgram(
    captured().io,
    () => {},
    () => {},
  );
  const paths = (command: Command, path: readonly string[] = []): string[][] =>
    command.commands.flatMap((child) => [[...path, child.name()], ...paths(child, [...path, child.name()])]);

  it.each([[], ...paths(program)].map((path) => [path]))("the help of %j is Chinese", async (path) => {
    const cli = captured(chinese);
    expect(await cli.run(...path, "--help")).toBe(0);
    const own = cli.stdout().replace(/^( {2}|用法： )xiaozhi .*$/gm, "$1");
    expect(own).toMatch(/^用法：/);
    expect(own).not.toMatch(english);
  });

  it.each([
    [["devices", "--nope"], /^没有选项 '--nope'\n/],
    [["devics"], /^没有命令 'devics'\n（是不是其中之一：device, devices？）/],
    [["bind"], /^缺少参数 'code'/],
    [["bind", "x"], /^参数 'code' 的值 'x' 无效。激活码是设备显示的数字/],
    [["cloud", "--port", "x"], /^选项 '--port <n>' 的值 'x' 无效。端口是/],
    [["cloud", "--profile", "x"], /^选项 '--profile <name>' 的值 'x' 无效。可选：xrobo, open。/],
    [["device"], /^必须给出选项 '--ota-url <url>'/],
    [["completion", "bash", "zsh"], /^'completion' 的参数太多：应有 1 个，给了 2 个。/],
    [["import", "00:00:00:00:00:00"], /00:00:00:00:00:00 全为零/],
    [["devices"], /^云在哪里？/],
    [["devices", "--api", "http://127.0.0.1:1", "--token", "t", "--agent", "a"], /^127\.0\.0\.1:1 .*。\n$/],
    [["firmware", "upload", "nothing.bin", "box", "1.0"], /^无法读取 .*nothing\.bin（ENOENT）/],
  ])("the complaint about %j is Chinese", async (args, sentence) => {
    const cli = captured(chinese);
    expect(await cli.run(...args)).not.toBe(0);
    expect(cli.stderr()).toMatch(sentence);
    expect(cli.stderr()).not.toMatch(english);
  });

  it("a sentence that nobody has translated stays as it is", () => {
    expect(toldIn({ language: "zh-CN" }, "Something (odd) [happened].")).toBe("Something (odd) [happened].");
  });
});

describe("help", () => {
  it.each([
    ["en", 60],
    ["zh-CN", 60],
    ["en", 120],
  ])("in %s wraps at a terminal of %i columns", async (language, columns) => {
    for (const path of [[], ["device"], ["import"], ["cloud"]]) {
      const cli = captured();
      cli.terminal(columns);
      await cli.run(...path, "--language", language, "--help");
      const lines = cli.stdout().split("\n");
      for (const line of lines.filter((text) => !text.startsWith("  xiaozhi")))
        expect(columnsOf(line), line).toBeLessThanOrEqual(columns);
      expect(Math.max(...lines.map(columnsOf))).toBeGreaterThan(columns / 2);
    }
  });
});
