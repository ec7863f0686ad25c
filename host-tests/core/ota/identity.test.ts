import { describe, expect, it } from "vitest";
import { deviceIdOf, loadIdentity, uuidV4 } from "../../../src/core/ota/identity.js";
import type { Storage } from "../../../src/core/ports.js";

function bench(stored?: string, writable = true) {
  const lines: string[] = [];
  const records = new Map<string, string>(stored === undefined ? [] : [["identity", stored]]);
  const storage: Storage = {
    read: (name) => records.get(name),
    write: (name, text) => {
      if (writable) records.set(name, text);
      return writable;
    },
    remove: (name) => void records.delete(name),
  };
  let made = 0;
  const random = { bytes: (count: number) => new Uint8Array(count).fill(++made) };
  const log = { write: (level: string, line: string) => void lines.push(`${level} ${line}`) };
  return {
    records,
    lines,
    made: () => made,
    load: (mac = "D4:06:06:B6:A9:FB") => loadIdentity({ mac }, storage, random, log),
  };
}

describe("deviceIdOf", () => {
  it.each(["D4:06:06:B6:A9:FB", "d4-06-06-b6-a9-fb", " d4:06:06:b6:a9:fb\n"])(
    "writes %j in lower case with colons",
    (mac) => expect(deviceIdOf(mac)).toEqual({ ok: true, value: "d4:06:06:b6:a9:fb" }),
  );

  it.each([
    "",
    "d40606b6a9fb",
    "d4:06:06:b6:a9",
    "d4:06:06:b6:a9:fg",
    "00:00:00:00:00:00",
    "ff:ff:ff:ff:ff:ff",
  ])("refuses %j with a sentence", (mac) =>
    expect(deviceIdOf(mac)).toEqual({ ok: false, failure: expect.stringContaining("MAC address") }),
  );
});

describe("uuidV4", () => {
  it("sets version and variant and keeps the other 122 bits", () => {
    expect(uuidV4(new Uint8Array(16))).toBe("00000000-0000-4000-8000-000000000000");
    expect(uuidV4(new Uint8Array(16).fill(255))).toBe("ffffffff-ffff-4fff-bfff-ffffffffffff");
    expect(uuidV4(Uint8Array.from({ length: 16 }, (_, at) => at))).toBe(
      "00010203-0405-4607-8809-0a0b0c0d0e0f",
    );
  });

  it("leaves the given bytes alone", () => {
    const random = new Uint8Array(16);
    uuidV4(random);
    expect([...random]).toEqual(new Array(16).fill(0));
  });
});

describe("loadIdentity", () => {
  it("makes the client id once and keeps it", () => {
    const { load, records, lines, made } = bench();
    const first = load();
    expect(first).toEqual({ deviceId: "d4:06:06:b6:a9:fb", uuid: "01010101-0101-4101-8101-010101010101" });
    expect(records.get("identity")).toBe(`{"uuid":"${first.uuid}"}`);
    expect(load()).toEqual(first);
    expect(made()).toBe(1);
    expect(lines).toEqual([]);
  });

  it("does not write a record that is good", () => {
    const text = '{ "uuid": "0f1e2d3c-4b5a-4678-9abc-def012345678" }';
    const { load, records } = bench(text);
    expect(load().uuid).toBe("0f1e2d3c-4b5a-4678-9abc-def012345678");
    expect(records.get("identity")).toBe(text);
  });

  it.each([
    "",
    "{",
    "[]",
    "null",
    "{}",
    '{"uuid":5}',
    '{"uuid":"web_test_client"}',
    '{"uuid":"0F1E2D3C-4B5A-4678-9ABC-DEF012345678"}',
    '{"uuid":"6ba7b810-9dad-11d1-80b4-00c04fd430c8"}',
    '{"uuid":"0f1e2d3c-4b5a-4678-1abc-def012345678"}',
    `{"uuid":"${"a".repeat(300)}"}`,
  ])("replaces the corrupt record %s and says so", (text) => {
    const { load, records, lines } = bench(text);
    const { uuid } = load();
    expect(records.get("identity")).toBe(`{"uuid":"${uuid}"}`);
    expect(lines).toEqual([expect.stringMatching(/^warn .*client id/)]);
  });

  it("works on and says so when the record can't be written", () => {
    const { load, lines } = bench(undefined, false);
    expect(load().uuid).toMatch(/^01010101-/);
    expect(lines).toEqual([expect.stringMatching(/^error .*could not be stored/)]);
  });

  it("says what is wrong with the MAC and keeps it, so that the cloud's answer makes sense", () => {
    const { load, lines } = bench();
    expect(load("nonsense").deviceId).toBe("nonsense");
    expect(lines).toEqual([expect.stringContaining("six pairs of hex digits")]);
  });
});
