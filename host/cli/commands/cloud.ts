/** `cloud`: the development cloud with its console, until it is stopped. */
import { resolve } from "node:path";
import { columnsOf } from "../../../src/core/screen/columns.js";
import type { AnswerPace, Cloud, CloudEvent, ProfileName } from "../../cloud/contract.js";
import type { Console } from "../../console/server/console.js";
import { padded } from "../../device/terminal/cells.js";
import { readCloudFiles, writeCloudFile } from "../cloud-files.js";
import { type ConsolePassword, consolePassword } from "../console-password.js";
import { CliError, type Io, printJson } from "../io.js";
import { toldIn } from "../wording/from-below.js";
import { say } from "../wording/wording.js";

export interface CloudCommandOptions {
  readonly port: number;
  readonly mqttPort: number;
  readonly host: string;
  readonly data?: string;
  readonly profile: ProfileName;
  readonly answerPace: AnswerPace;
  /** Seconds. */
  readonly idleClose: number;
  /** Of the console. */
  readonly password?: string;
}

export interface LocalCloud {
  readonly cloud: Cloud;
  readonly console: Console;
  /** What one signs in to the console with, in place of the cloud's token. */
  readonly password: ConsolePassword | undefined;
  stop(): Promise<void>;
}

export interface LocalCloudParts {
  /** Whether the console offers virtual devices. */
  readonly virtual: boolean;
  readonly onEvent: (event: CloudEvent) => void;
}

/** Starts it, console included, and leaves word of it in `.xiaozhi/clouds/`. `stop` ends all three. */
export async function startLocalCloud(
  options: CloudCommandOptions,
  io: Io,
  { virtual, onEvent }: LocalCloudParts,
): Promise<LocalCloud> {
  const password = consolePassword(options.password, options.host, io);
  const console = await openConsole(virtual, password, io);
  let cloud: Cloud;
  try {
    cloud = await openCloud(options, io, console, onEvent);
  } catch (error) {
    await console.close();
    throw new CliError(
      error instanceof Error ? toldIn(io, error.message) : say(io, "The development cloud did not start."),
      1,
    );
  }
  const close = async (): Promise<void> => {
    await console.close();
    await cloud.close();
  };
  await console.open(cloud);
  const forget = await leaveWord(cloud, io, close);
  return {
    cloud,
    console,
    password,
    async stop() {
      forget();
      await close();
    },
  };
}

async function openConsole(
  virtual: boolean,
  password: ConsolePassword | undefined,
  io: Io,
): Promise<Console> {
  const [{ createConsole }, { builtConsole }] = await Promise.all([
    import("../../console/server/console.js"),
    import("../../console/build.js"),
  ]);
  const tell = (line: string): void => void io.stderr.write(`${line}\n`);
  const page = await builtConsole({ log: tell }).catch((error: unknown) => {
    // The cloud is of use without it.
    tell(error instanceof Error ? error.message : say(io, "The console's page could not be built."));
    return undefined;
  });
  return createConsole({
    virtual,
    onProblem: (message) => tell(`console: ${message}`),
    ...(page === undefined ? {} : { page: page.folder }),
    ...(password === undefined ? {} : { password: password.password }),
  });
}

async function openCloud(
  { host, port, mqttPort, profile, answerPace, idleClose, data }: CloudCommandOptions,
  io: Io,
  console: Console,
  onEvent: (event: CloudEvent) => void,
): Promise<Cloud> {
  const { startCloud } = await import("../../cloud/cloud.js");
  return startCloud({
    host,
    port,
    mqttPort,
    profile,
    answerPace,
    idleCloseMs: idleClose * 1000,
    addRoutes: console.addRoutes,
    onEvent(event) {
      console.see(event);
      onEvent(event);
    },
    ...(data === undefined ? {} : { dataDir: resolve(io.cwd, data) }),
  });
}

/** Answers how to take it back. */
async function leaveWord(cloud: Cloud, io: Io, close: () => Promise<void>): Promise<() => void> {
  const { apiUrl: api, token, agentId: agent } = cloud;
  try {
    return writeCloudFile(io.cwd, { api, token, agent });
  } catch {
    await close();
    throw new CliError(
      say(io, "{folder} cannot be written: start from a folder that you own.", {
        folder: `${io.cwd}/.xiaozhi`,
      }),
      1,
    );
  }
}

/** What to type in another terminal; names the cloud if a second one runs in this folder. */
export function bindCommand({ cloud }: LocalCloud, code: string, io: Io): string {
  const alone = readCloudFiles(io.cwd).length < 2;
  return `npm run -s xiaozhi -- bind ${code}${alone ? "" : ` --api ${cloud.apiUrl}`}`;
}

/** The first JSON line of `cloud` and `start`: other tools wait for it. A password that was made goes to the person. */
export function printListening({ cloud, password }: LocalCloud, io: Io): void {
  printJson(io, {
    event: "listening",
    ota: cloud.otaUrl,
    api: cloud.apiUrl,
    console: cloud.consoleUrl,
    mqtt: cloud.mqttEndpoint,
    token: cloud.token,
    agent: cloud.agentId,
  });
  if (password?.isInvented) {
    io.stderr.write(`${say(io, "Password of the console: {password}", { password: password.password })}\n`);
  }
}

/** What to sign in to the console with, for the terminal of the person who started it. */
export function signInWith({ cloud, password }: LocalCloud, io: Io): string {
  if (password === undefined) return cloud.token;
  return password.isInvented ? password.password : say(io, "the password you gave");
}

/** One below the other, the values aligned. */
function labelled(rows: readonly (readonly [label: string, value: string])[]): string[] {
  const widest = Math.max(...rows.map(([label]) => columnsOf(label)));
  return rows.map(([label, value]) => `  ${padded(label, widest)} ${value}`);
}

export async function runCloud(options: CloudCommandOptions, json: boolean, io: Io): Promise<number> {
  const stopped = new Promise<void>((stop) => {
    io.onStop(stop);
  });
  const local = await startLocalCloud(options, io, {
    virtual: false,
    onEvent(event) {
      if (json) printJson(io, event);
      else if (event.event === "internal-error")
        io.stderr.write(`${say(io, "internal error: {message}", { message: event.message })}\n`);
    },
  });
  const { cloud } = local;
  if (json) printListening(local, io);
  else {
    io.stdout.write(
      [
        say(io, "Development cloud (Ctrl-C ends it)"),
        ...labelled([
          [say(io, "console"), cloud.consoleUrl],
          [say(io, "sign in"), signInWith(local, io)],
          ["OTA", cloud.otaUrl],
          ["MQTT", cloud.mqttEndpoint],
          [say(io, "device API"), cloud.apiUrl],
          [say(io, "agent"), cloud.agentId],
          ["token", cloud.token],
        ]),
        say(io, "In another terminal:"),
        `  npm run -s xiaozhi -- device --ota-url ${cloud.otaUrl}`,
        `  ${bindCommand(local, "CODE", io)}`,
        "",
      ].join("\n"),
    );
  }
  await stopped;
  await local.stop();
  return 0;
}
