import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { buildTimeoutMs, enginePath } from "../xs/engine.js";
import { combinations, pairs, title } from "./combinations.js";
import { leaks } from "./secrets.js";
import { play, type World } from "./world.js";

/** What the device keeps in its state directory: across restarts, and when it is spoilt. */

beforeAll(enginePath, buildTimeoutMs);

const record = (world: World, name: string) => join(world.stateDir, `${name}.record`);

describe.concurrent.each(combinations)(title, (combination) => {
  test("identity and settings survive a restart: online even with the OTA server out of order", () =>
    play(combination, async (world) => {
      await world.import();
      const { mac } = await world.start();
      // The power goes in the very moment in which the device says that it is online: all it needs is written by then.
      await world.sees("online");
      const identity = readFileSync(record(world, "identity"), "utf8");
      await world.stop();
      world.cloud.setFaults({ ota: 500 });
      // The token is bound to MAC and client id: only with both as before does it open a session.
      expect((await world.start()).mac).toBe(mac);
      await world.online();
      expect(readFileSync(record(world, "identity"), "utf8")).toBe(identity);
      expect(world.cloud.metrics().otaChecks).toBe(1);
      expect(world.deviceEvents("activation")).toEqual([]);
    }));
});

// Records are read by the core, whatever the transport of the session after that.
describe.concurrent.each(pairs)(title, (combination) => {
  test.each([
    ["cut off", '{"v":1,"websocket":{"url":"ws'],
    ["of another kind", '{"v":1,"websocket":7,"attempts":{},"uuid":["x"],"running":null}'],
    ["not text", "\u0000\ufffd\u0001".repeat(50)],
    ["empty", ""],
  ])("records that are %s are told in the log and dropped: online by a new check", (_how, text) =>
    play(combination, async (world) => {
      await world.startBound();
      await world.stop();
      const names = readdirSync(world.stateDir).filter((name) => /\.record$|^image\.json$/.test(name));
      expect(names).toEqual(
        expect.arrayContaining(["identity.record", "lastgood.record", "transport.record"]),
      );
      for (const name of [...names, "image.json", "firmware.record"])
        writeFileSync(join(world.stateDir, name), text);
      await world.start();
      await world.online();
      const warnings = world.log("warn").join("\n");
      for (const name of ["lastgood", "transport", "firmware"])
        expect(warnings).toContain(`"${name}" can't be read`);
      expect(warnings).toContain("the stored client id can't be read");
      expect(world.deviceEvents("activation")).toEqual([]);
      expect(world.cloud.metrics().otaChecks).toBe(2);
      // Sound records again: the next start needs no server.
      expect(() => JSON.parse(readFileSync(record(world, "transport"), "utf8"))).not.toThrow();
    }),
  );
});

test("the search for secrets that ends every test here finds them, whole or cut off", () => {
  const token = "QmFzZTY0dG9rZW4tdmFsdWU.1790000000";
  const texts = ["fine", `a ${token}`, `cut ${token.slice(0, 14)}…`, "Authorization: Bearer abcdefgh12"];
  expect(leaks(texts, [token])).toEqual(texts.slice(1));
});
