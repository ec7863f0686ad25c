/** What every command has in common: a description, examples, exit codes, `--json`, `--language`. */
import { type Command, Option } from "commander";
import { wrap } from "../../src/core/screen/columns.js";
import type { Io } from "./io.js";
import { languageOf, languages } from "./wording/language.js";
import { say } from "./wording/wording.js";
import type { Sentence } from "./wording/zh-cn.js";

export interface JsonOption {
  readonly json?: boolean;
}

/** Tells the exit code when a command is done. */
export type Done = (exitCode: number) => void;

/** Examples are what follows `xiaozhi`; a remark may follow after two blanks and `#`. */
export function explained(
  command: Command,
  io: Io,
  description: Sentence,
  examples: readonly string[],
): Command {
  const lines = examples.map((example) => `  xiaozhi ${example}`);
  return command
    .description(say(io, description))
    .addHelpText(
      "after",
      ["", say(io, lines.length > 1 ? "Examples:" : "Example:"), ...lines, "", ...exitCodes(io)].join("\n"),
    );
}

/** As wide as the rest of the help. */
export function exitCodes(io: Io): string[] {
  const sentence = say(
    io,
    "Exit codes: 0 done, 1 failed or time was up, 2 wrong arguments. stderr says why.",
  );
  return wrap(sentence, helpColumns(io));
}

/** Some terminals say that they are 0 wide: they don't know. */
export function helpColumns({ stdout }: Io): number {
  return stdout.isTTY === true && stdout.columns ? stdout.columns : 80;
}

export function withJson(command: Command, io: Io): Command {
  return command
    .option("--json", say(io, "print one JSON object a line on stdout, and nothing else there"))
    .addOption(languageOption(io));
}

export function languageOption(io: Io): Option {
  return new Option("--language <tag>", say(io, "what this speaks, a device's screen included"))
    .choices(languages)
    .default(languageOf([], io.env), say(io, "{language}, by LANG", { language: languageOf([], io.env) }));
}
