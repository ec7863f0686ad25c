/** What strikes a million devices at once. */
import type { CloudOptions } from "./cloud.js";
import { type Scenario, type StruckWorld, startMs } from "./scenario.js";

const minuteS = 60;
const hourS = 60 * minuteS;

/** The fleet is switched on, one after the other, in the first of these; then all is calm until the cause begins. */
const arrivalS = 10 * minuteS;
const calmS = 20 * minuteS;

const share = (devices: number, part: number): number => Math.max(1, Math.round(devices / part));

/** For a million devices: 20,000 checks and 20,000 sessions a second, and 2 Gbit/s for downloads. */
const cloudOf = (devices: number): CloudOptions => ({
  checksPerSecond: share(devices, 50),
  sessionsPerSecond: share(devices, 50),
  retryAfterMs: 30_000,
  downloadBytesPerSecond: 250 * devices,
});

interface Story {
  readonly name: string;
  readonly story: string;
  readonly lastsS?: number;
  readonly calmS?: number;
  readonly followS: number;
  readonly cloud?: Partial<CloudOptions>;
  readonly goal?: Scenario["goal"];
  readonly peakOverS?: number;
  /** How long the reference is followed. */
  readonly referenceS?: number;
  readonly begin: (world: StruckWorld) => void;
  readonly end?: (world: StruckWorld) => void;
}

function scenario(story: Story): Scenario {
  const beginsS = arrivalS + (story.calmS ?? calmS);
  const endsS = beginsS + (story.lastsS ?? 0);
  return {
    name: story.name,
    story: story.story,
    beginsS,
    endsS,
    seconds: endsS + story.followS,
    goal: story.goal ?? "online",
    peakOverS: story.peakOverS ?? 1,
    ...(story.referenceS === undefined ? {} : { reference: { seconds: endsS + story.referenceS } }),
    cloud: (devices) => ({ ...cloudOf(devices), ...story.cloud }),
    imageBytes: 2_600_000,
    deviceBytesPerSecond: 100_000,
    happens(world, second) {
      if (second < arrivalS) arrive(world, second);
      if (second === beginsS) story.begin(world);
      if (second === endsS) story.end?.(world);
    },
  };
}

function arrive(world: StruckWorld, second: number): void {
  const until = Math.floor((world.devices * (second + 1)) / arrivalS);
  for (let device = Math.floor((world.devices * second) / arrivalS); device < until; device++)
    world.powerOn(device, startMs);
}

function each(world: StruckWorld, run: (device: number) => void): void {
  for (let device = 0; device < world.devices; device++) run(device);
}

export const scenarios: readonly Scenario[] = [
  scenario({
    name: "outage",
    story: "The cloud is away for ten minutes; all sessions break at the same moment.",
    lastsS: 10 * minuteS,
    followS: 12 * hourS,
    referenceS: 30 * minuteS,
    begin(world) {
      world.cloud.isDown = true;
      world.dropSessions();
    },
    end(world) {
      world.cloud.isDown = false;
    },
  }),
  ...[2, 5, 20].map((lastsS) =>
    scenario({
      name: `outage-of-${lastsS}-s`,
      story: `The same for ${lastsS} seconds: shorter than what the way back is spread over.`,
      lastsS,
      followS: 12 * hourS,
      begin(world) {
        world.cloud.isDown = true;
        world.dropSessions();
      },
      end(world) {
        world.cloud.isDown = false;
      },
    }),
  ),
  scenario({
    name: "all-closed-in-order",
    story: "All sessions are closed in order at the same moment; the cloud is there.",
    followS: 12 * hourS,
    begin: (world) => world.closeSessions(),
  }),
  scenario({
    name: "power-return",
    story: "The power of a district is back: all devices start at the same moment, and the network is there.",
    followS: 12 * hourS,
    referenceS: 2 * hourS,
    begin: (world) =>
      each(world, (device) => {
        world.cutPower(device);
        world.powerOn(device, startMs);
      }),
  }),
  scenario({
    name: "power-return-routers",
    story: "The same, and the routers start as well: the network is there after 40 to 60 s.",
    followS: 12 * hourS,
    referenceS: 2 * hourS,
    begin: (world) =>
      each(world, (device) => {
        world.cutPower(device);
        world.powerOn(device, 40_000 + 20_000 * world.roll(device));
      }),
  }),
  scenario({
    name: "token-epoch",
    story: "All tokens expire at the same moment, and all sessions are ended.",
    followS: 12 * hourS,
    referenceS: 5 * minuteS,
    begin(world) {
      world.cloud.tokenEpoch += 1;
      world.dropSessions();
    },
  }),
  scenario({
    name: "release",
    story: "Firmware of 2.6 MB is released; devices learn of it at their next check.",
    followS: 12 * hourS,
    goal: "updated",
    peakOverS: minuteS,
    begin(world) {
      world.isReleased = true;
    },
  }),
  scenario({
    name: "power-return-idle-closing",
    story: "The power is back; the cloud closes sessions in which nobody speaks after three minutes.",
    calmS: 30 * minuteS,
    followS: 2 * hourS,
    cloud: { idleCloseMs: 180_000 },
    begin: (world) =>
      each(world, (device) => {
        world.cutPower(device);
        world.powerOn(device, startMs);
      }),
  }),
];
