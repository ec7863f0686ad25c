/**
 * A canary of the soak: the device core with a leak beside it, one object and one timer a day. The soak must see it. Built for XS as
 * the core itself is.
 */
import "../../../device/xs/guest/main.js";
import { ports } from "../../../device/xs/guest/ports.js";

const dayMs = 86_400_000;
const neverMs = 1_000 * dayMs;
const kept: object[] = [];

function leak(): void {
  kept.push({ nth: kept.length });
  ports.timers.after(neverMs, () => {});
  ports.timers.after(dayMs, leak);
}

ports.timers.after(dayMs / 2, leak);
