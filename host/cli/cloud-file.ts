/**
 * `.xiaozhi/cloud.json`: how `bind`, `devices` and `unbind` find the development cloud that runs on this machine. It holds a
 * token, so it is for its owner alone (0600) and goes when the cloud ends.
 */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { readText, replaceText } from "../device/node/files.js";

const shape = z.object({
  api: z.string(),
  token: z.string(),
  agent: z.string(),
  pid: z.number().int().positive(),
});

export type CloudFile = z.output<typeof shape>;

const pathIn = (cwd: string): string => join(cwd, ".xiaozhi", "cloud.json");

/** What the file says, if its cloud still runs. */
export function readCloudFile(cwd: string): CloudFile | undefined {
  const file = parse(readText(pathIn(cwd)));
  return file !== undefined && isRunning(file.pid) ? file : undefined;
}

/** Writes it; the returned function removes it again, unless another cloud has taken its place. */
export function writeCloudFile(cwd: string, file: CloudFile): () => void {
  const path = pathIn(cwd);
  replaceText(path, `${JSON.stringify(file, undefined, 2)}\n`);
  return () => {
    const now = parse(readText(path));
    if (now?.pid === file.pid && now.api === file.api) rmSync(path, { force: true });
  };
}

function parse(text: string | undefined): CloudFile | undefined {
  if (text === undefined) return undefined;
  try {
    return shape.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
