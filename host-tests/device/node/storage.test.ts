import fs, { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { fileStorage, memoryStorage } from "../../../host/device/node/storage.js";
import { storageContract } from "../../contracts/storage.js";

const folders: string[] = [];

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "storage-"));
  folders.push(made);
  return made;
}

afterEach(() => {
  vi.restoreAllMocks();
  syncBuiltinESMExports();
  for (const made of folders.splice(0)) rmSync(made, { recursive: true, force: true });
});

describe("storage in memory", () => storageContract(memoryStorage));

describe("storage in files", () => {
  storageContract(() => fileStorage(join(folder(), "not", "yet", "there")));

  it("keeps records across starts", () => {
    const place = folder();
    fileStorage(place).write("transport", "kept");
    expect(fileStorage(place).read("transport")).toBe("kept");
  });

  it("lets only the owner read a record", () => {
    const place = folder();
    fileStorage(place).write("transport", "token");
    expect(statSync(join(place, "transport.record")).mode & 0o777).toBe(0o600);
  });

  it.each(["writeSync", "fsyncSync", "renameSync"] as const)("keeps the old record if %s fails", (step) => {
    const place = folder();
    const storage = fileStorage(place);
    storage.write("identity", "old");
    vi.spyOn(fs, step).mockImplementation(() => {
      throw Object.assign(new Error("disk full"), { code: "ENOSPC" });
    });
    syncBuiltinESMExports();
    expect(storage.write("identity", "new")).toBe(false);
    vi.restoreAllMocks();
    syncBuiltinESMExports();
    expect(storage.read("identity")).toBe("old");
    expect(readdirSync(place)).toEqual(["identity.record"]);
  });

  it("puts the new text on disk before it takes the old one's place", () => {
    const place = folder();
    const order: string[] = [];
    const real = { fsync: fs.fsyncSync, rename: fs.renameSync };
    vi.spyOn(fs, "fsyncSync").mockImplementation((handle) => {
      order.push("fsync");
      real.fsync(handle);
    });
    vi.spyOn(fs, "renameSync").mockImplementation((from, to) => {
      order.push("rename");
      real.rename(from, to);
    });
    syncBuiltinESMExports();
    fileStorage(place).write("identity", "new");
    expect(order.slice(0, 2)).toEqual(["fsync", "rename"]);
  });

  it("clears away what was half written when the power went", () => {
    const place = folder();
    writeFileSync(join(place, ".new-1-1"), "hal");
    expect(fileStorage(place).read("identity")).toBeUndefined();
    expect(readdirSync(place)).toEqual([]);
  });

  it("says so if it cannot write at all", () => {
    const place = folder();
    writeFileSync(join(place, "file"), "");
    chmodSync(join(place, "file"), 0o400);
    expect(fileStorage(join(place, "file")).write("identity", "x")).toBe(false);
  });
});
