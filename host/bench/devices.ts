/** How many virtual devices a computer carries: instructions of each, which are exact, and time and memory, which are this computer's. */
import { execFileSync } from "node:child_process";
import { live, type MeasuredEngine, readyEngine } from "./engine.js";

export interface DevicesFigures {
  readonly devices: number;
  /** Of each device, from power-on over a session to the end of a turn: the same for all. */
  readonly instructionsEach: number;
  /** Until the last of them was done. */
  readonly tookMs: number;
  /** Mean of the engines' processes while all are alive. */
  readonly engineBytesEach: number;
  /** What this process has grown by, for each of them. */
  readonly hostBytesEach: number;
}

/** 1, 10, 100, … and `most` devices at the same time, one figure each. */
export async function devicesFigures(most: number): Promise<DevicesFigures[]> {
  const engine = await readyEngine();
  const counts = [];
  for (let count = 1; count < most; count *= 10) counts.push(count);
  const figures = [];
  for (const count of [...counts, most]) figures.push(await together(engine, count));
  return figures;
}

/** @throws Error if two of them differ in their instructions */
export async function together(engine: MeasuredEngine, devices: number): Promise<DevicesFigures> {
  const startedAtMs = performance.now();
  const hostBefore = process.memoryUsage.rss();
  let done = 0;
  let tookMs = 0;
  let engineBytesEach = 0;
  let hostBytesEach = 0;
  const pids: number[] = [];
  let letGo: () => void = () => {};
  // All stay alive until the last is done, as devices do.
  const allDone = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const life = () =>
    live(engine, "websocket", async (device, world) => {
      world.bindAt(0);
      await device.start();
      await device.until("standby");
      await device.say("What will the weather be like tomorrow?");
      await device.until("speaking");
      await device.until("standby");
      const { instructions } = await device.use();
      if (device.pid !== undefined) pids.push(device.pid);
      done += 1;
      if (done === devices) {
        tookMs = performance.now() - startedAtMs;
        engineBytesEach = Math.round(residentBytes(pids) / devices);
        hostBytesEach = Math.round((process.memoryUsage.rss() - hostBefore) / devices);
        letGo();
      }
      await allDone;
      return instructions;
    }).catch((error: unknown) => {
      // The others would wait for this one for ever.
      letGo();
      throw error;
    });
  const all = await Promise.all(Array.from({ length: devices }, life));
  const [instructionsEach = 0] = all;
  if (all.some((instructions) => instructions !== instructionsEach))
    throw new Error("two devices of the same life used different numbers of instructions");
  return { devices, instructionsEach, tookMs: Math.round(tookMs), engineBytesEach, hostBytesEach };
}

/** Resident memory of these processes together. */
function residentBytes(pids: readonly number[]): number {
  const told = execFileSync("ps", ["-o", "rss=", "-p", pids.join(",")], { encoding: "utf8" });
  return told.split("\n").reduce((sum, line) => sum + Number(line) * 1_024, 0);
}

/** Readable, ends with a line feed. */
export function devicesText(figures: readonly DevicesFigures[]): string {
  const [one] = figures;
  const each = (figure: DevicesFigures) => figure.tookMs / figure.devices;
  const row = (...cells: readonly (string | number)[]) =>
    cells.map((cell) => String(cell).padStart(14)).join("");
  return [
    "Virtual devices at the same time on this computer: power-on, session, one turn",
    row("devices", "instructions", "seconds", "ms each", "times one", "engine kB", "host kB"),
    ...figures.map((figure) =>
      row(
        figure.devices,
        figure.instructionsEach,
        (figure.tookMs / 1_000).toFixed(2),
        each(figure).toFixed(1),
        (each(figure) / (one === undefined ? 1 : each(one))).toFixed(2),
        Math.round(figure.engineBytesEach / 1_024),
        Math.round(figure.hostBytesEach / 1_024),
      ),
    ),
    "",
  ].join("\n");
}
