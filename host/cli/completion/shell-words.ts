/** Parts of a script that bash and zsh have in common. */
import type { OptionWords, Place } from "./places.js";

/** In single quotes, which take everything as it is but themselves. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** Reads the words before the one being typed: sets `place`, and `skip` if the last one wants a value. */
export function placeCase(places: readonly Place[], indent: string): string[] {
  const steps = places.flatMap(({ path, commands }) =>
    commands.map(({ name }) => {
      const next = path === "" ? name : `${path} ${name}`;
      return `${indent}${quoted(`${path}|${name}`)}) place=${quoted(next)} ;;`;
    }),
  );
  const skips = withValues(places).map(({ key }) => `${indent}${quoted(key)}) skip=1 ;;`);
  return [...steps, ...skips];
}

/** Every option that takes a value, with the key `place|--option`. */
export function withValues(
  places: readonly Place[],
): readonly { readonly key: string; readonly values: NonNullable<OptionWords["values"]> }[] {
  return places.flatMap(({ path, options }) =>
    options.flatMap(({ flags, values }) =>
      values === undefined ? [] : flags.map((flag) => ({ key: `${path}|${flag}`, values })),
    ),
  );
}
