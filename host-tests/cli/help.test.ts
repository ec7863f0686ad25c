import type { Command } from "commander";
import { describe, expect, it } from "vitest";
import { buildProgram } from "../../host/cli/program.js";
import { captured } from "./captured.js";

const program = () =>
  buildProgram(
    captured().io,
    () => {},
    () => {},
  );

/** Paths of all commands, such as `agents rename`. */
function paths(command: Command, path: readonly string[] = []): string[] {
  return command.commands.flatMap((child) => [
    [...path, child.name()].join(" "),
    ...paths(child, [...path, child.name()]),
  ]);
}

/** As a shell splits it; a remark, a pipe or a redirection ends it. */
function wordsOf(example: string): string[] {
  const line = example.replace(/ {2}#.*$/, "").replace(/ (\||>+) .*$/, "");
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
}

describe("--help", () => {
  it.each(paths(program()))("of %s has the exit codes, and examples that can be typed", async (path) => {
    const cli = captured();
    expect(await cli.run(...path.split(" "), "--help")).toBe(0);
    expect(cli.stdout()).toMatch(/^Exit codes: 0 done/m);
    const examples = [...cli.stdout().matchAll(/^ {2}xiaozhi (.*)$/gm)].map(([, example]) => example ?? "");
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) {
      expect(example).toMatch(new RegExp(`^${path}( |$)`));
      // The arguments are read as they would be; what the command does is left out.
      let ran = "";
      const tried = program();
      const walk = (command: Command, name: string): void => {
        command.action(() => {
          ran = name;
        });
        for (const child of command.commands) walk(child, `${name} ${child.name()}`.trim());
      };
      for (const child of tried.commands) walk(child, child.name());
      await tried.parseAsync(wordsOf(example), { from: "user" });
      expect(ran).toBe(path);
    }
  });
});
