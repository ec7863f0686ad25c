/** What a board tells of itself in its check, against what ESP-IDF's own tools say of the same image. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { mac } from "./emulator.js";
import type { Image } from "./images.js";

interface Report {
  readonly mac_address?: string;
  readonly flash_size?: number;
  readonly minimum_free_heap_size?: string;
  readonly chip_model_name?: string;
  readonly chip_info?: { readonly model: number; readonly cores: number; readonly revision: number };
  readonly application?: {
    readonly version: string;
    readonly idf_version?: string;
    readonly elf_sha256?: string;
  };
  readonly partition_table?: readonly {
    readonly label: string;
    readonly type: number;
    readonly subtype: number;
    readonly address: number;
    readonly size: number;
  }[];
}

export interface Comparison {
  readonly fact: string;
  readonly board: string;
  readonly tools: string;
}

const python = (...args: string[]): string => execFileSync("python", args, { encoding: "utf8" });

/** One line a fact; equal where the board told the truth. */
export function compareFacts(body: string, image: Image): Comparison[] {
  const report = JSON.parse(body) as Report;
  const idf = process.env.IDF_PATH ?? "";
  const info = python("-m", "esptool", "--chip", "esp32s3", "image-info", image.app);
  const told = (pattern: RegExp) => pattern.exec(info)?.[1]?.trim() ?? "not told";
  const binary = join(dirname(image.app), `${image.version}-partition-table.bin`);
  const table = python(join(idf, "components/partition_table/gen_esp32part.py"), "--quiet", binary);
  return [
    { fact: "MAC", board: report.mac_address ?? "", tools: mac },
    {
      fact: "chip",
      board: report.chip_model_name ?? "",
      tools: told(/(?:Detected image type|Chip ID)[^\n]*(ESP32-S3)/i)
        .toLowerCase()
        .replace("-", ""),
    },
    {
      fact: "version",
      board: report.application?.version ?? "",
      tools: told(/App version:\s*(\S+)/i),
    },
    { fact: "ESP-IDF", board: report.application?.idf_version ?? "", tools: told(/ESP-IDF:\s*(\S+)/i) },
    {
      fact: "ELF SHA-256",
      board: report.application?.elf_sha256 ?? "",
      tools: createHash("sha256").update(readFileSync(image.elf)).digest("hex"),
    },
    { fact: "flash size", board: sizeText(report.flash_size ?? 0), tools: told(/Flash size:\s*(\S+)/i) },
    { fact: "partitions", board: boardTable(report), tools: toolTable(table) },
  ];
}

const sizeText = (bytes: number): string => `${bytes / 1024 / 1024}MB`;

const boardTable = (report: Report): string =>
  (report.partition_table ?? []).map(({ label, address, size }) => `${label}@${address}+${size}`).join(" ");

/** `gen_esp32part.py` prints CSV with sizes such as 60K. */
function toolTable(csv: string): string {
  return csv
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const [label, , , offset = "", size = ""] = line.split(",");
      return `${label}@${bytesOf(offset)}+${bytesOf(size)}`;
    })
    .join(" ");
}

function bytesOf(text: string): number {
  const unit = text.endsWith("K") ? 1024 : text.endsWith("M") ? 1024 * 1024 : 1;
  return Number(unit === 1 ? text : text.slice(0, -1)) * unit;
}
