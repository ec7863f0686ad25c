/** `device`: one virtual device, until its goal is reached, time is up, or it is stopped. */
import { resolve } from "node:path";
import type { StateName } from "../../../src/core/lifecycle/names.js";
import type { Rest } from "../../../src/core/lifecycle/state.js";
import type { Transport } from "../../../src/core/transport.js";
import { startVirtualDevice, type VirtualDevice } from "../../device/device.js";
import type { DeviceEvent, EngineName } from "../../device/events.js";
import { TerminalScreen } from "../../device/terminal/screen.js";
import { type Goal, goalOf } from "../goal.js";
import { CliError, type Io, printJson } from "../io.js";
import { usableEngine } from "../usable-engine.js";
import { toldIn } from "../wording/from-below.js";
import { say } from "../wording/wording.js";

export interface DeviceCommandOptions {
  readonly otaUrl: string;
  readonly stateDir?: string;
  readonly mac?: string;
  readonly engine: EngineName;
  readonly transport: "auto" | Transport;
  readonly rest: Rest;
  readonly language: string;
  readonly until?: StateName;
  readonly timeout?: number;
  readonly say?: string;
  readonly simulateChip?: boolean;
  readonly steps?: boolean;
  readonly verbose?: boolean;
}

type Outcome = "reached" | "stopped" | "timeout" | { readonly dead: string };

/** With a goal and no `--timeout`: nobody waits for ever in a script. */
const goalTimeoutS = 300;

export async function runDevice(options: DeviceCommandOptions, json: boolean, io: Io): Promise<number> {
  const goal = goalOf(options);
  let settle: (outcome: Outcome) => void = () => {};
  const ended = new Promise<Outcome>((resolve) => {
    settle = resolve;
  });
  const stopping = new AbortController();
  const offStop = io.onStop(() => {
    stopping.abort();
    settle("stopped");
  });
  const timeoutS = options.timeout ?? (options.until === undefined ? undefined : goalTimeoutS);
  let device: VirtualDevice | undefined;
  let timer: NodeJS.Timeout | undefined;
  const screen = json ? undefined : terminalScreen(io, () => device);
  const starting = launch(options, json, io, screen, stopping.signal, (event) => {
    const text = goal.see(event);
    // Not from inside the event: the core is in the middle of a step.
    if (text !== undefined) setImmediate(() => device?.say(text));
    if (event.event === "dead") settle({ dead: event.reason });
    else if (goal.reached()) settle("reached");
  });
  try {
    // The first start in XS compiles the engine, which may take a minute: a person must be able to stop that.
    const first = await Promise.race([starting, ended]);
    if (typeof first !== "string" && "mac" in first) device = first;
    if (timeoutS !== undefined) timer = setTimeout(() => settle("timeout"), timeoutS * 1000);
    const outcome = await ended;
    // What belongs to the state that was waited for, such as the code, is told in the same step but after it.
    if (outcome === "reached") await (await starting).settled();
    return answerOf(outcome, goal, timeoutS, io);
  } finally {
    clearTimeout(timer);
    offStop();
    const launched = device ?? (await starting.catch(() => undefined));
    await launched?.close();
    screen?.close();
  }
}

function terminalScreen(io: Io, device: () => VirtualDevice | undefined): TerminalScreen {
  return new TerminalScreen({ output: io.stdout, env: io.env, nowMs: () => device()?.monotonicMs() ?? 0 });
}

async function launch(
  options: DeviceCommandOptions,
  json: boolean,
  io: Io,
  screen: TerminalScreen | undefined,
  stopping: AbortSignal,
  see: (event: DeviceEvent) => void,
): Promise<VirtualDevice> {
  const { engine, otaUrl, language, transport, rest, mac, stateDir, simulateChip = false } = options;
  try {
    return await startVirtualDevice({
      engine: await usableEngine(engine, io, stopping),
      otaUrl,
      language,
      transport,
      rest,
      ...(mac === undefined ? {} : { mac }),
      ...(stateDir === undefined ? {} : { stateDir: resolve(io.cwd, stateDir) }),
      ...(screen === undefined ? {} : { screen }),
      ports: { simulateChip },
      engineLog: (line) => io.stderr.write(`${line}\n`),
      log(level, line) {
        if (options.verbose === true || level === "error") io.stderr.write(`${level} ${line}\n`);
      },
      onEvent(event) {
        if (json) printJson(io, event);
        see(event);
      },
      ...(json && options.steps === true ? { onStep: (step: object) => printJson(io, step) } : {}),
    });
  } catch (error) {
    throw new CliError(
      error instanceof Error ? toldIn(io, error.message) : say(io, "The device did not start."),
      1,
    );
  }
}

function answerOf(outcome: Outcome, goal: Goal, timeoutS: number | undefined, io: Io): number {
  if (outcome === "reached") return 0;
  if (outcome === "stopped") {
    const waitingFor = goal.waitingFor(io);
    if (waitingFor !== "")
      io.stderr.write(`${say(io, "Stopped while waiting for {what}.", { what: waitingFor })}\n`);
    return waitingFor === "" ? 0 : 1;
  }
  if (outcome === "timeout") {
    const waitingFor = goal.missedAtTimeout(io);
    if (waitingFor !== "")
      io.stderr.write(
        `${say(io, "Timeout after {seconds} s: waited for {what}.", { seconds: timeoutS ?? 0, what: waitingFor })}\n`,
      );
    return waitingFor === "" ? 0 : 1;
  }
  io.stderr.write(`${say(io, "The device ended by itself: {reason}", { reason: outcome.dead })}\n`);
  return 1;
}
