import { expect, test } from "vitest";
import {
  type Change,
  maxEvents,
  maxMessages,
  type Snapshot,
  type TimedEvent,
  type VirtualDevice,
} from "../../../host/console/contract.js";
import { applied, sceneOf } from "../../../host/console/web/live/apply.js";

const device: VirtualDevice = {
  id: "1",
  mac: "02:00:00:00:00:01",
  display: "320x240",
  language: "en",
  transport: "auto",
  engine: "node",
  link: null,
  events: [],
  nowMs: 5_000,
};
const snapshot: Snapshot = {
  agents: [{ id: "a", name: "Kitchen" }],
  devices: [],
  firmware: [],
  virtual: [device],
  messages: [],
  fault: null,
};
const scene = sceneOf(snapshot, 1_000);
const happened = (number: number, event: TimedEvent["event"]): TimedEvent => ({
  number,
  atMs: number,
  at: "2026-01-01T00:00:00.000Z",
  event,
});
const state = (number: number, name: "checking" | "online") =>
  happened(number, { event: "state", state: name });

test("a snapshot tells how a device's clock differs from the page's", () => {
  expect(scene.clockOffsets).toEqual({ "1": 4_000 });
});

test.each<[Change, keyof Snapshot]>([
  [{ change: "agents", agents: [] }, "agents"],
  [{ change: "devices", devices: [] }, "devices"],
  [{ change: "firmware", firmware: [] }, "firmware"],
  [{ change: "fault", fault: "serverError" }, "fault"],
])("a change of one list leaves the others the same objects: %j", (change, key) => {
  const next = applied(scene, change, 0);
  for (const each of Object.keys(snapshot) as (keyof Snapshot)[])
    if (each === key) expect(next[each]).not.toBe(scene[each]);
    else expect(next[each]).toBe(scene[each]);
});

test("an event is added once, and a state event moves the device", () => {
  const first = applied(scene, { change: "event", id: "1", event: state(1, "checking") }, 0);
  const again = applied(first, { change: "event", id: "1", event: state(1, "checking") }, 0);
  const next = applied(again, { change: "event", id: "1", event: state(2, "online") }, 0);
  expect(next.virtual[0]?.events.map(({ number }) => number)).toEqual([1, 2]);
  expect(next.virtual[0]?.state).toBe("online");
});

test("events and messages are kept up to their number", () => {
  let many = scene;
  for (let number = 1; number <= maxEvents + 3; number++)
    many = applied(many, { change: "event", id: "1", event: state(number, "online") }, 0);
  for (let at = 0; at < maxMessages + 3; at++)
    many = applied(
      many,
      {
        change: "message",
        message: { deviceId: "d", at: "", direction: "in", transport: "mqtt", message: at },
      },
      0,
    );
  expect(many.virtual[0]?.events).toHaveLength(maxEvents);
  expect(many.virtual[0]?.events[0]?.number).toBe(4);
  expect(many.messages).toHaveLength(maxMessages);
  expect(many.messages.at(-1)?.message).toBe(maxMessages + 2);
});

test("a virtual device comes, changes in its place, and goes", () => {
  const other = { ...device, id: "2", nowMs: 100 };
  const two = applied(scene, { change: "virtual", device: other }, 40);
  expect(two.virtual.map(({ id }) => id)).toEqual(["1", "2"]);
  expect(two.clockOffsets).toEqual({ "1": 4_000, "2": 60 });
  const dead = applied(two, { change: "virtual", device: { ...device, dead: "out of memory" } }, 0);
  expect(dead.virtual.map((each) => [each.id, each.dead])).toEqual([
    ["1", "out of memory"],
    ["2", undefined],
  ]);
  expect(applied(dead, { change: "virtualGone", id: "1" }, 0).virtual).toEqual([other]);
});

test("a screen sets the device's clock anew", () => {
  const screen = {
    event: "screen",
    view: "standby",
    language: "en",
    title: "Ready",
    lines: [],
    face: "neutral",
    status: { network: true },
  } as const;
  const next = applied(scene, { change: "screen", id: "1", screen, nowMs: 9_000 }, 2_000);
  expect(next.virtual[0]?.screen).toBe(screen);
  expect(next.clockOffsets["1"]).toBe(7_000);
});
