/** What facts.c tells, as the report of the check wants it. */

import FFI from "mc/ffi";
import { expect, it, vi } from "vitest";
import { decodeFacts, esp32Facts } from "../../src/esp32/facts.js";
import { readSettings } from "../../src/moddable/settings.js";

const told = vi.hoisted(() => ({ json: "{}" }));
vi.mock("mc/ffi", () => ({
  default: class {
    xiaozhi_facts = () => told.json;
    xiaozhi_min_free_heap = () => 123_456;
  },
}));

const { settings } = readSettings({ version: "1.2.3", board: "b", builtAt: "2026-11-22T00:00:00Z" });

it("reads everything that the chip tells", () => {
  told.json =
    '{"mac":"aa:bb:cc:dd:ee:01","chip":"esp32s3","model":9,"cores":2,"revision":2,"features":18,"flash":16777216,"psram":8388608,' +
    `"reset":1,"serial":"${"S".repeat(32)}","idf":"v6.0","elfSha256":"${"0a".repeat(32)}","running":"ota_0",` +
    '"partitions":[{"type":0,"subtype":16,"address":131072,"size":8257536,"label":"ota_0"}]}';
  const facts = esp32Facts(new FFI(), settings);
  expect(facts.resetReason).toBe(1);
  expect(facts.read()).toEqual({
    mac: "aa:bb:cc:dd:ee:01",
    serialNumber: "S".repeat(32),
    chipModelName: "esp32s3",
    chipInfo: { model: 9, cores: 2, revision: 2, features: 18 },
    flashSizeBytes: 16_777_216,
    psramSizeBytes: 8_388_608,
    minimumFreeHeapBytes: 123_456,
    partitionTable: [{ label: "ota_0", type: 0, subtype: 16, address: 131_072, size: 8_257_536 }],
    runningPartitionLabel: "ota_0",
    application: {
      name: "moddable-xrobo",
      version: "1.2.3",
      compileTimeMs: Date.UTC(2026, 10, 22),
      idfVersion: "v6.0",
      elfSha256: "0a".repeat(32),
    },
    board: { type: "b", name: "b" },
  });
});

it("leaves out what is missing, and does not fail on a text that is no JSON", () => {
  expect(decodeFacts({ mac: "aa:bb:cc:dd:ee:01" }, settings)).toEqual({
    mac: "aa:bb:cc:dd:ee:01",
    application: { name: "moddable-xrobo", version: "1.2.3", compileTimeMs: Date.UTC(2026, 10, 22) },
    board: { type: "b", name: "b" },
  });
  told.json = '{"mac":';
  expect(esp32Facts(new FFI(), settings).read().mac).toBe("");
});
