/** XS where it can be had, else Node: a desktop without a compiler still has a device, and a line that says what is missing. */
import type { EngineName } from "../device/events.js";
import type { XsEngineOptions, XsEngineResult } from "../xs/build.mjs";
import type { Io } from "./io.js";
import { type Progress, progressBar } from "./progress.js";
import { toldIn } from "./wording/from-below.js";
import { say } from "./wording/wording.js";

type Ensure = (options: XsEngineOptions) => Promise<XsEngineResult>;

const build: Ensure = async (options) => (await import("../xs/build.mjs")).ensureXsEngine(options);

/**
 * The engine to use. Building XS for the first time takes some seconds and is told on stderr. After `signal` the answer is of no use:
 * the build was called off.
 */
export async function usableEngine(
  wanted: EngineName,
  io: Io,
  signal: AbortSignal,
  ensure: Ensure = build,
): Promise<EngineName> {
  if (wanted === "node") return "node";
  let bar: Progress | undefined;
  const result = await ensure({
    log: (line) => (bar === undefined ? io.stderr.write(`${line}\n`) : bar.say(line)),
    progress: (done, total) => {
      bar ??= progressBar(io, say(io, "compiling"), total, false);
      bar.at(done);
    },
    signal,
  });
  bar?.close();
  if (result.ok) return "xs";
  if (!signal.aborted)
    io.stderr.write(
      `${say(io, "{reason} Until then the device runs in Node.", { reason: toldIn(io, result.reason) })}\n`,
    );
  return "node";
}
