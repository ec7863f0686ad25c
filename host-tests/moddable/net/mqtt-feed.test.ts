import { expect, it } from "vitest";
import { mqttFeed } from "../../../src/moddable/net/mqtt-feed.js";

const accepted = [0x20, 2, 0, 0];
const noTopic = [0x30, 2, 0, 0];
const emptyMessage = [0x30, 3, 0, 1, 0x74];

it("nothing is told after the end, though it came in the same piece", () => {
  const told: string[] = [];
  const feed = mqttFeed({
    messageMaxBytes: 100,
    fail: (end) => told.push(end.kind),
    empty: () => told.push("empty message"),
  });
  feed.received(new Uint8Array([...accepted, ...noTopic, ...emptyMessage, ...noTopic]), () =>
    told.push("packet"),
  );
  expect(told).toEqual(["packet", "malformed"]);
});
