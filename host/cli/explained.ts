/** What every command has in common: a description, examples, exit codes, `--json`. */
import type { Command } from "commander";

export interface JsonOption {
  readonly json?: boolean;
}

/** Tells the exit code when a command is done. */
export type Done = (exitCode: number) => void;

/** Examples are what follows `xiaozhi`; a remark may follow after two blanks and `#`. */
export function explained(command: Command, description: string, examples: readonly string[]): Command {
  const lines = examples.map((example) => `  xiaozhi ${example}`);
  return command
    .description(description)
    .addHelpText(
      "after",
      [
        "",
        lines.length > 1 ? "Examples:" : "Example:",
        ...lines,
        "",
        "Exit codes: 0 done, 1 failed or time was up, 2 wrong arguments. stderr says why.",
      ].join("\n"),
    );
}

export function withJson(command: Command): Command {
  return command.option("--json", "print one JSON object a line on stdout, and nothing else there");
}
