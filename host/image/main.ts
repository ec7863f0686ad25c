/**
 * `npm run check:image [-- --short] [--seed N] [--keep] [--creation CHUNK,SLOTS,STACK] [--images FOLDER]`: the real image for an
 * ESP32-S3, in Espressif's emulator, against the development cloud. It prints what happened and what only a machine of 32 bits can
 * tell: bytes. The emulator's time means nothing.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { argumentsOf, giveUp } from "../../scripts/moddable/sdk.mjs";
import { makeCertificates, startTlsFront } from "../../scripts/moddable/tls-front.mjs";
import { hostAddress } from "./emulator.js";
import { compareFacts } from "./facts.js";
import { buildImage, type Image, type ImageOptions, repooled } from "./images.js";
import { plannedStories, type StoryName } from "./plan.js";
import { bound, cutUpdates, life, powerCuts, rollBack, secure, update } from "./stories.js";
import { type Images, openWorld } from "./world.js";

const { values } = argumentsOf({
  options: {
    seed: { type: "string", default: "1" },
    images: { type: "string" },
    keep: { type: "boolean" },
    creation: { type: "string" },
    short: { type: "boolean" },
    story: { type: "string" },
  },
});
const planned = plannedStories(values);
if (!planned.ok) giveUp(planned.failure);
const plan = planned.ok ? planned.value : [];
/** Of an earlier run that left its files: they know the ports that they were built for. */
const kept = values.images === undefined ? undefined : readKept(`${values.images}/images.json`);
const cache = fileURLToPath(new URL("../../.cache/image/", import.meta.url));
mkdirSync(cache, { recursive: true });
const folder = mkdtempSync(`${cache}run-`);
const say = (line: string) => void process.stdout.write(`  ${line}\n`);
const world = await openWorld(folder, kept?.cloudPort ?? 0, say);
let report = "";
const certificates = `${values.images ?? folder}/certificates`;
if (kept === undefined) makeCertificates(certificates, [hostAddress]);
const front = await startTlsFront({
  certificates,
  port: kept?.frontPort ?? 0,
  address: hostAddress,
  cloudPort: world.cloudPort,
  mqttPort: Number(world.cloud.mqttEndpoint.split(":")[1]),
  onReport: (body: string) => {
    report = body;
  },
});
const random = seeded(Number(values.seed));
let failed = 0;

/** The flash of the board that the stories share; empty while there is none. */
let flash = "";
const images = imagesOf();

const plays: Readonly<Record<StoryName, () => Promise<void>>> = {
  life: async () => {
    flash = await life(world, images);
  },
  "power cuts": async () => powerCuts(world, await boardWith(images.first), random),
  "power cuts during an update": async () => {
    const board = await boardWith(images.first);
    offer(images.second());
    await cutUpdates(world, images, board, random);
  },
  update: async () => {
    const board = await boardWith(images.first);
    offer(images.second());
    await update(world, images, board);
  },
  "roll back": async () => {
    const board = await boardWith(images.second);
    offer(images.mute());
    await rollBack(world, images, board);
  },
  TLS: () => secure(world, images),
  facts: async () => {
    const wrong = compareFacts(report, images.secure()).filter((fact) => {
      say(`${fact.fact}: ${fact.board}`);
      return fact.board !== fact.tools;
    });
    if (wrong.length > 0) throw new Error(`ESP-IDF's tools say otherwise: ${JSON.stringify(wrong)}`);
  },
};
/** Each begins with the board that the one before left. */
const needBoard: readonly StoryName[] = ["power cuts", "power cuts during an update", "update", "roll back"];

try {
  for (const name of plan) {
    const boardIsLost = plan.includes("life") && flash === "";
    if (needBoard.includes(name) && boardIsLost) process.stdout.write(`== ${name}: not played\n`);
    else await story(name, plays[name]);
  }
  tellMemory();
} finally {
  await front.stop();
  await world.close();
  if (failed === 0 && !values.keep) rmSync(folder, { recursive: true, force: true });
}
process.stdout.write(failed === 0 ? "all passed\n" : `${failed} failed; flash files are in ${folder}\n`);
process.exitCode = failed === 0 ? 0 : 1;

async function story(name: string, play: () => Promise<void>): Promise<void> {
  process.stdout.write(`== ${name}\n`);
  try {
    await play();
  } catch (error) {
    failed += 1;
    process.stdout.write(`FAILED: ${name}: ${error instanceof Error ? error.message : error}\n`);
  }
}

/** The board as the story before left it; for a story that is played alone a new one that runs this image. */
async function boardWith(image: () => Image): Promise<string> {
  if (flash === "") flash = await bound(world, image());
  return flash;
}

function imagesOf(): Images {
  const otaUrl = `http://${hostAddress}:${world.cloudPort}/xiaozhi/ota/`;
  const settings = { otaUrl, observed: "true" };
  const wanted: Readonly<Record<keyof Images, Pick<ImageOptions, "version" | "authority" | "settings">>> = {
    first: { settings },
    second: { version: "1.1.0", settings },
    // Nobody listens there.
    mute: {
      version: "1.2.0",
      settings: { ...settings, otaUrl: `http://${hostAddress}:9/ota/`, proveWithinS: "60" },
    },
    // Newer than the others, so that none of them is offered to it.
    secure: {
      version: "1.3.0",
      authority: `${certificates}/ca.pem`,
      settings: { ...settings, otaUrl: front.otaUrl },
    },
  };
  const made: Partial<Record<keyof Images, Image>> = {};
  const { creation } = values;
  const found = (name: keyof Images): Image | undefined => {
    const image = kept?.images[name];
    return image === undefined || creation === undefined ? image : repooled(image, folder, creation);
  };
  const make = (name: keyof Images) => (): Image => {
    made[name] ??= found(name) ?? buildImage({ out: `${cache}build`, folder, creation, ...wanted[name] });
    writeFileSync(`${folder}/images.json`, JSON.stringify(keptOf(made), null, 2));
    return made[name];
  };
  return { first: make("first"), second: make("second"), mute: make("mute"), secure: make("secure") };
}

interface Kept {
  readonly cloudPort: number;
  readonly frontPort: number;
  readonly images: Partial<Record<keyof Images, Image>>;
}

function keptOf(images: Kept["images"]): Kept {
  return { cloudPort: world.cloudPort, frontPort: Number(new URL(front.otaUrl).port), images };
}

function readKept(file: string): Kept {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Kept;
  } catch {
    process.stderr.write(`${file} can't be read: give the folder of a run whose files were left.\n`);
    return process.exit(2);
  }
}

function offer(image: Image): void {
  world.cloud.addFirmware({
    boardType: "esp32s3-qemu",
    version: image.version,
    bytes: readFileSync(image.app),
  });
}

function tellMemory(): void {
  if (plan.includes("life")) tellSize(images.first());
  for (const { step, memory } of world.steps)
    say(
      `${step.padEnd(34)} alive: chunks ${memory.chunkBytes}/${memory.chunkPoolBytes} B, slots ${memory.slots}/${memory.slotsPool}; ` +
        `native stack ${memory.nativeStackFreeBytes} B free, ` +
        `heap ${memory.freeHeapBytes} B free, ${memory.minimumFreeHeapBytes} B at least`,
    );
}

function tellSize({ appBytes, slotBytes }: Image): void {
  const left = Math.floor(100 * (1 - appBytes / slotBytes));
  say(`image ${appBytes} bytes of a slot of ${slotBytes}, ${left} % left`);
}

/** The same power cuts for the same seed: mulberry32. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
