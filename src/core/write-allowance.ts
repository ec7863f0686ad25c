/**
 * How often the device writes down what servers say. Flash wears with each write, and neither a server nor a mains that comes and
 * goes may wear it out: a few writes at once, then one every three hours. What is not written is kept in memory and may be written later.
 */
import { frozen } from "./frozen.js";

export const writeAllowance = frozen({
  /** Three times bound and unbound again. */
  atOnceMax: 6,
  oneMoreEveryMs: 3 * 3_600_000,
  /** Settings that only replace some that work leave so many writes for what can't wait. */
  reserve: 2,
});
