import { ensureXsEngine } from "../../host/xs/build.mjs";
import { roomyHeap } from "../../host/xs/heap.js";
import { XsMachine, type XsMachineOptions } from "../../host/xs/machine.js";

/** The first run downloads and compiles the engine. */
export const buildTimeoutMs = 900_000;

/** The worker's path. Throws, and so fails the tests, when the engine cannot be built: they must not pass unseen. */
export async function enginePath(): Promise<string> {
  const engine = await ensureXsEngine();
  if (!engine.ok) throw new Error(engine.reason);
  return engine.path;
}

/** Runs `use` with a machine of its own and closes it whatever happens. */
export async function withMachine<T>(
  options: Partial<XsMachineOptions>,
  use: (machine: XsMachine) => Promise<T>,
): Promise<T> {
  const machine = await XsMachine.start({ path: await enginePath(), heap: roomyHeap(), ...options });
  try {
    return await use(machine);
  } finally {
    await machine.close();
  }
}
