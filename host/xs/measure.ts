import type { XsProgram } from "./bundle.js";
import { roomyHeap } from "./heap.js";
import { XsMachine } from "./machine.js";
import type { XsStats } from "./stats.js";

/** What a program uses at rest: figures right after loading it into a roomy heap. The same on every run. */
export async function measureProgram(
  path: string,
  program: XsProgram,
  options: { readonly inPlace?: boolean; readonly lines?: boolean } = {},
): Promise<XsStats> {
  const machine = await XsMachine.start({ path, heap: roomyHeap() });
  try {
    await machine.load(program, options);
    return await machine.stats();
  } finally {
    await machine.close();
  }
}
