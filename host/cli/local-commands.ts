/** The commands that run something on this computer: `start`, `cloud`, `device`, `bench`. */
import { type Command, Option } from "commander";
import { stateNames } from "../../src/core/lifecycle/names.js";
import type { BenchCommandOptions } from "./commands/bench.js";
import type { CloudCommandOptions } from "./commands/cloud.js";
import type { DeviceCommandOptions } from "./commands/device.js";
import type { StartOptions } from "./commands/start.js";
import { type Done, explained, type JsonOption, withJson } from "./explained.js";
import type { Io } from "./io.js";
import {
  countValue,
  macValue,
  portValue,
  secondsValue,
  stateValue,
  textValue,
  webUrlValue,
} from "./values.js";
import { say } from "./wording/wording.js";

export function addLocalCommands(program: Command, io: Io, done: Done): void {
  addCloudCommands(program, io, done);
  addDeviceCommand(program, io, done);
}

export function addBenchCommand(program: Command, io: Io, done: Done): void {
  explained(
    withJson(program.command("bench"), io),
    io,
    "measure memory, instructions and times of this build",
    ["bench --json", "bench --update-budgets"],
  )
    .option(
      "--update-budgets",
      say(io, "write the figures down as the most that the tests allow, and their page"),
    )
    .option("--devices <number>", say(io, "only how many virtual devices this computer carries"), countValue)
    .action(async (options: BenchCommandOptions) => {
      const { runBenchCommand } = await import("./commands/bench.js");
      done(await runBenchCommand(options, io));
    });
}

function addCloudCommands(program: Command, io: Io, done: Done): void {
  explained(
    withCloudOptions(program.command("start"), io),
    io,
    "development cloud, one virtual device and the web console in one process: the demo",
    ["start", "start --profile open --language en"],
  )
    .addOption(engineOption(io))
    .addOption(
      new Option(
        "--state-dir <dir>",
        say(io, "where the device keeps its state (default: in memory)"),
      ).argParser(textValue),
    )
    .action(async (options: StartOptions & JsonOption) => {
      const { runStart } = await import("./commands/start.js");
      done(await runStart(options, options.json ?? false, io));
    });
  explained(
    withCloudOptions(program.command("cloud"), io),
    io,
    "the development cloud with its web console",
    [
      "cloud --port 8002 --data .xiaozhi/data",
      "cloud --host 0.0.0.0 --json  # boards in your network can reach it",
    ],
  ).action(async (options: CloudCommandOptions & JsonOption) => {
    const { runCloud } = await import("./commands/cloud.js");
    done(await runCloud(options, options.json ?? false, io));
  });
}

function withCloudOptions(command: Command, io: Io): Command {
  return withJson(command, io)
    .addOption(
      new Option("--port <n>", say(io, "port of console, OTA, API and websocket (0: any)"))
        .argParser(portValue)
        .default(0),
    )
    .addOption(
      new Option("--mqtt-port <n>", say(io, "port of MQTT (0: any)")).argParser(portValue).default(0),
    )
    .addOption(
      new Option(
        "--host <address>",
        say(io, "address to listen on; others than 127.0.0.1 let your network in"),
      )
        .argParser(textValue)
        .default("127.0.0.1"),
    )
    .addOption(
      new Option(
        "--password <text>",
        say(io, "of the console (better: XIAOZHI_CONSOLE_PASSWORD, which no process list shows)"),
      ),
    )
    .addOption(
      new Option("--data <dir>", say(io, "where the cloud keeps its data (default: in memory)")).argParser(
        textValue,
      ),
    )
    .addOption(
      new Option("--profile <name>", say(io, "which cloud to behave like"))
        .choices(["xrobo", "open"])
        .default("xrobo"),
    )
    .addOption(
      new Option("--answer-pace <pace>", say(io, "as slow as a voice speaks, or at once"))
        .choices(["voice", "instant"])
        .default("voice"),
    )
    .addOption(
      new Option("--idle-close <seconds>", say(io, "end a session in which nobody speaks after this time"))
        .argParser(secondsValue)
        .default(180),
    );
}

function addDeviceCommand(program: Command, io: Io, done: Done): void {
  const until = new Option("--until <state>", say(io, "end when it is in this state")).argParser(stateValue);
  // Named for the help and the completion; `choices()` would take the place of the reader, which has a sentence of its own.
  until.argChoices = [...stateNames];
  explained(withJson(program.command("device"), io), io, "one virtual device", [
    "device --ota-url https://xrobo.qiniuapi.com/v1/ota/ --state-dir .xiaozhi/my-device",
    "device --ota-url http://127.0.0.1:8002/xiaozhi/ota/ --json --until online --say hello",
  ])
    .addOption(
      new Option("--ota-url <url>", say(io, "address of the cloud's OTA check"))
        .argParser(webUrlValue)
        .makeOptionMandatory(),
    )
    .addOption(
      new Option("--state-dir <dir>", say(io, "where it keeps its state (default: in memory)")).argParser(
        textValue,
      ),
    )
    .addOption(
      new Option(
        "--mac <address>",
        say(io, "its address (default: made up, kept in the state dir)"),
      ).argParser(macValue),
    )
    .addOption(engineOption(io))
    .addOption(
      new Option("--transport <name>", say(io, "what to talk over"))
        .choices(["auto", "websocket", "mqtt"])
        .default("auto"),
    )
    .addOption(
      new Option(
        "--rest <how>",
        say(io, "when the cloud ends a quiet session: stay within reach, or away for minutes"),
      )
        .choices(["reachable", "offline"])
        .default("reachable"),
    )
    .addOption(until)
    .addOption(
      new Option("--timeout <seconds>", say(io, "end after this time (default with --until: 300)")).argParser(
        secondsValue,
      ),
    )
    .addOption(
      new Option(
        "--say <text>",
        say(io, "say this once online; with --until, wait for the end of the answer"),
      ).argParser(textValue),
    )
    .option("--simulate-chip", say(io, "report chip, flash and PSRAM of an ESP32-S3"))
    .option("--steps", say(io, "with --json: every step of the lifecycle as well"))
    .option("--verbose", say(io, "log to stderr"))
    .action(async (options: DeviceCommandOptions & JsonOption) => {
      const { runDevice } = await import("./commands/device.js");
      done(await runDevice(options, options.json ?? false, io));
    });
}

function engineOption(io: Io): Option {
  return new Option("--engine <name>", say(io, "what runs the firmware"))
    .choices(["xs", "node"])
    .default("xs");
}
