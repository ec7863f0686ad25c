/** The command line as a table of commands; what they do is in `commands/`, loaded when one is called. */
import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { columnsOf, wrap } from "../../src/core/screen/columns.js";
import { addApiCommands } from "./api-commands.js";
import { addCompletionCommand } from "./completion-command.js";
import { type Done, exitCodes, helpColumns, languageOption } from "./explained.js";
import { argumentText, optionText, titleIn } from "./help-text.js";
import { CliError, type Io } from "./io.js";
import { addBenchCommand, addLocalCommands } from "./local-commands.js";
import { secretsIn, withoutSecrets } from "./secrets.js";
import { toldIn } from "./wording/from-below.js";
import { languageOf } from "./wording/language.js";
import { say } from "./wording/wording.js";

/** Runs one command. Answers the exit code: 0 done, 1 failed or timed out, 2 wrong arguments. Never rejects. */
export async function runCli(args: readonly string[], given: Io): Promise<number> {
  const io: Io = { ...given, language: languageOf(args, given.env) };
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
    return failed(error, complain, io);
  }
}

function failed(error: unknown, complain: (text: string) => void, io: Io): number {
  // Commander has written its own sentence by now. Help that was asked for is no error.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  const message = error instanceof Error ? error.message : String(error);
  const known = error instanceof CliError || (error instanceof Error && error.name === "ApiError");
  complain(`${known ? toldIn(io, message) : say(io, "Unexpected failure: {message}", { message })}\n`);
  return error instanceof CliError ? error.exitCode : 1;
}

/** `complain` gets what is wrong with the arguments. */
export function buildProgram(io: Io, complain: (text: string) => void, done: Done): Command {
  const program = new Command("xiaozhi")
    .description(say(io, "Development cloud, virtual device and device API for XiaoZhi-compatible firmware"))
    .usage(say(io, "[options] [command]"))
    .version(version(), "-V, --version", say(io, "output the version number"))
    .helpOption("-h, --help", say(io, "display help for command"))
    .helpCommand("help [command]", say(io, "display help for command"))
    .addOption(languageOption(io))
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => complain(complaint(text, io)),
      getOutHelpWidth: () => helpColumns(io),
      getErrHelpWidth: () => helpColumns(io),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .configureHelp({
      showGlobalOptions: true,
      styleTitle: (title) => titleIn(io, title),
      // Commander's own knows no characters that are two columns wide.
      displayWidth: columnsOf,
      minWidthToWrap: 16,
      boxWrap: (text, columns) => wrap(text, columns).join("\n"),
      optionDescription: (option) => optionText(option, io),
      argumentDescription: (argument) => argumentText(argument, io),
      // Those of the group; the root has only --version.
      visibleGlobalOptions: ({ parent }) => (parent?.parent ? [...parent.options] : []),
    })
    .showHelpAfterError(say(io, "(--help shows what there is)"))
    .addHelpText(
      "after",
      [
        "",
        ...wrap(
          say(
            io,
            "xiaozhi stands for “npm run -s xiaozhi --”. Each command has its own --help, with examples.",
          ),
          helpColumns(io),
        ),
        ...exitCodes(io),
      ].join("\n"),
    );
  addLocalCommands(program, io, done);
  addApiCommands(program, io, done);
  addCompletionCommand(program, io, done);
  addBenchCommand(program, io, done);
  return program;
}

/** Commander's own complaint. Its help after an error comes the same way and is ours already. */
function complaint(text: string, io: Io): string {
  const [, own] = /^error: (.*)\n$/s.exec(text) ?? [];
  if (own === undefined) return text;
  const told = toldIn(io, own);
  return `${told.charAt(0).toUpperCase()}${told.slice(1)}\n`;
}

function version(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
