/** A stream of bytes and the places at which it comes apart. */
import { without } from "../shorten.js";

/** JSON: what came, in hex, and where the pieces end in which it came. */
export type Stream = { readonly hex: string; readonly cuts: readonly number[] };

export const streamOf = (bytes: Uint8Array, extras: readonly number[]): Stream => ({
  hex: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex"),
  cuts: cutsIn(bytes.length, extras),
});

/** Every second stream comes in single bytes at its beginning: there the headers are. */
function cutsIn(size: number, [manner = 0, ...extras]: readonly number[]): readonly number[] {
  const singles = manner % 2 === 0 ? 0 : Math.min(size, 4 + (manner % 61));
  const cuts = new Set<number>();
  for (let at = 1; at < singles; at += 1) cuts.add(at);
  if (size > 1) for (const extra of extras) cuts.add(1 + (extra % (size - 1)));
  return [...cuts].sort((a, b) => a - b);
}

export const bytesOf = ({ hex }: Stream): Uint8Array => new Uint8Array(Buffer.from(hex, "hex"));

/** The pieces, each in a buffer of its own, as a socket hands them out. */
export function piecesOf(stream: Stream): readonly Uint8Array[] {
  const bytes = bytesOf(stream);
  const ends = [...stream.cuts.filter((cut) => cut > 0 && cut < bytes.length), bytes.length];
  let from = 0;
  return ends.map((end) => {
    const piece = bytes.slice(from, end);
    from = end;
    return piece;
  });
}

/** Fewer cuts, then fewer bytes. */
export function* shorterStream({ hex, cuts }: Stream): Iterable<Stream> {
  for (const fewer of without(cuts)) yield { hex, cuts: fewer };
  const bytes = hex.match(/../g) ?? [];
  for (const fewer of without(bytes)) yield { hex: fewer.join(""), cuts };
}
