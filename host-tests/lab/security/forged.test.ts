/** Who has not proved anything yet has nothing to say: hellos and messages out of their turn. */
import { describe, expect, test } from "vitest";
import { boundReply, goOnline, powerOn, unboundReply, type World } from "../../fakes/device.js";

const hello = { type: "hello", transport: "websocket", session_id: "s-1" };

/** The check is answered and the websocket dialled; nobody has accepted it yet. */
function dialled() {
  const world = powerOn();
  world.asked().answer(200, boundReply);
  const [channel] = world.webSockets.channels;
  if (channel === undefined) throw new Error("nothing was dialled");
  return { world, channel };
}

const acting = [
  { type: "system", command: "reboot" },
  { type: "notify", event: "config_updated" },
  { type: "alert", status: "s", message: "FORGED", emotion: "sad" },
  { type: "llm", emotion: "happy", text: "FORGED" },
];

const untouched = (world: World) => {
  expect(world.restarts).toEqual([]);
  expect(JSON.stringify(world.screens)).not.toContain("FORGED");
};

describe("before the connection is accepted", () => {
  test.each([hello, ...acting])("$type does nothing", (message) => {
    const { world, channel } = dialled();
    channel.raw.text(JSON.stringify(message));
    expect(world.state()).toBe("connecting");
    expect(channel.sent()).toEqual([]);
    untouched(world);
    // The real one still gets through.
    channel.open();
    channel.say(hello);
    expect(world.state()).toBe("online");
  });
});

describe("before the server's hello", () => {
  test.each(acting)("$type does nothing", (message) => {
    const { world, channel } = dialled();
    channel.open();
    channel.say(message);
    expect(world.state()).toBe("connecting");
    untouched(world);
    channel.say(hello);
    expect(world.state()).toBe("online");
    untouched(world);
  });

  test.each([
    ["of the other transport", { ...hello, transport: "udp" }],
    ["without a transport", { type: "hello", session_id: "s-1" }],
    ["with a transport that is a list", { ...hello, transport: ["websocket"] }],
    ["in another case", { ...hello, type: "HELLO" }],
    ["wrapped", { data: hello }],
    ["in a list", [hello]],
  ])("a hello %s opens no session", (_name, message) => {
    const { world, channel } = dialled();
    channel.open();
    channel.say(message);
    expect(world.state()).not.toBe("online");
  });
});

describe("in a session", () => {
  test("a second hello changes nothing", () => {
    const world = powerOn();
    goOnline(world);
    const [channel] = world.webSockets.channels;
    channel?.say({ ...hello, session_id: "FORGED" });
    world.device.say("hi");
    expect(channel?.sent().at(-1)).toMatchObject({ type: "listen", session_id: "s-1" });
    expect(world.observed.filter(({ event }) => event === "online")).toHaveLength(1);
  });

  test("the goodbye of another session ends nothing", () => {
    const world = powerOn();
    goOnline(world);
    world.webSockets.channels[0]?.say({ type: "goodbye", session_id: "FORGED" });
    expect(world.state()).toBe("online");
  });
});

test.each([hello, ...acting])("after the session: $type on its old line does nothing", (message) => {
  const world = powerOn();
  goOnline(world);
  const [channel] = world.webSockets.channels;
  channel?.end({ kind: "lost", detail: "reset" });
  const before = world.state();
  channel?.raw.text(JSON.stringify(message));
  expect(world.state()).toBe(before);
  untouched(world);
});

test("an activate endpoint that says bound to everybody opens no session: the check has to confirm it", () => {
  const world = powerOn();
  world.asked().answer(200, unboundReply);
  for (let polls = 0; polls < 5; polls++) {
    world.time.advance(10_000);
    const asked = world.asked();
    asked.answer(200, asked.request.url.endsWith("activate") ? "success" : unboundReply);
  }
  expect(world.webSockets.channels).toEqual([]);
  expect(world.state()).toBe("activating");
  expect(world.screen().code).toBe("012345");
});
