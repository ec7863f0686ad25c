/** What all stories share: a development cloud, a person's tool for it, and a folder with the flash files of emulated boards. */
import { copyFileSync } from "node:fs";
import { type DeviceApi, deviceApi } from "../api/client.js";
import { type Cloud, startCloud } from "../cloud/cloud.js";
import { Emulator, hostAddress } from "./emulator.js";
import type { Image } from "./images.js";
import type { Memory } from "./trace.js";

export interface Step {
  readonly step: string;
  readonly memory: Memory;
}

export interface World {
  readonly cloud: Cloud;
  readonly cloudPort: number;
  readonly api: DeviceApi;
  readonly folder: string;
  /** Memory at the steps of the stories, in their order. */
  readonly steps: Step[];
  say(line: string): void;
  /** A flash file as it left the factory, or a copy of another one. */
  flash(name: string, from: string): string;
  /** Switches a board on with that flash; it is switched off with the world at the latest. */
  powerOn(flashFile: string): Emulator;
  note(step: string, board: Emulator): Promise<void>;
  close(): Promise<void>;
}

/** @param port of the cloud, where images know it already; 0: any */
export async function openWorld(folder: string, port: number, say: (line: string) => void): Promise<World> {
  const cloud = await startCloud({ publicHost: hostAddress, dataDir: `${folder}/cloud`, port });
  const cloudPort = Number(new URL(cloud.otaUrl).port);
  const boards: Emulator[] = [];
  const steps: Step[] = [];
  return {
    cloud,
    cloudPort,
    // The cloud's own address is the board's name for this computer.
    api: deviceApi({ apiUrl: `http://127.0.0.1:${cloudPort}`, token: cloud.token }),
    folder,
    steps,
    say,
    flash(name, from) {
      const file = `${folder}/${name}.bin`;
      copyFileSync(from, file);
      return file;
    },
    powerOn(flashFile) {
      const board = new Emulator(flashFile);
      boards.push(board);
      return board;
    },
    async note(step, board) {
      steps.push({ step, memory: await board.memory() });
    },
    async close() {
      for (const board of boards) await board.cut();
      await cloud.close();
    },
  };
}

/** From a board that shows its code to one that is online over `transport`. */
export async function bindAndGoOnline(
  world: World,
  board: Emulator,
  transport: "websocket" | "mqtt",
): Promise<string> {
  const { code } = await board.event("activation");
  await world.note("code on the screen", board);
  await world.api.bind(world.cloud.agentId, String(code));
  await board.event("online", (event) => event.transport === transport);
  await world.note(`online over ${transport}`, board);
  return String(code);
}

/** Each built when a story first needs it. */
export type Images = Readonly<Record<"first" | "second" | "mute" | "secure", () => Image>>;
