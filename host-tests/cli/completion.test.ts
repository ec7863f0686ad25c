import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Command } from "commander";
import { describe, expect, it } from "vitest";
import { buildProgram } from "../../host/cli/program.js";
import { captured } from "./captured.js";

async function script(shell: string): Promise<string> {
  const cli = captured();
  expect(await cli.run("completion", shell)).toBe(0);
  expect(cli.stderr()).toBe("");
  return cli.stdout();
}

/** What bash offers for a line; the word being typed is the last one. */
async function offered(...lines: readonly (readonly string[])[]): Promise<string[][]> {
  const asked = lines.map((words) => {
    const quoted = words.map((word) => `'${word}'`).join(" ");
    return `COMP_WORDS=(${quoted}); COMP_CWORD=${words.length - 1}; _xiaozhi; echo "\${COMPREPLY[@]}"`;
  });
  const { stdout, stderr } = spawnSync("bash", ["-c", `${await script("bash")}\n${asked.join("\n")}`], {
    encoding: "utf8",
    cwd: fileURLToPath(new URL("../..", import.meta.url)),
  });
  expect(stderr).toBe("");
  return stdout.split("\n").map((line) => line.split(" ").filter((word) => word !== ""));
}

describe("completion in bash", () => {
  it("offers commands, subcommands, options, their values and files", async () => {
    const [commands, begun, subcommand, groupOption, states, choices, files, folder, image] = await offered(
      ["xiaozhi", ""],
      ["xiaozhi", "un"],
      ["xiaozhi", "agents", "--json", "r"],
      ["xiaozhi", "agents", "rename", "--t"],
      ["xiaozhi", "device", "--until", "on"],
      ["xiaozhi", "devices", "update", "x", "--auto-update", ""],
      ["xiaozhi", "import", "--file", "READ"],
      ["xiaozhi", "cloud", "--data", "doc"],
      ["xiaozhi", "firmware", "upload", "package.j"],
    );
    expect(commands).toEqual(expect.arrayContaining(["start", "devices", "completion", "--version"]));
    expect(begun).toEqual(["unbind"]);
    expect(subcommand).toEqual(["rename"]);
    expect(groupOption).toEqual(["--token"]);
    expect(states).toEqual(["online"]);
    expect(choices).toEqual(["on", "off"]);
    expect(files).toEqual(expect.arrayContaining(["README.md", "README.zh-CN.md"]));
    expect(folder).toEqual(["docs"]);
    expect(image).toEqual(["package.json"]);
  });

  it("takes no value for a command, and offers nothing where only the person knows", async () => {
    expect(
      await offered(["xiaozhi", "devices", "--agent", "update", "up"], ["xiaozhi", "bind", "--token", ""]),
    ).toEqual([["update"], [], []]);
  });
});

describe.each(["bash", "zsh", "fish"])("the script for %s", (shell) => {
  it("knows every command and every option", async () => {
    const text = await script(shell);
    const check = (command: Command, path: string): void => {
      for (const { long } of command.options)
        expect(text).toContain(shell === "fish" ? `-l ${long?.slice(2)}` : long);
      for (const child of command.commands) {
        const below = path === "" ? child.name() : `${path} ${child.name()}`;
        expect(text).toContain(`'${path}|${child.name()}'`);
        expect(text).toContain(below);
        check(child, below);
      }
    };
    check(
      buildProgram(
        captured().io,
        () => {},
        () => {},
      ),
      "",
    );
  });
});
