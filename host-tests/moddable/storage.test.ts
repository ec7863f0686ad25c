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

  it("reads what something else left under its keys as nothing", () => {
    flash.values.set("xiaozhi/identity.0", "a string");
    flash.values.set("xiaozhi/identity.1", new ArrayBuffer(3));
    expect(open().read("identity")).toBeUndefined();
  });
});

const text = (value: unknown): string => new TextDecoder().decode(value as ArrayBuffer);

/** The same record with another generation: the checksum is FNV-1a over it and the text. */
function withGeneration(value: unknown, generation: number): ArrayBuffer {
  const bytes = new Uint8Array(value as ArrayBuffer).slice();
  const view = new DataView(bytes.buffer);
  view.setUint32(0, generation);
  let hash = 0x811c_9dc5 ^ generation;
  for (const byte of bytes.subarray(8)) hash = Math.imul(hash ^ byte, 0x0100_0193);
  view.setUint32(4, hash >>> 0);
  return bytes.buffer;
}
