/** Board folders: what is wrong here shows only on the board, often as one that does not start. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { compareVersions } from "../../src/core/ota/firmware-decision.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
const folder = `${root}boards/`;
const boards = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);
const read = (path: string) => readFileSync(folder + path, "utf8");
const { version } = JSON.parse(readFileSync(`${root}package.json`, "utf8")) as { version: string };

function partitionsOf(board: string) {
  return read(`${board}/sdkconfig/partitions.csv`)
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const [label = "", type, subtype, offset, size] = line.split(",").map((cell) => cell.trim());
      return { label, type, subtype, offset: Number(offset), size: Number(size) };
    });
}

const settingsOf = (board: string) =>
  read(`${board}/sdkconfig/sdkconfig.defaults`)
    .split("\n")
    .filter((line) => line.startsWith("CONFIG_"));

const common = settingsOf(boards[0] ?? "").filter((line) => !/SPIRAM|FLASHSIZE/.test(line));

describe.each(boards)("board %s", (board) => {
  it("has a name that mcconfig leaves alone: it lower-cases it", () => {
    expect(board).toMatch(/^[a-z0-9][a-z0-9.-]*$/);
    expect(read(`${board}/manifest.json`)).toContain(`"board": "${board}"`);
  });

  it("has the files that the SDK looks for, and says where its pins come from", () => {
    expect(existsSync(`${folder}${board}/host/provider.js`)).toBe(true);
    expect(read(`${board}/README.md`)).toMatch(/^Pins/m);
  });

  it("has the last word on sdkconfig and partitions: those of an included target would win", () => {
    const { include, build } = JSON.parse(read(`${board}/manifest.json`)) as {
      include: readonly string[];
      build?: object;
    };
    const last = include.some((path) => path.includes("/targets/"))
      ? (JSON.parse(read(`${board}/${include.at(-1)}`)) as { build: object }).build
      : build;
    expect(last).toMatchObject({
      SDKCONFIGPATH: "./sdkconfig",
      PARTITIONS_FILE_FOR_TARGET: "./sdkconfig/partitions.csv",
    });
  });

  it("has its display made by the program, or none: the SDK's own step runs at a moment of its own, unguarded", () => {
    const { include, config } = JSON.parse(read(`${board}/manifest.json`)) as {
      include: readonly string[];
      config: Record<string, unknown>;
    };
    const parts = ["src/esp32/display", "src/moddable/text-screen"].map(
      (part) => `../../${part}/manifest.json`,
    );
    expect(include.filter((path) => parts.includes(path))).toHaveLength(1);
    expect(include.filter((path) => /piu|moddable\/screen\/manifest/.test(path))).toEqual([]);
    // The guarded touch is named there, after any target and not by the board: the last word wins.
    expect(config).not.toHaveProperty("touch");
    const target = include.findIndex((path) => path.includes("/targets/"));
    expect(include.findIndex((path) => parts.includes(path))).toBeGreaterThan(target);
  });

  it("runs its PSRAM at 80 MHz, which every module here allows, or has none", () => {
    const settings = settingsOf(board);
    if (settings.includes("CONFIG_SPIRAM=n")) return expect(settings).not.toContain("CONFIG_SPIRAM=y");
    expect(settings).toEqual(
      expect.arrayContaining(["CONFIG_SPIRAM=y", "CONFIG_SPIRAM_SPEED_80M=y", "CONFIG_SPIRAM_SPEED_40M=n"]),
    );
  });

  it("has two slots of one size, and partitions that neither overlap nor leave the flash", () => {
    const table = partitionsOf(board);
    const flash = settingsOf(board).find((line) => /FLASHSIZE_\d+MB=y/.test(line));
    const flashBytes = Number(flash?.match(/(\d+)MB/)?.[1]) * 1024 * 1024;
    let end = 0x9000;
    for (const { label, type, offset, size } of table) {
      expect(offset, label).toBeGreaterThanOrEqual(end);
      if (type === "app") expect(offset % 0x1_0000, label).toBe(0);
      end = offset + size;
    }
    expect(end).toBeLessThanOrEqual(flashBytes);
    expect(table.map(({ label }) => label)).toEqual([
      "nvs",
      "otadata",
      "phy_init",
      "ota_0",
      "ota_1",
      "coredump",
    ]);
    const slots = table.filter(({ type }) => type === "app");
    expect(slots[0]?.size).toBe(slots[1]?.size);
  });

  it("rolls a bad image back, restarts after a crash, and tells the version of this project", () => {
    const settings = settingsOf(board);
    expect(settings).toEqual(expect.arrayContaining(common));
    expect(settings).toContain("CONFIG_BOOTLOADER_APP_ROLLBACK_ENABLE=y");
    expect(settings).toContain("CONFIG_ESP_SYSTEM_PANIC_GDBSTUB=n");
    expect(settings).toContain(`CONFIG_APP_PROJECT_VER="${version}"`);
  });
});

it("has one version everywhere, and none that servers take for older than the first release", () => {
  const read = (file: string) => JSON.parse(readFileSync(`${root}${file}`, "utf8"));
  expect([read("manifest.json").config.version, read("package-lock.json").version]).toEqual([
    version,
    version,
  ]);
  expect(compareVersions(version, "1.0.0")).toBeGreaterThanOrEqual(0);
});
