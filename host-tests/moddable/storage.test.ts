/** Records over `preference`, with the power going at the worst moment. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { moddableStorage } from "../../src/moddable/storage.js";
import { storageContract } from "../contracts/storage.js";

/** NVS as the SDK uses it: a set erases the key first. */
const flash = vi.hoisted(() => ({ values: new Map<string, unknown>(), cutAfterErase: false }));

vi.mock("preference", () => ({
  default: {
    get: (domain: string, key: string) => flash.values.get(`${domain}/${key}`),
    set(domain: string, key: string, value: unknown) {
      if (domain.length > 15 || key.length > 15) throw new Error("nvs set fail");
      flash.values.delete(`${domain}/${key}`);
      if (flash.cutAfterErase) throw new Error("power cut");
      flash.values.set(`${domain}/${key}`, value);
    },
    delete: (domain: string, key: string) => flash.values.delete(`${domain}/${key}`),
  },
}));

const log = { write: vi.fn() };
const open = () => moddableStorage("xiaozhi", log);

beforeEach(() => {
  flash.values.clear();
  flash.cutAfterErase = false;
  log.write.mockClear();
});

describe("storage over preference", () => {
  storageContract(() => {
    flash.values.clear();
    return open();
  });

  it("keeps the old record when the power goes between erase and write", () => {
    const storage = open();
    storage.write("identity", "old");
    storage.write("identity", "current");
    flash.cutAfterErase = true;
    expect(storage.write("identity", "new")).toBe(false);
    expect(open().read("identity")).toBe("current");
  });

  it("falls back to the copy before when the latest is torn", () => {
    const storage = open();
    storage.write("transport", "first");
    storage.write("transport", "second");
    const [key] = [...flash.values].find(([, value]) => text(value).endsWith("second")) ?? [];
    const torn = new Uint8Array(flash.values.get(key ?? "") as ArrayBuffer).slice();
    torn[torn.length - 1] = 0xff;
    flash.values.set(key ?? "", torn.buffer);
    expect(open().read("transport")).toBe("first");
  });

  it("takes the newer copy when generations wrap", () => {
    const storage = open();
    storage.write("firmware", "a");
    for (const [key, value] of flash.values) flash.values.set(key, withGeneration(value, 0xffff_ffff));
    storage.write("firmware", "b");
    expect(open().read("firmware")).toBe("b");
    storage.write("firmware", "c");
    expect(open().read("firmware")).toBe("c");
  });

  it("has the usual CRC-32 over generation and text", () => {
    open().write("identity", "123456789");
    const [value] = [...flash.values.values()];
    const bytes = new Uint8Array(value as ArrayBuffer);
    const covered = new Uint8Array([...bytes.subarray(0, 4), ...bytes.subarray(8)]);
    expect(new DataView(bytes.buffer).getUint32(4)).toBe(crc32(covered));
    expect(crc32(new TextEncoder().encode("123456789"))).toBe(0xcbf4_3926);
  });

  it("notices any two bits that are turned", () => {
    open().write("identity", '{"v":1}');
    const [key = "", value] = [...flash.values][0] ?? [];
    const whole = new Uint8Array(value as ArrayBuffer);
    const storage = open();
    const turned: number[] = [];
    for (let one = 0; one < whole.length * 8; one++)
      for (let other = one; other < whole.length * 8; other++) {
        const bytes = whole.slice();
        for (const bit of new Set([one, other])) bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        flash.values.set(key, bytes.buffer);
        if (storage.read("identity") !== undefined) turned.push(one, other);
      }
    expect(turned).toEqual([]);
  });

  it("reads what something else left under its keys as nothing", () => {
    flash.values.set("xiaozhi/identity.0", "a string");
    flash.values.set("xiaozhi/identity.1", new ArrayBuffer(3));
    expect(open().read("identity")).toBeUndefined();
  });
});

const text = (value: unknown): string => new TextDecoder().decode(value as ArrayBuffer);

/** The same record with another generation: the checksum is the CRC-32 over it and the text. */
function withGeneration(value: unknown, generation: number): ArrayBuffer {
  const bytes = new Uint8Array(value as ArrayBuffer).slice();
  const view = new DataView(bytes.buffer);
  view.setUint32(0, generation);
  view.setUint32(4, crc32(new Uint8Array([...bytes.subarray(0, 4), ...bytes.subarray(8)])));
  return bytes.buffer;
}

/** Bit by bit, as the polynomial has it. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffff_ffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb8_8320 : crc >>> 1;
  }
  return ~crc >>> 0;
}
