/** The decoders of the core inside the real XS engine with the heap of a board, beside the same ones in Node. */
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { ensureXsEngine } from "../../../xs/build.mjs";
import { bundleForXs } from "../../../xs/bundle.js";
import { XsFailure } from "../../../xs/failure.js";
import { deviceHeap, esp32S3Heap } from "../../../xs/heap.js";
import { XsMachine } from "../../../xs/machine.js";
import { measureProgram } from "../../../xs/measure.js";
import { beyondIntrinsics } from "../../../xs/stats.js";
import { otaReplies, serverHellos, serverMessages } from "../examples.js";
import { type JsonExamples, mutatedJson } from "../json/mutate.js";
import { plans } from "../plan.js";
import { without } from "../shorten.js";
import { type DecoderName, decoderNames, decoders } from "./decoders.js";

export interface XsRunOptions {
  readonly seed: number;
  readonly cases: number;
  readonly decoder: DecoderName;
}

export interface XsReport {
  readonly cases: number;
  /** Of the case that needed most. */
  readonly instructionsMax: number;
  /** With the shrunk text. */
  readonly failure: { readonly what: string; readonly text: string } | undefined;
}

const examples: Readonly<Record<DecoderName, JsonExamples>> = {
  "ota-reply": otaReplies,
  "server-message": serverMessages,
  "server-hello": serverHellos,
  "no-limits": serverMessages,
};

/** XS keeps each name of a member for ever (docs/session.md): after so many cases a board would have been restarted, too. */
const casesPerMachine = 400;
/** Three times what the longest text needs: about as long as a board takes for a screen. */
const instructionsLimit = 6_000_000;
/** A port hands over no more. */
const textMaxBytes = 16_384;
const shrinkMs = 3_000;
const guestEntry = fileURLToPath(new URL("./guest.ts", import.meta.url));

async function startMachine(): Promise<XsMachine> {
  const [engine, program] = await Promise.all([ensureXsEngine(), bundleForXs(guestEntry)]);
  if (!engine.ok) throw new Error(engine.reason);
  const loaded = beyondIntrinsics(await measureProgram(engine.path, program));
  const machine = await XsMachine.start({
    path: engine.path,
    heap: deviceHeap({ ...esp32S3Heap, loaded }),
    meterLimit: instructionsLimit,
  });
  await machine.load(program);
  return machine;
}

/** What XS reads in a text. @throws XsFailure */
async function readIn(
  machine: XsMachine,
  decoder: DecoderName,
  text: string,
): Promise<{ read: string; meter: number }> {
  const message = Buffer.concat([Buffer.from([decoderNames.indexOf(decoder)]), Buffer.from(text)]);
  const { reply, meter } = await machine.command(message);
  return { read: Buffer.from(reply).toString(), meter };
}

/** In UTF-8 there is no half character. */
const asArrived = (text: string): string => Buffer.from(text).subarray(0, textMaxBytes).toString();

/**
 * Where the engines differ, and nothing of ours does: XS counts a string in characters, Node in halves of them; and of a number with
 * more digits than a number can hold XS takes another neighbour.
 */
const isReadAlike = (text: string): boolean => !/[\ud800-\udfff]|\\u[dD][89a-fA-F]|[0-9]{16}/.test(text);

async function complaintIn(
  machine: XsMachine,
  decoder: DecoderName,
  text: string,
): Promise<{ what: string | undefined; meter: number }> {
  try {
    const { read, meter } = await readIn(machine, decoder, text);
    const same = !isReadAlike(text) || read === decoders[decoder](text);
    return { what: same ? undefined : `XS reads ${read.slice(0, 200)}`, meter };
  } catch (error) {
    if (!(error instanceof XsFailure)) throw error;
    return { what: error.line, meter: 0 };
  }
}

export async function runInXs({ seed, cases, decoder }: XsRunOptions): Promise<XsReport> {
  const list = fc.sample(plans({ examples: examples[decoder].trees.length }), { seed, numRuns: cases });
  let instructionsMax = 0;
  for (let from = 0; from < list.length; from += casesPerMachine) {
    const machine = await startMachine();
    try {
      for (const { example, mutations } of list.slice(from, from + casesPerMachine)) {
        const text = asArrived(mutatedJson(examples[decoder], example, mutations));
        const { what, meter } = await complaintIn(machine, decoder, text);
        instructionsMax = Math.max(instructionsMax, meter);
        if (what === undefined) continue;
        return { cases: from, instructionsMax, failure: await shrunk(decoder, text, what) };
      }
    } finally {
      await machine.close();
    }
  }
  return { cases: list.length, instructionsMax, failure: undefined };
}

/** Each candidate in an engine of its own: the one before may have ended it. */
async function shrunk(
  decoder: DecoderName,
  text: string,
  what: string,
): Promise<{ what: string; text: string }> {
  const endsAtMs = performance.now() + shrinkMs;
  let best = { what, text };
  for (let found = true; found; ) {
    found = false;
    for (const candidate of without(best.text)) {
      if (performance.now() > endsAtMs) return best;
      const machine = await startMachine();
      const complaint = await complaintIn(machine, decoder, candidate).finally(() => machine.close());
      if (complaint.what === undefined) continue;
      best = { what: complaint.what, text: candidate };
      found = true;
      break;
    }
  }
  return best;
}
