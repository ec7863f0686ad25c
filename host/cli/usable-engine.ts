/** XS where it can be had, else Node: a desktop without a compiler still has a device, and a line that says what is missing. */
import type { EngineName } from "../device/events.js";
import type { XsEngineResult } from "../xs/build.js";
import type { Io } from "./io.js";

type Ensure = (options: { log: (line: string) => void }) => Promise<XsEngineResult>;

const build: Ensure = async (options) => (await import("../xs/build.js")).ensureXsEngine(options);

/** The engine to use. Building XS for the first time takes some seconds and is told on stderr. */
export async function usableEngine(wanted: EngineName, io: Io, ensure: Ensure = build): Promise<EngineName> {
  if (wanted === "node") return "node";
  const result = await ensure({ log: (line) => io.stderr.write(`${line}\n`) });
  if (result.ok) return "xs";
  io.stderr.write(`${result.reason} Until then the device runs in Node.\n`);
  return "node";
}
