/** Dotted decimal versions, as the clouds compare them: number by number, missing parts count as older. */

export function isDottedVersion(text: string): boolean {
  return /^\d{1,9}(\.\d{1,9}){0,7}$/.test(text);
}

/** Positive when `a` is newer. Both must satisfy `isDottedVersion`. */
export function compareVersions(a: string, b: string): number {
  const left = a.split(".").map(Number);
  const right = b.split(".").map(Number);
  for (let index = 0; index < Math.min(left.length, right.length); index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
