/** The command line as a table of commands; what they do is in `commands/`, loaded when one is called. */
import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { addApiCommands } from "./api-commands.js";
import { addCompletionCommand } from "./completion-command.js";
import type { Done } from "./explained.js";
import { CliError, type Io } from "./io.js";
import { addBenchCommand, addLocalCommands } from "./local-commands.js";
import { secretsIn, withoutSecrets } from "./secrets.js";

/** Runs one command. Answers the exit code: 0 done, 1 failed or timed out, 2 wrong arguments. Never rejects. */
export async function runCli(args: readonly string[], io: Io): Promise<number> {
  let exitCode = 0;
  const complain = (text: string): void => {
    io.stderr.write(withoutSecrets(text, secretsIn(args, io.env)));
  };
  const program = buildProgram(io, complain, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...args], { from: "user" });
    return exitCode;
  } catch (error) {
    return failed(error, complain);
  }
}

function failed(error: unknown, complain: (text: string) => void): number {
  // Commander has written its own sentence by now. Help that was asked for is no error.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  const message = error instanceof Error ? error.message : String(error);
  const known = error instanceof CliError || (error instanceof Error && error.name === "ApiError");
  complain(`${known ? message : `Unexpected failure: ${message}`}\n`);
  return error instanceof CliError ? error.exitCode : 1;
}

/** `complain` gets what is wrong with the arguments. */
export function buildProgram(io: Io, complain: (text: string) => void, done: Done): Command {
  const program = new Command("xiaozhi")
    .description("Development cloud, virtual device and device API for XiaoZhi-compatible firmware")
    .version(version())
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => complain(text.replace(/^error: (.)/, (_, first: string) => first.toUpperCase())),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .configureHelp({
      showGlobalOptions: true,
      // Those of the group; the root has only --version.
      visibleGlobalOptions: ({ parent }) => (parent?.parent ? [...parent.options] : []),
    })
    .showHelpAfterError("(--help shows what there is)")
    .addHelpText(
      "after",
      [
        "",
        "xiaozhi stands for “npm run -s xiaozhi --”. Each command has its own --help, with examples.",
        "Exit codes: 0 done, 1 failed or time was up, 2 wrong arguments. stderr says why.",
      ].join("\n"),
    );
  addLocalCommands(program, io, done);
  addApiCommands(program, io, done);
  addCompletionCommand(program, io, done);
  addBenchCommand(program, io, done);
  return program;
}

function version(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
