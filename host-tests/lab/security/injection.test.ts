/** Text that is more than text, through every door: none of it may steer a screen, a log, a terminal or the event stream. */
import { describe, expect, test } from "vitest";
import { nodeLog } from "../../../host/device/node/log.js";
import { renderScreen } from "../../../host/device/terminal/render.js";
import { hostileTexts, steering, textsIn } from "../../../host/lab/hostile-texts.js";
import { reportBody, requestHeaders } from "../../../src/core/ota/report.js";
import { emulator } from "../../device/terminal/emulator.js";
import { boundReply, facts, goOnline, powerOn, unboundReply, type World } from "../../fakes/device.js";

/** All that came out, after the attack. */
function expectHarmless(world: World): void {
  for (const screen of world.screens) {
    expect(textsIn(screen).join("\n")).not.toMatch(steering);
    const drawn = renderScreen(screen, { columns: 44, color: false, nowMs: 0 });
    expect(drawn.join("")).not.toMatch(steering);
    expect(drawn.join("")).not.toContain("\n");
    // Throws at any sequence that isn't the renderer's own.
    emulator(80, 60).write(renderScreen(screen, { columns: 80, color: true, nowMs: 0 }).join("\r\n"));
  }
  const lines: string[] = [];
  const log = nodeLog((_level, line) => lines.push(line));
  for (const { level, line } of world.log) log.write(level, line);
  const all = [...lines, ...world.log.map(({ line }) => line)].join("");
  expect(all).not.toMatch(steering);
  expect(all).not.toContain("\n");
  for (const observed of world.observed) {
    // One event, one line, and the same event again when it is read.
    const text = JSON.stringify(observed);
    expect(text).not.toMatch(steering);
    expect(text).not.toContain("\n");
    expect(JSON.parse(text)).toEqual(observed);
  }
  expect(world.restarts).toEqual([]);
}

/** Where a stranger's text comes in. */
const doors: Readonly<Record<string, (text: string) => World>> = {
  "activation message": (text) => {
    const world = powerOn();
    const activation = { ...unboundReply.activation, message: `http://console.example\n${text}` };
    world.asked().answer(200, { ...unboundReply, activation });
    return world;
  },
  "activation code and challenge": (text) => {
    const world = powerOn();
    world.asked().answer(200, { activation: { code: text, message: "", challenge: text } });
    return world;
  },
  "error of the OTA server": (text) => {
    const world = powerOn();
    world.asked().answer(500, { error: text });
    return world;
  },
  "refusal of the OTA server": (text) => {
    const world = powerOn();
    world.asked().answer(200, { success: false, message: text });
    return world;
  },
  "error page": (text) => {
    const world = powerOn();
    world.asked().answer(404, text);
    return world;
  },
  "firmware version and URL": (text) => {
    const world = powerOn();
    world.asked().answer(200, {
      ...boundReply,
      firmware: { version: text, url: `https://dl.example/${text}`, force: 1 },
    });
    return world;
  },
  "failure of an install": (text) => {
    const world = powerOn();
    const firmware = { version: "2.0.0", url: "https://dl.example/fw.bin" };
    world.asked().answer(200, { ...boundReply, firmware });
    world.installs[0]?.events.ended(text);
    return world;
  },
  "network failure": (text) => {
    const world = powerOn();
    world.asked().fail({ kind: "unreachable", stage: "dns", detail: text });
    return world;
  },
  redirect: (text) => {
    const world = powerOn();
    world.asked().answer(302, "", { location: `http://other.example/${text}` });
    return world;
  },
  "server hello": (text) => {
    const world = powerOn();
    world.asked().answer(200, boundReply);
    const [channel] = world.webSockets.channels;
    channel?.open();
    channel?.say({ type: "hello", transport: "websocket", session_id: text });
    return world;
  },
  "text in place of a hello": (text) => {
    const world = powerOn();
    world.asked().answer(200, boundReply);
    const [channel] = world.webSockets.channels;
    channel?.open();
    channel?.say(text);
    return world;
  },
  messages: (text) => {
    const world = powerOn();
    goOnline(world);
    const [channel] = world.webSockets.channels;
    for (const message of [
      { type: "stt", text },
      { type: "llm", emotion: text, text },
      { type: "tts", state: "start" },
      { type: "tts", state: "sentence_start", text },
      { type: "alert", status: text, message: text, emotion: text },
      { type: "notify", event: text },
      { type: "system", command: text },
      { type: text, [text]: text },
    ])
      channel?.say(message);
    return world;
  },
  "MCP names and ids": (text) => {
    const world = powerOn();
    goOnline(world);
    const [channel] = world.webSockets.channels;
    const call = (method: string, id: string, name: string) =>
      channel?.say({ type: "mcp", payload: { jsonrpc: "2.0", id, method, params: { name } } });
    call(text, "1", text);
    call("tools/call", text, text);
    return world;
  },
  "close reason": (text) => {
    const world = powerOn();
    goOnline(world);
    world.webSockets.channels[0]?.end({ kind: "closed", code: 1011, reason: text });
    return world;
  },
  "server name": (text) => powerOn({ config: { otaUrl: `http://${text}.example/` } }),
  "alias of the board": (text) => powerOn({ facts: { board: { ...facts.board, name: text, type: text } } }),
  "what a person types": (text) => {
    const world = powerOn();
    goOnline(world);
    world.device.say(text);
    return world;
  },
};

describe.each(Object.entries(doors))("%s", (_door, open) => {
  test.each(Object.entries(hostileTexts))("%s", (_name, text) => {
    expectHarmless(open(text));
  });
});

test.each(Object.entries(hostileTexts))("as the name of the network and of the board: %s", (_name, text) => {
  const identity = { deviceId: "d4:06:06:b6:a9:fb", uuid: "u" };
  const named = { ...facts, serialNumber: text, board: { ...facts.board, name: text } };
  const ssidBytes = new TextEncoder().encode(text);
  const body = reportBody(named, { kind: "wifi", ssidBytes }, identity, "en");
  // One line, and the name inside its quotes.
  expect(body).not.toContain("\n");
  expect(JSON.parse(body)).toMatchObject({
    board: { ssid: new TextDecoder("utf-8", { ignoreBOM: true }).decode(ssidBytes) },
  });
  for (const value of Object.values(requestHeaders(named, identity, text))) expect(value).toMatch(/^[ -~]*$/);
});

test("what is looked for would be found", () => {
  const harmless = ["html", "json and quotes", "formatting"];
  for (const [name, text] of Object.entries(hostileTexts))
    expect(steering.test(text), name).toBe(!harmless.includes(name));
});
