/** Ending what never ends by itself, from inside of the same thread. */
import vm from "node:vm";

const slot = "moddableXroboFuzzRun";
const script = new vm.Script(`globalThis[${JSON.stringify(slot)}]()`);

/** `over`: V8 stopped it after `limitMs`, wherever it was. An error that it throws passes. */
export function withinMs<Value>(
  limitMs: number,
  run: () => Value,
): { readonly over: true } | { readonly over: false; readonly value: Value } {
  let value: Value | undefined;
  Object.defineProperty(globalThis, slot, {
    configurable: true,
    value: () => {
      value = run();
    },
  });
  try {
    // The watch of a script also stops what the script has called.
    script.runInThisContext({ timeout: limitMs });
    return { over: false, value: value as Value };
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ERR_SCRIPT_EXECUTION_TIMEOUT")
      return { over: true };
    throw error;
  } finally {
    Reflect.deleteProperty(globalThis, slot);
  }
}
