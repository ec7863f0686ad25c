/**
 * `.xiaozhi/clouds/`: how `bind`, `devices` and `unbind` find the development clouds that run on this machine. One file a run, so
 * that two runs in one folder don't take each other's place. It holds a token, so it is for its owner alone (0600), and goes when
 * the cloud ends; what a killed run left behind goes when the next one starts.
 */
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { readText, replaceText } from "../device/node/files.js";
import { processRuns, processStart } from "../device/node/process.js";

const shape = z.object({
  api: z.string(),
  token: z.string(),
  agent: z.string(),
  pid: z.number().int().positive(),
  /** UTC, ISO 8601. */
  startedAt: z.string(),
  /** Tells the process from a later one that got the same id; absent where the system doesn't tell. */
  processStart: z.string().optional(),
});

export type CloudFile = z.output<typeof shape>;

const folderIn = (cwd: string): string => join(cwd, ".xiaozhi", "clouds");

/** Those whose cloud still runs, the oldest first. */
export function readCloudFiles(cwd: string): CloudFile[] {
  return entriesIn(cwd)
    .flatMap(({ file }) =>
      file !== undefined && processRuns({ pid: file.pid, start: file.processStart }) ? [file] : [],
    )
    .sort((one, other) => (one.startedAt < other.startedAt ? -1 : 1));
}

/**
 * Writes one for a cloud of this process, and removes those that killed runs left behind. The returned function takes it back;
 * the end of the process does, too, unless it is killed.
 */
export function writeCloudFile(
  cwd: string,
  { api, token, agent }: Pick<CloudFile, "api" | "token" | "agent">,
): () => void {
  for (const { path, file } of entriesIn(cwd))
    if (file === undefined || !processRuns({ pid: file.pid, start: file.processStart }))
      rmSync(path, { force: true });
  const { pid } = process;
  const file: CloudFile = {
    api,
    token,
    agent,
    pid,
    startedAt: new Date().toISOString(),
    processStart: processStart(pid),
  };
  // A process may run several clouds; each has its own port.
  const path = join(folderIn(cwd), `${pid}-${new URL(api).port}.json`);
  replaceText(path, `${JSON.stringify(file, undefined, 2)}\n`);
  const forget = (): void => {
    process.off("exit", forget);
    rmSync(path, { force: true });
  };
  process.on("exit", forget);
  return forget;
}

interface Entry {
  readonly path: string;
  /** Absent: it can't be read. */
  readonly file: CloudFile | undefined;
}

function entriesIn(cwd: string): Entry[] {
  const folder = folderIn(cwd);
  let names: string[];
  try {
    names = readdirSync(folder).filter((name) => name.endsWith(".json"));
  } catch {
    return [];
  }
  return names.map((name) => {
    const path = join(folder, name);
    return { path, file: parse(readText(path)) };
  });
}

function parse(text: string | undefined): CloudFile | undefined {
  if (text === undefined) return undefined;
  try {
    return shape.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
