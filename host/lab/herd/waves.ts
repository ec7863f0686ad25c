/** Do requests come in waves? The strongest regular rhythm in a series, by its spectrum. */

export interface Wave {
  readonly periodS: number;
  /** Of its swing, from the mean up, relative to the mean: 1 is everything or nothing. */
  readonly swing: number;
  /** Squared swing relative to what mere chance (independent arrivals) gives on average: above about 15 it is no chance. */
  readonly overChance: number;
}

/** Cooley-Tukey, in place; the length is a power of two. */
function transform(real: Float64Array, imaginary: Float64Array): void {
  const { length } = real;
  for (let from = 1, to = 0; from < length; from++) {
    let bit = length >> 1;
    for (; to & bit; bit >>= 1) to ^= bit;
    to ^= bit;
    if (from < to) {
      [real[from], real[to]] = [real[to] as number, real[from] as number];
      [imaginary[from], imaginary[to]] = [imaginary[to] as number, imaginary[from] as number];
    }
  }
  for (let half = 1; half < length; half *= 2) {
    for (let at = 0; at < half; at++) {
      const angle = (-Math.PI * at) / half;
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
      for (let low = at; low < length; low += 2 * half) {
        const high = low + half;
        const [re, im] = [real[high] as number, imaginary[high] as number];
        const [turnedRe, turnedIm] = [re * cos - im * sin, re * sin + im * cos];
        real[high] = (real[low] as number) - turnedRe;
        imaginary[high] = (imaginary[low] as number) - turnedIm;
        real[low] = (real[low] as number) + turnedRe;
        imaginary[low] = (imaginary[low] as number) + turnedIm;
      }
    }
  }
}

/** Of the longest part of the series, counted from its end, whose length is a power of two; periods from two seconds to all of it. */
export function strongestWave(perSecond: Uint32Array): Wave | undefined {
  const length = 2 ** Math.floor(Math.log2(perSecond.length));
  const part = perSecond.subarray(perSecond.length - length);
  const total = part.reduce((sum, count) => sum + count, 0);
  if (total === 0) return undefined;
  const mean = total / length;
  const real = Float64Array.from(part, (count) => count - mean);
  const imaginary = new Float64Array(length);
  transform(real, imaginary);
  let strongest = 1;
  let power = 0;
  for (let cycles = 1; cycles <= length / 2; cycles++) {
    const found = (real[cycles] as number) ** 2 + (imaginary[cycles] as number) ** 2;
    if (found <= power) continue;
    strongest = cycles;
    power = found;
  }
  return { periodS: length / strongest, swing: (2 * Math.sqrt(power)) / total, overChance: power / total };
}
