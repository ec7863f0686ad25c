/** Facts port of a virtual device: what is true of it, and nothing that would pass it off as a board. */
import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { DeviceFacts, Facts, Partition } from "../../../src/core/ports.js";
import type { Slots } from "./slots.js";

/** The 16 MB layout of our boards. */
export const partitions: readonly Partition[] = [
  { label: "nvs", type: 1, subtype: 2, address: 0x9000, size: 0xf000 },
  { label: "otadata", type: 1, subtype: 0, address: 0x1_8000, size: 0x2000 },
  { label: "phy_init", type: 1, subtype: 1, address: 0x1_a000, size: 0x1000 },
  { label: "ota_0", type: 0, subtype: 16, address: 0x2_0000, size: 0x7e_0000 },
  { label: "ota_1", type: 0, subtype: 17, address: 0x80_0000, size: 0x7e_0000 },
  { label: "coredump", type: 1, subtype: 3, address: 0xfe_0000, size: 0x1_0000 },
];

export interface FactsOptions {
  /** Lower case with colons. */
  readonly mac: string;
  /** 32 characters; goes with an HMAC key in the crypto port. */
  readonly serialNumber?: string;
  /** Also report the chip, flash and PSRAM of an ESP32-S3 N16R8. The board's name stays `virtual`. */
  readonly simulateChip?: boolean;
  readonly display?: DeviceFacts["display"];
}

const packageFile = fileURLToPath(new URL("../../../package.json", import.meta.url));

/** Name, version and time of this build, from package.json. */
export function thisBuild(): { readonly name: string; readonly version: string; readonly builtAtMs: number } {
  const { name, version } = JSON.parse(readFileSync(packageFile, "utf8")) as {
    name: string;
    version: string;
  };
  return { name, version, builtAtMs: Math.floor(statSync(packageFile).mtimeMs) };
}

const simulatedChip = {
  chipModelName: "esp32s3",
  chipInfo: { model: 9, cores: 2, revision: 2, features: 0x12 },
  flashSizeBytes: 16 * 1024 * 1024,
  psramSizeBytes: 8 * 1024 * 1024,
} as const;

/** The version, build time and running slot come from `slots`, so they change with a firmware install. */
export function nodeFacts(options: FactsOptions, slots: Slots): Facts {
  const { name } = thisBuild();
  const { mac, serialNumber, display, simulateChip = false } = options;
  return {
    read() {
      const image = slots.running();
      return {
        mac,
        ...(serialNumber === undefined ? {} : { serialNumber }),
        ...(simulateChip ? simulatedChip : {}),
        partitionTable: partitions,
        runningPartitionLabel: image.label,
        application: {
          name,
          version: image.version,
          compileTimeMs: image.builtAtMs,
          // There is no ELF file: this only tells versions apart, as the real digest does.
          elfSha256: createHash("sha256").update(`${name} ${image.version}`).digest("hex"),
        },
        ...(display === undefined ? {} : { display }),
        board: { type: "virtual", name: "virtual" },
      };
    },
  };
}
