/**
 * Freezes a constant and all that is in it. A board keeps what stands at module level in flash: what is not frozen there costs RAM
 * for the case that it is written to. XS freezes deeply when asked to; elsewhere (tests, Node) only the outermost level is.
 */
export const frozen = <Value>(value: Value): Value =>
  (Object.freeze as (value: Value, deeply: boolean) => Value)(value, true);
