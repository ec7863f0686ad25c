/** What the codec keeps after a long stream, in the real XS engine with the heap of a board. */
import { fileURLToPath } from "node:url";
import { ensureXsEngine } from "../../../xs/build.mjs";
import { bundleForXs } from "../../../xs/bundle.js";
import { deviceHeap, esp32S3Heap } from "../../../xs/heap.js";
import { XsMachine } from "../../../xs/machine.js";
import { measureProgram } from "../../../xs/measure.js";
import { beyond, beyondIntrinsics } from "../../../xs/stats.js";

export interface KeptMemory {
  readonly heard: number;
  /** More than after the first thousand datagrams; exact, without garbage. */
  readonly slots: number;
  readonly chunkBytes: number;
}

const warmUp = 1_000;
const guestEntry = fileURLToPath(new URL("./guest.ts", import.meta.url));

/** @param codec `hoarding` is for the canary */
export async function keptAfter(datagrams: number, codec: "real" | "hoarding"): Promise<KeptMemory> {
  const [engine, program] = await Promise.all([ensureXsEngine(), bundleForXs(guestEntry)]);
  if (!engine.ok) throw new Error(engine.reason);
  const loaded = beyondIntrinsics(await measureProgram(engine.path, program));
  const machine = await XsMachine.start({
    path: engine.path,
    heap: deviceHeap({ ...esp32S3Heap, loaded }),
  });
  const play = async (count: number): Promise<number> => {
    const command = Buffer.alloc(5);
    command[0] = codec === "real" ? 0 : 1;
    command.writeUInt32BE(count, 1);
    const { reply } = await machine.command(command);
    return Number(Buffer.from(reply).toString());
  };
  try {
    await machine.load(program);
    await play(warmUp);
    const first = await machine.stats();
    const heard = await play(datagrams);
    return { heard, ...beyond(await machine.stats(), first) };
  } finally {
    await machine.close();
  }
}
