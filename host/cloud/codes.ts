import { type RandomBytes, randomSixDigits } from "./random.js";
import type { CodeRow } from "./store/rows.js";
import type { Store } from "./store/store.js";

/** Activation codes: six digits, unique among those still accepted, the same one until it expires or is used. */

const attempts = 100;

/**
 * The device's code; a new one if it has none that is still accepted. Asking does not extend the lifetime.
 * @throws Error when no free code was found (the code space is nearly full).
 */
export function codeFor(
  store: Store,
  random: RandomBytes,
  mac: string,
  nowMs: number,
  lifetimeMs: number,
): string {
  return store.sql.transaction(() => {
    const current = store.devices.codeOf(mac);
    if (current !== undefined && isPending(current, nowMs, lifetimeMs)) return current.code;
    // Expired rows would otherwise keep their numbers taken for ever.
    store.devices.removeCodesBefore(nowMs - lifetimeMs);
    store.devices.removeCode(mac);
    for (let attempt = 0; attempt < attempts; attempt++) {
      const code = randomSixDigits(random);
      if (store.devices.codeByText(code) !== undefined) continue;
      store.devices.saveCode({ mac, code, issued_ms: nowMs, used: 0 });
      return code;
    }
    throw new Error("No free activation code was found.");
  });
}

export function isPending(code: CodeRow, nowMs: number, lifetimeMs: number): boolean {
  return code.used === 0 && nowMs - code.issued_ms <= lifetimeMs;
}
