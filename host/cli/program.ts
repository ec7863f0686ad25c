/** The command line as a table of commands; what they do is in `commands/`, loaded when one is called. */
import { readFileSync } from "node:fs";
import { Command, CommanderError, Option } from "commander";
import { type AccessOptions, agentOption, apiOption, tokenOption } from "./access-options.js";
import type { BenchCommandOptions } from "./commands/bench.js";
import type { CloudCommandOptions } from "./commands/cloud.js";
import type { DeviceCommandOptions } from "./commands/device.js";
import type { ImportOptions } from "./commands/import.js";
import type { StartOptions } from "./commands/start.js";
import { CliError, type Io } from "./io.js";
import {
  codeValue,
  countValue,
  macValue,
  portValue,
  secondsValue,
  stateValue,
  textValue,
  webUrlValue,
} from "./values.js";

/** Runs one command. Answers the exit code: 0 done, 1 failed or timed out, 2 wrong arguments. Never rejects. */
export async function runCli(args: readonly string[], io: Io): Promise<number> {
  let exitCode = 0;
  const program = buildProgram(io, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...args], { from: "user" });
    return exitCode;
  } catch (error) {
    return failed(error, io);
  }
}

function failed(error: unknown, io: Io): number {
  // Commander has written its own sentence by now. Help that was asked for is no error.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  const message = error instanceof Error ? error.message : String(error);
  const known = error instanceof CliError || (error instanceof Error && error.name === "ApiError");
  io.stderr.write(`${known ? message : `Unexpected failure: ${message}`}\n`);
  return error instanceof CliError ? error.exitCode : 1;
}

type Done = (exitCode: number) => void;

function buildProgram(io: Io, done: Done): Command {
  const program = new Command("xiaozhi")
    .description("Development cloud, virtual device and device API for XiaoZhi-compatible firmware")
    .version(version())
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) =>
        io.stderr.write(text.replace(/^error: (.)/, (_, first: string) => first.toUpperCase())),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .showHelpAfterError("(--help shows what there is)");
  addCloudCommands(program, io, done);
  addDeviceCommand(program, io, done);
  addApiCommands(program, io, done);
  withJson(program.command("bench"))
    .description("measure memory, instructions and times of this build")
    .option("--update-budgets", "write the figures down as those that the tests demand")
    .option("--devices <number>", "only how many virtual devices this computer carries", countValue)
    .action(async (options: BenchCommandOptions) => {
      const { runBenchCommand } = await import("./commands/bench.js");
      done(await runBenchCommand(options, io));
    });
  return program;
}

interface JsonOption {
  readonly json?: boolean;
}

function withJson(command: Command): Command {
  return command.option("--json", "print one JSON object a line on stdout, and nothing else there");
}

function addCloudCommands(program: Command, io: Io, done: Done): void {
  withCloudOptions(program.command("start"))
    .description("development cloud, one virtual device and the console page in one process: the demo")
    .addOption(engineOption())
    .addOption(languageOption(io))
    .addOption(
      new Option("--state-dir <dir>", "where the device keeps its state (default: in memory)").argParser(
        textValue,
      ),
    )
    .action(async (options: StartOptions & JsonOption) => {
      const { runStart } = await import("./commands/start.js");
      done(await runStart(options, options.json ?? false, io));
    });
  withCloudOptions(program.command("cloud"))
    .description("the development cloud")
    .action(async (options: CloudCommandOptions & JsonOption) => {
      const { runCloud } = await import("./commands/cloud.js");
      done(await runCloud(options, options.json ?? false, io));
    });
}

function withCloudOptions(command: Command): Command {
  return withJson(command)
    .addOption(
      new Option("--port <n>", "port of console, OTA, API and websocket (0: any)")
        .argParser(portValue)
        .default(0),
    )
    .addOption(new Option("--mqtt-port <n>", "port of MQTT (0: any)").argParser(portValue).default(0))
    .addOption(
      new Option("--host <address>", "address to listen on; others than 127.0.0.1 let your network in")
        .argParser(textValue)
        .default("127.0.0.1"),
    )
    .addOption(
      new Option("--data <dir>", "where the cloud keeps its data (default: in memory)").argParser(textValue),
    )
    .addOption(
      new Option("--profile <name>", "which cloud to behave like")
        .choices(["xrobo", "open"])
        .default("xrobo"),
    );
}

function addDeviceCommand(program: Command, io: Io, done: Done): void {
  withJson(program.command("device"))
    .description("one virtual device")
    .addOption(
      new Option("--ota-url <url>", "address of the cloud's OTA check")
        .argParser(webUrlValue)
        .makeOptionMandatory(),
    )
    .addOption(
      new Option("--state-dir <dir>", "where it keeps its state (default: in memory)").argParser(textValue),
    )
    .addOption(
      new Option("--mac <address>", "its address (default: made up, kept in the state dir)").argParser(
        macValue,
      ),
    )
    .addOption(engineOption())
    .addOption(
      new Option("--transport <name>", "what to talk over")
        .choices(["auto", "websocket", "mqtt"])
        .default("auto"),
    )
    .addOption(languageOption(io))
    .addOption(new Option("--until <state>", "end when it is in this state").argParser(stateValue))
    .addOption(
      new Option("--timeout <seconds>", "end after this time (default with --until: 300)").argParser(
        secondsValue,
      ),
    )
    .addOption(
      new Option(
        "--say <text>",
        "say this once online; with --until, wait for the end of the answer",
      ).argParser(textValue),
    )
    .option("--simulate-chip", "report chip, flash and PSRAM of an ESP32-S3")
    .option("--steps", "with --json: every step of the lifecycle as well")
    .option("--verbose", "log to stderr")
    .action(async (options: DeviceCommandOptions & JsonOption) => {
      const { runDevice } = await import("./commands/device.js");
      done(await runDevice(options, options.json ?? false, io));
    });
}

function engineOption(): Option {
  return new Option("--engine <name>", "what runs the firmware").choices(["xs", "node"]).default("xs");
}

function languageOption(io: Io): Option {
  const fromEnv = /^zh/i.test(io.env.LANG ?? "") ? "zh-CN" : "en";
  return new Option("--language <tag>", "of the screen, and asked of the cloud")
    .choices(["zh-CN", "en"])
    .default(fromEnv);
}

function addApiCommands(program: Command, io: Io, done: Done): void {
  const load = () => import("./commands/devices.js");
  withAccess(program.command("devices"), true)
    .description("list the devices bound to an agent")
    .action(async (options: AccessOptions & JsonOption) => {
      done(await (await load()).listDevices(options, options.json ?? false, io));
    });
  withAccess(program.command("bind"), true)
    .description("bind the device that shows this code")
    .argument("<code>", "the digits on the device's screen", codeValue)
    .action(async (code: string, options: AccessOptions & JsonOption) => {
      done(await (await load()).bindDevice(options, code, options.json ?? false, io));
    });
  withAccess(program.command("unbind"), false)
    .description("unbind a device")
    .argument("<device>", "its id: the MAC in most clouds", textValue)
    .action(async (device: string, options: AccessOptions & JsonOption) => {
      done(await (await load()).unbindDevice(options, device, options.json ?? false, io));
    });
  withAccess(program.command("import"), true)
    .description("bind devices by MAC before their first start")
    .argument("[macs...]", "MAC addresses", (text: string, sofar: readonly string[] = []) => [
      ...sofar,
      macValue(text),
    ])
    .addOption(
      new Option("--file <path>", "MAC addresses, one a line or in a CSV column").argParser(textValue),
    )
    .action(async (macs: readonly string[], options: ImportOptions & JsonOption) => {
      const { importDevices } = await import("./commands/import.js");
      done(await importDevices(options, macs, options.json ?? false, io));
    });
}

function withAccess(command: Command, agent: boolean): Command {
  withJson(command).addOption(apiOption()).addOption(tokenOption());
  return agent ? command.addOption(agentOption()) : command;
}

function version(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
