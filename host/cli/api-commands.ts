/**
 * The commands that call the device API. Options of a group (`agents`) hold for its subcommands too, wherever they stand, so an
 * action reads them with `optsWithGlobals`.
 */
import { type Command, Option } from "commander";
import { type AccessOptions, agentOption, apiOption, tokenOption } from "./access-options.js";
import type { CreateAgentOptions } from "./commands/agents.js";
import type { UpdateOptions } from "./commands/devices.js";
import type { UploadOptions } from "./commands/firmware.js";
import type { ImportOptions } from "./commands/import.js";
import { type Done, explained, type JsonOption, withJson } from "./explained.js";
import type { Io } from "./io.js";
import { codeValue, macValue, textValue } from "./values.js";
import { say } from "./wording/wording.js";

export function addApiCommands(program: Command, io: Io, done: Done): void {
  addDeviceCommands(program, io, done);
  addImportCommand(program, io, done);
  addImportsCommands(program, io, done);
  addAgentCommands(program, io, done);
  addFirmwareCommands(program, io, done);
}

type Given<Options> = Options & JsonOption;

function withAccess(command: Command, io: Io, agent: boolean): Command {
  withJson(command, io).addOption(apiOption(io)).addOption(tokenOption(io));
  return agent ? command.addOption(agentOption(io)) : command;
}

/** The options of a subcommand and of its group. */
function optionsOf<Options>(command: Command): { options: Options; json: boolean } {
  const { json = false, ...options } = command.optsWithGlobals<Given<Options>>();
  return { options: options as Options, json };
}

function addDeviceCommands(program: Command, io: Io, done: Done): void {
  const load = () => import("./commands/devices.js");
  const devices = explained(
    withAccess(program.command("devices"), io, true),
    io,
    "list the devices bound to an agent",
    ["devices", "devices --json | jq -r .macAddress"],
  ).action(async ({ json = false, ...options }: Given<AccessOptions>) => {
    done(await (await load()).listDevices(options, json, io));
  });
  explained(devices.command("update"), io, "change the name of a device, or whether it is offered updates", [
    "devices update aa:bb:cc:dd:ee:ff --alias Kitchen",
    "devices update aa:bb:cc:dd:ee:ff --auto-update off",
  ])
    .argument("<device>", say(io, "its id: the MAC in most clouds"), textValue)
    .option("--alias <name>", say(io, "name for people, at most 64 characters"))
    .addOption(
      new Option("--auto-update <switch>", say(io, "offer it newer firmware")).choices(["on", "off"]),
    )
    .action(async (device: string, _own: unknown, command: Command) => {
      const { options, json } = optionsOf<UpdateOptions>(command);
      done(await (await load()).updateDevice(options, device, json, io));
    });
  explained(devices.command("move"), io, "give a device to another of your agents, without a new code", [
    "devices move aa:bb:cc:dd:ee:ff 4057d21254664408a2f58200d7ba01e0",
  ])
    .argument("<mac>", say(io, "its MAC address"), macValue)
    .argument("<agent>", say(io, "the id of the agent that is to have it"), textValue)
    .action(async (mac: string, agent: string, _own: unknown, command: Command) => {
      const { options, json } = optionsOf<AccessOptions>(command);
      done(await (await load()).moveDevice(options, mac, agent, json, io));
    });
  explained(withAccess(program.command("bind"), io, true), io, "bind the device that shows this code", [
    "bind 608303",
    "bind 608303 --agent 4057d21254664408a2f58200d7ba01e0",
  ])
    .argument("<code>", say(io, "the digits on the device's screen"), codeValue)
    .action(async (code: string, { json = false, ...options }: Given<AccessOptions>) => {
      done(await (await load()).bindDevice(options, code, json, io));
    });
  explained(withAccess(program.command("unbind"), io, false), io, "unbind a device", [
    "unbind aa:bb:cc:dd:ee:ff",
  ])
    .argument("<device>", say(io, "its id: the MAC in most clouds"), textValue)
    .action(async (device: string, { json = false, ...options }: Given<AccessOptions>) => {
      done(await (await load()).unbindDevice(options, device, json, io));
    });
}

function addImportCommand(program: Command, io: Io, done: Done): void {
  explained(
    withAccess(program.command("import"), io, true),
    io,
    "bind devices by MAC before their first start",
    [
      "import 02:00:5e:10:00:01 02-00-5E-10-00-02",
      "import --file devices.csv",
      "import --file devices.csv --json > report.jsonl",
    ],
  )
    .argument("[macs...]", say(io, "MAC addresses"), (text: string, sofar: readonly string[] = []) => [
      ...sofar,
      macValue(text),
    ])
    .addOption(
      new Option("--file <path>", say(io, "MAC addresses, one a line or in a CSV column")).argParser(
        textValue,
      ),
    )
    .addOption(
      new Option(
        "--column <name>",
        say(
          io,
          "the file's column that holds them: its heading, or its number (default: found by its heading)",
        ),
      ).argParser(textValue),
    )
    .action(async (macs: readonly string[], { json = false, ...options }: Given<ImportOptions>) => {
      const { importDevices } = await import("./commands/import.js");
      done(await importDevices(options, macs, json, io));
    });
}

function addImportsCommands(program: Command, io: Io, done: Done): void {
  const load = () => import("./commands/imports.js");
  const imports = explained(
    withAccess(program.command("imports"), io, true),
    io,
    "list the devices that were imported for an agent",
    ["imports", "imports --json"],
  ).action(async ({ json = false, ...options }: Given<AccessOptions>) => {
    done(await (await load()).listImports(options, json, io));
  });
  explained(imports.command("get"), io, "show the import of a device", ["imports get 02:00:5e:10:00:01"])
    .argument("<mac>", say(io, "its MAC address"), macValue)
    .action(async (mac: string, _own: unknown, command: Command) => {
      const { options, json } = optionsOf<AccessOptions>(command);
      done(await (await load()).showImport(options, mac, json, io));
    });
  explained(imports.command("delete"), io, "forget an import; a device that it has bound stays bound", [
    "imports delete 02:00:5e:10:00:01",
  ])
    .argument("<mac>", say(io, "its MAC address"), macValue)
    .action(async (mac: string, _own: unknown, command: Command) => {
      const { options, json } = optionsOf<AccessOptions>(command);
      done(await (await load()).deleteImport(options, mac, json, io));
    });
}

function addAgentCommands(program: Command, io: Io, done: Done): void {
  const load = () => import("./commands/agents.js");
  const agents = explained(withAccess(program.command("agents"), io, false), io, "list your agents", [
    "agents",
    "agents --json | jq -r .id",
  ]).action(async ({ json = false, ...options }: Given<AccessOptions>) => {
    done(await (await load()).listAgents(options, json, io));
  });
  explained(agents.command("create"), io, "make an agent", [
    'agents create "Front desk"',
    "agents create 前台 --assistant-name 小智",
  ])
    .argument("<name>", say(io, "its name"), textValue)
    .addOption(
      new Option("--assistant-name <name>", say(io, "what it calls itself (default: its name)")).argParser(
        textValue,
      ),
    )
    .action(async (name: string, _own: unknown, command: Command) => {
      const { options, json } = optionsOf<CreateAgentOptions>(command);
      done(await (await load()).createAgent(options, name, json, io));
    });
  explained(agents.command("rename"), io, "give an agent another name", [
    'agents rename 4057d21254664408a2f58200d7ba01e0 "Front desk"',
  ])
    .argument("<agent>", say(io, "its id"), textValue)
    .argument("<name>", say(io, "the new name"), textValue)
    .action(async (agent: string, name: string, _own: unknown, command: Command) => {
      const { options, json } = optionsOf<AccessOptions>(command);
      done(await (await load()).renameAgent(options, agent, name, json, io));
    });
  explained(agents.command("delete"), io, "delete an agent; its devices are no longer bound", [
    "agents delete 4057d21254664408a2f58200d7ba01e0",
  ])
    .argument("<agent>", say(io, "its id"), textValue)
    .action(async (agent: string, _own: unknown, command: Command) => {
      const { options, json } = optionsOf<AccessOptions>(command);
      done(await (await load()).deleteAgent(options, agent, json, io));
    });
}

function addFirmwareCommands(program: Command, io: Io, done: Done): void {
  const load = () => import("./commands/firmware.js");
  const firmware = explained(
    withAccess(program.command("firmware"), io, false),
    io,
    "list the firmware that the development cloud offers to devices",
    ["firmware", "firmware --json | jq -r .sha256"],
  ).action(async ({ json = false, ...options }: Given<AccessOptions>) => {
    done(await (await load()).listFirmware(options, json, io));
  });
  explained(firmware.command("upload"), io, "store an image in the development cloud", [
    "firmware upload esp-box-3_1.2.0.bin",
    "firmware upload build/xs_esp32.bin m5stack-cores3 1.2.0 --force",
  ])
    .argument("<file>", say(io, "the image, at most 16 MiB"))
    .argument(
      "[type]",
      say(io, "board type that it is for (default: from the name TYPE_VERSION.bin)"),
      textValue,
    )
    .argument("[version]", say(io, "its version, such as 1.2.0 (default: from the name)"), textValue)
    .option("--force", say(io, "offer it whatever the device runs"))
    .action(
      async (
        file: string,
        type: string | undefined,
        version: string | undefined,
        _own: unknown,
        command: Command,
      ) => {
        const { options, json } = optionsOf<UploadOptions>(command);
        done(await (await load()).uploadFirmware(options, file, type, version, json, io));
      },
    );
  explained(firmware.command("delete"), io, "delete an image", ["firmware delete esp-box-3 1.2.0"])
    .argument("<type>", say(io, "board type"), textValue)
    .argument("<version>", say(io, "its version"), textValue)
    .action(async (type: string, version: string, _own: unknown, command: Command) => {
      const { options, json } = optionsOf<AccessOptions>(command);
      done(await (await load()).deleteFirmware(options, type, version, json, io));
    });
}
