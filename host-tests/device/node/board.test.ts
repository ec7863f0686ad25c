import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { isMulticast, normalMac } from "../../../host/device/mac.js";
import { nodeBoard } from "../../../host/device/node/board.js";
import { nodeFacts, partitions } from "../../../host/device/node/facts.js";
import { keptMac } from "../../../host/device/node/identity.js";
import { imageSlots } from "../../../host/device/node/slots.js";

const folders: string[] = [];

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "board-"));
  folders.push(made);
  return made;
}

afterEach(() => {
  for (const made of folders.splice(0)) rmSync(made, { recursive: true, force: true });
});

describe("MAC addresses", () => {
  it.each(["02:AB:00:00:00:01", "02-ab-00-00-00-01", "02ab00000001", " 02:ab:00:00:00:01\n"])(
    "reads %j",
    (text) => {
      expect(normalMac(text)).toBe("02:ab:00:00:00:01");
    },
  );

  it.each([
    "",
    "02:ab",
    "02:ab:00:00:00:0g",
    "02:ab:00:00:00:01:02",
    "0:2ab:00:00:00:01",
    "02:ab-00:00:00:01",
    "客厅",
  ])("does not read %j", (text) => {
    expect(normalMac(text)).toBeUndefined();
  });

  it("made up have the local bit set and the multicast bit clear", () => {
    for (let round = 0; round < 200; round += 1) {
      const mac = keptMac();
      expect(isMulticast(mac)).toBe(false);
      expect(Number.parseInt(mac.slice(0, 2), 16) & 2).toBe(2);
    }
  });

  it("are kept in the state directory", () => {
    const place = folder();
    const mac = keptMac(place);
    expect(keptMac(place)).toBe(mac);
    writeFileSync(join(place, "mac"), "01:00:00:00:00:00");
    expect(isMulticast(keptMac(place))).toBe(false);
  });
});

describe("image slots", () => {
  const factory = { version: "1.0.0", builtAtMs: 1 };

  it("run the chosen image after the next start, from the other slot", () => {
    const slots = imageSlots(factory);
    slots.boot();
    slots.choose("1.1.0", 2);
    expect(slots.running().version).toBe("1.0.0");
    expect(slots.boot()).toEqual({ version: "1.1.0", label: "ota_1", builtAtMs: 2 });
  });

  it("fall back at the next start if the new image has not proved itself", () => {
    const slots = imageSlots(factory);
    slots.choose("1.1.0", 2);
    slots.boot();
    expect(slots.boot()).toEqual({ version: "1.0.0", label: "ota_0", builtAtMs: 1 });
    expect(slots.boot().version).toBe("1.0.0");
  });

  it("stay with an image that has proved itself", () => {
    const slots = imageSlots(factory);
    slots.choose("1.1.0", 2);
    slots.boot();
    slots.markValid();
    expect(slots.boot().version).toBe("1.1.0");
    slots.choose("1.2.0", 3);
    expect(slots.boot()).toMatchObject({ version: "1.2.0", label: "ota_0" });
  });

  it("can be told that the next new image fails its first start, once", () => {
    const slots = imageSlots(factory);
    slots.rollBackNext();
    slots.choose("1.1.0", 2);
    expect(slots.boot().version).toBe("1.0.0");
    slots.choose("1.1.0", 2);
    expect(slots.boot().version).toBe("1.1.0");
  });

  it("are kept in the state directory, and a damaged record means a new device", () => {
    const place = folder();
    const first = imageSlots(factory, place);
    first.choose("1.1.0", 2);
    expect(imageSlots(factory, place).boot().version).toBe("1.1.0");
    writeFileSync(join(place, "image.json"), '{"running":{"version":7}}');
    expect(imageSlots(factory, place).boot().version).toBe("1.0.0");
    expect(statSync(join(place, "image.json")).isFile()).toBe(true);
  });
});

describe("facts of a virtual device", () => {
  it("say that it is virtual and claim no chip unless asked to", () => {
    const board = nodeBoard({ mac: "02:00:00:00:00:01", version: "1.2.3" });
    const facts = nodeFacts({ mac: board.mac }, board.slots).read();
    expect(facts).toMatchObject({
      mac: "02:00:00:00:00:01",
      board: { name: "virtual" },
      application: { name: "moddable-xrobo", version: "1.2.3" },
      runningPartitionLabel: "ota_0",
    });
    for (const claim of ["chipModelName", "chipInfo", "flashSizeBytes", "psramSizeBytes", "serialNumber"]) {
      expect(facts).not.toHaveProperty(claim);
    }
    const simulated = nodeFacts({ mac: board.mac, simulateChip: true }, board.slots).read();
    expect(simulated).toMatchObject({
      chipModelName: "esp32s3",
      chipInfo: { model: 9 },
      board: { name: "virtual" },
    });
  });

  it("change version, digest and slot with the image", () => {
    const board = nodeBoard({ version: "1.0.0" });
    const facts = nodeFacts({ mac: board.mac }, board.slots);
    const before = facts.read();
    board.slots.choose("1.1.0", 5);
    board.slots.boot();
    const after = facts.read();
    expect(after.application).toMatchObject({ version: "1.1.0", compileTimeMs: 5 });
    expect(after.runningPartitionLabel).toBe("ota_1");
    expect(after.application.elfSha256).toMatch(/^[0-9a-f]{64}$/);
    expect(after.application.elfSha256).not.toBe(before.application.elfSha256);
  });

  it("lay the partitions out in order, without overlap, within 16 MB", () => {
    let endedAt = 0;
    for (const { address, size } of partitions) {
      expect(address).toBeGreaterThanOrEqual(endedAt);
      endedAt = address + size;
    }
    expect(endedAt).toBeLessThanOrEqual(16 * 1024 * 1024);
    for (const slot of partitions.filter(({ type }) => type === 0)) expect(slot.address % 0x1_0000).toBe(0);
  });
});
