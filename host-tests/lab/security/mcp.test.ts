/** Over MCP the cloud reaches what is published, which is nothing yet, and not what JavaScript has by itself. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { answerMcp } from "../../../src/core/session/mcp.js";
import { goOnline, powerOn } from "../../fakes/device.js";

const inherited = [
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "valueOf",
  "prototype",
  "__defineGetter__",
];
/** Tools of the reference firmware, and what a device has but does not publish. */
const hidden = [
  "self.get_device_status",
  "self.audio_speaker.set_volume",
  "self.reboot",
  "self.upgrade_firmware",
  "self.assets.set_download_url",
  "self.screen.snapshot",
  "restart",
  "install",
];

const server = { name: "esp-box-3", version: "1.0.0" };
const unknownTool = { error: { code: -32_601 } };

test.each([...inherited, ...hidden])("tools/call of %s: unknown tool, and nothing happens", (name) => {
  const world = powerOn();
  goOnline(world);
  const [channel] = world.webSockets.channels;
  channel?.say({
    type: "mcp",
    payload: {
      jsonrpc: "2.0",
      id: 7,
      method: "tools/call",
      params: { name, arguments: { url: "http://evil.example/" } },
    },
  });
  expect(channel?.sent().at(-1)).toMatchObject({ type: "mcp", payload: { id: 7, ...unknownTool } });
  expect(world.restarts).toEqual([]);
  expect(world.installs).toEqual([]);
  expect(world.state()).toBe("online");
});

test.each(inherited)("a method named %s is not implemented", (method) => {
  expect(answerMcp({ id: 1, method, params: {} }, server)).toMatchObject({ id: 1, ...unknownTool });
});

test("a name that is only inherited by the parameters is none", () => {
  const params = JSON.parse('{"__proto__":{"name":"self.reboot"}}') as Record<string, unknown>;
  expect(answerMcp({ id: 1, method: "tools/call", params }, server)).toMatchObject({
    error: { code: -32_602 },
  });
});

test("the list of tools is empty, however it is asked for", () => {
  for (const params of [{}, { cursor: "constructor" }, { withUserTools: true }])
    expect(answerMcp({ id: 1, method: "tools/list", params }, server)).toMatchObject({
      result: { tools: [] },
    });
});

test("whatever is called, the answer is an error with the id of the request, and nothing is added to objects", () => {
  fc.assert(
    fc.property(fc.string(), fc.dictionary(fc.string(), fc.anything()), (name, more) => {
      const answer = answerMcp({ id: "q", method: "tools/call", params: { ...more, name } }, server);
      expect(answer).toMatchObject({ id: "q", error: {} });
      expect(answer).not.toHaveProperty("result");
      expect(Object.keys(Object.prototype)).toEqual([]);
    }),
  );
});
