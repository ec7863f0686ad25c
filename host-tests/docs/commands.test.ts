/** Every command that the documentation names exists, with the options that it names. Nothing is run. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Command } from "commander";
import { expect, test } from "vitest";
import { buildProgram } from "../../host/cli/program.js";
import { usage } from "../../host/lab/options.js";
import { soakUsage } from "../../host/lab/soak/main.js";
import { captured } from "../cli/captured.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
const text = (file: string): string => readFileSync(`${root}${file}`, "utf8");
const scripts = (JSON.parse(text("package.json")) as { scripts: Record<string, string> }).scripts;

const files = (folder: string, ending: RegExp): string[] =>
  readdirSync(`${root}${folder}`, { recursive: true, encoding: "utf8" })
    .filter((name) => ending.test(name))
    .map((name) => `${folder}/${name}`);

const pages = ["README.md", "README.zh-CN.md", ...files("docs", /\.md$/)];
/** Comments and sentences of the program name commands, too. */
const sources = [
  ".dependency-cruiser.cjs",
  ...["src", "host", "scripts", "boards"].flatMap((folder) => files(folder, /\.(tsx?|[cm]?js|json)$/)),
];

/** One command line as it stands in a page: up to the end of its span, its line, or a remark. */
interface Named {
  readonly file: string;
  readonly script: string;
  readonly words: readonly string[];
}

const named: readonly Named[] = pages.flatMap((file) =>
  [...text(file).matchAll(/npm run (?:-s )?([\w:-]+)([^`\n]*)/g)].map(([, script = "", rest = ""]) => ({
    file,
    script,
    words: (
      rest
        .replace(/ #.*$/, "")
        .replaceAll("\\|", "/")
        .match(/"[^"]*"|[^\s[\]]+/g) ?? []
    ).filter((word) => word !== "--"),
  })),
);

const program = buildProgram(
  captured().io,
  () => {},
  () => {},
);

/** What is wrong with a line of the command line; `undefined` if nothing. Values and what stands for one are taken as they are. */
function mistakeIn(words: readonly string[]): string | undefined {
  let command: Command = program;
  let options = [...program.options];
  let isAtCommands = true;
  for (const word of words) {
    if (word.startsWith("--")) {
      isAtCommands = false;
      const [flag] = word.split("=");
      if (flag !== "--help" && !options.some(({ long }) => long === flag))
        return `${command.name()} has no ${flag}`;
    } else if (isAtCommands && command.commands.length > 0) {
      const child = command.commands.find((each) => each.name() === word);
      if (child === undefined && /^[a-z-]+$/.test(word)) return `${command.name()} has no ${word}`;
      isAtCommands = child !== undefined;
      command = child ?? command;
      options = [...options, ...(child?.options ?? [])];
    }
  }
  return undefined;
}

/** The sources that read the options of an npm script: what it starts, and what that starts. */
function readersOf(script: string): string {
  const started = (line: string) => line.match(/\b(?:scripts|host)\/[\w/-]+\.(?:mjs|ts)/g) ?? [];
  const first = started(scripts[script] ?? "").map(text);
  return [
    ...first,
    ...first.flatMap((reader) =>
      started(reader)
        .filter((file) => existsSync(root + file))
        .map(text),
    ),
  ].join("\n");
}

const flagsOf = (words: readonly string[]): string[] => words.join(" ").match(/--[a-z][a-z-]*/g) ?? [];

test("every npm script that a page or a source names exists", () => {
  const found = [...pages, ...sources].flatMap((file) =>
    [...text(file).matchAll(/npm run (?:-s )?([a-z][\w:-]*)/g)].map(([, script = ""]) => ({ file, script })),
  );
  expect(found.length).toBeGreaterThan(100);
  expect(found.filter(({ script }) => scripts[script] === undefined)).toEqual([]);
});

test("every command of xiaozhi that a page names exists, with its options", () => {
  const lines = named.filter(({ script }) => script === "xiaozhi");
  expect(lines.length).toBeGreaterThan(25);
  const wrong = lines.map(({ file, words }) => ({ file, words, mistake: mistakeIn(words) }));
  expect(wrong.filter(({ mistake }) => mistake !== undefined)).toEqual([]);
});

test("every command in the table of docs/command-line.md exists, and every one that there is is in it", () => {
  const [table = ""] = text("docs/command-line.md").split("\n## ");
  const cells = table.split("\n").map((line) => line.split(/(?<!\\)\|/)[1] ?? "");
  const spans = cells.flatMap((cell) =>
    [...cell.matchAll(/`([^`]*)`/g)].map(([, span = ""]) => span.split(/\s+/)),
  );
  expect(spans.map(mistakeIn).filter((mistake) => mistake !== undefined)).toEqual([]);
  const names = new Set(spans.map(([name]) => name));
  expect(program.commands.map((command) => command.name()).filter((name) => !names.has(name))).toEqual([]);
});

test("a command or an option that there is not is noticed", () => {
  expect(mistakeIn(["devices", "update", "DEVICE", "--alias", "Kitchen"])).toBeUndefined();
  expect(mistakeIn(["bnid", "608303"])).toBe("xiaozhi has no bnid");
  expect(mistakeIn(["devices", "updtae"])).toBe("devices has no updtae");
  expect(mistakeIn(["bind", "608303", "--loud"])).toBe("bind has no --loud");
});

test("every option of the lab that a page names is in its usage", () => {
  const known = new Set(flagsOf([usage, soakUsage]));
  const flags = named.filter(({ script }) => script === "lab").flatMap(({ words }) => flagsOf(words));
  expect(flags.length).toBeGreaterThan(20);
  expect(flags.filter((flag) => !known.has(flag))).toEqual([]);
});

test("every option of another npm script that a page names is read by it", () => {
  const others = named.filter(({ script }) => script !== "xiaozhi" && script !== "lab");
  const pairs = others.flatMap(({ file, script, words }) =>
    flagsOf(words).map((flag) => ({ file, script, flag })),
  );
  expect(pairs.length).toBeGreaterThan(10);
  const isRead = ({ script, flag }: { script: string; flag: string }) =>
    new RegExp(`["\\s{]${flag.slice(2)}["']?: \\{ type:`).test(readersOf(script));
  expect(pairs.filter((pair) => !isRead(pair))).toEqual([]);
});

test("every test that a page says to run exists", () => {
  const paths = pages.flatMap((file) =>
    [...text(file).matchAll(/vitest run ((?:host-tests\/[\w./-]+ ?)+)/g)].flatMap(([, list = ""]) =>
      list
        .trim()
        .split(" ")
        .map((path) => path.replace(/[.]$/, "")),
    ),
  );
  expect(paths.length).toBeGreaterThan(3);
  expect(paths.filter((path) => !existsSync(`${root}${path}`))).toEqual([]);
});
