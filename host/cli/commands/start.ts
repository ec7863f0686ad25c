/** `start`: the demo. Development cloud, one virtual device and the console page in one process. */
import { resolve } from "node:path";
import { deviceApi } from "../../api/client.js";
import type { Cloud } from "../../cloud/contract.js";
import type { VirtualDevice } from "../../device/device.js";
import type { EngineName } from "../../device/events.js";
import { TerminalScreen } from "../../device/terminal/screen.js";
import { boundDevice } from "../bound-device.js";
import { CliError, type Io, printJson } from "../io.js";
import { usableEngine } from "../usable-engine.js";
import { toldIn } from "../wording/from-below.js";
import { say } from "../wording/wording.js";
import {
  bindCommand,
  type CloudCommandOptions,
  type LocalCloud,
  printListening,
  signInWith,
  startLocalCloud,
} from "./cloud.js";

export interface StartOptions extends CloudCommandOptions {
  readonly engine: EngineName;
  readonly language: "en" | "zh-CN";
  readonly stateDir?: string;
}

async function unbindIn(cloud: Cloud, mac: string): Promise<boolean> {
  const api = deviceApi({ apiUrl: cloud.apiUrl, token: cloud.token });
  if ((await boundDevice(api, mac)) === "none") return false;
  await api.unbind(mac);
  return true;
}

/** As the open server tells a device that it is no longer bound. */
const unboundCloseCode = 4001;

const help = [
  "Type something and press Enter to say it to the device.",
  "/button  press its button     /unbind  unbind it in the cloud",
  "/help    these lines          /quit    end",
] as const;

export async function runStart(options: StartOptions, json: boolean, io: Io): Promise<number> {
  let quit: () => void = () => {};
  const ended = new Promise<void>((end) => {
    quit = end;
  });
  const stopping = new AbortController();
  const offStop = io.onStop(() => {
    stopping.abort();
    quit();
  });
  const local = await startLocalCloud(options, io, {
    virtual: true,
    onEvent(event) {
      if (json) printJson(io, { ...event, from: "cloud" });
    },
  });
  const { cloud } = local;
  if (json) printListening(local, io);
  const ui = json ? undefined : openUi(local, io, () => device);
  let device: VirtualDevice | undefined;
  let offLine: () => void = () => {};
  try {
    const engine = await usableEngine(options.engine, io, stopping.signal);
    if (stopping.signal.aborted) return 0;
    device = await launch({ ...options, engine }, local, io, ui, json, quit);
    const { mac } = device;
    const screen = ui?.screen.inPlace === true ? ui.screen : undefined;
    offLine = io.onLine(
      (text) => act(text, { device, cloud, mac, io, tell: (line) => ui?.line(line), quit }),
      screen && ((typed) => screen.type(typed)),
    );
    await ended;
    return 0;
  } finally {
    offStop();
    offLine();
    ui?.screen.close();
    await local.stop();
  }
}

interface Ui {
  readonly screen: TerminalScreen;
  line(text: string): void;
}

function openUi(local: LocalCloud, io: Io, device: () => VirtualDevice | undefined): Ui {
  const nowMs = (): number => device()?.monotonicMs() ?? 0;
  const screen = new TerminalScreen({ output: io.stdout, env: io.env, nowMs });
  const line = (text: string): void => screen.writeLine(text);
  line("");
  line(`  ${say(io, "Console:")} ${local.cloud.consoleUrl}`);
  line(`  ${say(io, "Sign in:")} ${signInWith(local, io)}`);
  line("");
  for (const text of help) line(say(io, text));
  return { screen, line };
}

async function launch(
  options: StartOptions,
  local: LocalCloud,
  io: Io,
  ui: Ui | undefined,
  json: boolean,
  quit: () => void,
): Promise<VirtualDevice> {
  const { engine, language, stateDir } = options;
  try {
    const { device } = await local.console.virtual.start(
      { display: "320x240", language, transport: "auto", engine },
      {
        ...(stateDir === undefined ? {} : { stateDir: resolve(io.cwd, stateDir) }),
        ...(ui === undefined ? {} : { screen: ui.screen }),
        onRemoved: () => ui?.line(say(io, "Somebody removed this device on the page. /quit ends.")),
        engineLog: (text) => io.stderr.write(`${text}\n`),
        log(level, text) {
          if (level === "error") io.stderr.write(`${text}\n`);
        },
        onEvent(event) {
          if (json) printJson(io, event);
          if (event.event === "activation")
            ui?.line(`${say(io, "To bind it:")} ${bindCommand(local, event.code, io)}`);
          if (event.event !== "dead") return;
          io.stderr.write(`${say(io, "The device ended by itself: {reason}", { reason: event.reason })}\n`);
          quit();
        },
      },
    );
    return device;
  } catch (error) {
    throw new CliError(
      error instanceof Error ? toldIn(io, error.message) : say(io, "The device did not start."),
      1,
    );
  }
}

interface Scene {
  readonly device: VirtualDevice | undefined;
  readonly cloud: Cloud;
  readonly mac: string;
  readonly io: Io;
  tell(line: string): void;
  quit(): void;
}

function act(typed: string, { device, cloud, mac, io, tell, quit }: Scene): void {
  const text = typed.trim();
  if (text === "/quit") quit();
  else if (text === "/button") device?.press();
  else if (text === "/help") for (const line of help) tell(say(io, line));
  else if (text === "/unbind") {
    unbindIn(cloud, mac).then(
      (wasBound) => {
        if (!wasBound) return tell(say(io, "It is not bound: nothing has changed."));
        // A running session would go on, and a person who unbinds here wants to see what comes next.
        const dropped = cloud.dropSessions({ deviceId: mac, code: unboundCloseCode });
        tell(
          say(
            io,
            dropped > 0
              ? "Unbound in the cloud, which ended its session. The device asks for a new code in a moment."
              : "Unbound in the cloud. The device has no session now; it notices when it next connects: /button does that at once.",
          ),
        );
      },
      (error: unknown) =>
        tell(error instanceof Error ? toldIn(io, error.message) : say(io, "Unbinding failed.")),
    );
  } else if (text.startsWith("/"))
    tell(say(io, "There is no {command}: /help lists what there is.", { command: text.slice(0, 20) }));
  else if (text !== "") device?.say(text);
}
