/** Candidates with less in them, from large cuts to small ones. */

/** `whole` without a stretch: halves, quarters, … single elements. */
export function* without<Value extends string | readonly unknown[]>(whole: Value): Iterable<Value> {
  for (let size = Math.ceil(whole.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2))
    for (let at = 0; at < whole.length; at += size)
      yield joined(whole.slice(0, at) as Value, whole.slice(at + size) as Value);
}

function joined<Value extends string | readonly unknown[]>(head: Value, tail: Value): Value {
  return (typeof head === "string" ? head + (tail as string) : [...head, ...tail]) as Value;
}

/** The smallest that still fails, by taking the first candidate that does, over and over, or the best until it is too late. */
export function smallest<Input>(
  input: Input,
  shorter: (input: Input) => Iterable<Input>,
  fails: (input: Input) => boolean,
  isTooLate: () => boolean,
): Input {
  let best = input;
  for (let found = true; found; ) {
    found = false;
    for (const candidate of shorter(best)) {
      if (isTooLate()) return best;
      if (!fails(candidate)) continue;
      best = candidate;
      found = true;
      break;
    }
  }
  return best;
}
