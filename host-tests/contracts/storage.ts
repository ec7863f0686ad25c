/** What every Storage port must do; run over each implementation. */
import { expect, it } from "vitest";
import type { RecordName, Storage } from "../../src/core/ports.js";

/** The compiler wants every name here. */
const recordNames = Object.keys({
  identity: 0,
  transport: 0,
  lastgood: 0,
  firmware: 0,
  reboot: 0,
} satisfies Record<RecordName, 0>) as RecordName[];

/** `open` gives a fresh, empty storage. */
export function storageContract(open: () => Storage): void {
  it("has no record before one is written", () => {
    expect(open().read("identity")).toBeUndefined();
  });

  it("gives back exactly what was written", () => {
    const storage = open();
    const text = '{"ssid":"客厅 \\" 🙂"}';
    expect(storage.write("identity", text)).toBe(true);
    expect(storage.read("identity")).toBe(text);
  });

  it("keeps records apart and replaces a record as a whole", () => {
    const storage = open();
    storage.write("identity", "a much longer first text");
    storage.write("transport", "other");
    storage.write("identity", "short");
    expect(storage.read("identity")).toBe("short");
    expect(storage.read("transport")).toBe("other");
  });

  it("takes every record that there is, again and again", () => {
    const storage = open();
    for (const text of ["1", "2", "3"])
      for (const name of recordNames) {
        expect(storage.write(name, text), name).toBe(true);
        expect(storage.read(name), name).toBe(text);
      }
  });

  it("takes 4,000 bytes and refuses one more, keeping the old record", () => {
    const storage = open();
    expect(storage.write("lastgood", "x".repeat(4_000))).toBe(true);
    // Two bytes each: the limit is bytes, not characters.
    expect(storage.write("lastgood", "é".repeat(2_001))).toBe(false);
    expect(storage.read("lastgood")).toBe("x".repeat(4_000));
  });

  it("tells an empty record from none", () => {
    const storage = open();
    expect(storage.write("firmware", "")).toBe(true);
    expect(storage.read("firmware")).toBe("");
  });

  it("removes a record, and removing again does nothing", () => {
    const storage = open();
    storage.write("firmware", "1");
    storage.remove("firmware");
    storage.remove("firmware");
    expect(storage.read("firmware")).toBeUndefined();
  });
}
