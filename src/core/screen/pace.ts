/** Speed and time left of an install, in words. */
import type { Pace } from "../lifecycle/pace.js";
import { type Language, say } from "./wording.js";

/** Longer than this nobody can tell. */
const leftMaxMs = 90 * 60_000;

/** `undefined` before there is anything to say. */
export function paceText(pace: Pace | undefined, language: Language): string | undefined {
  if (pace?.toldBytesPerSecond === undefined) return undefined;
  const speed = speedText(pace.toldBytesPerSecond);
  const left = pace.endsAtMs === undefined ? undefined : leftText(pace.endsAtMs - pace.atMs, language);
  return left === undefined ? speed : say(language, "progress.pace", { speed, left });
}

/** Two digits that count: 850 B/s, 4.2 kB/s, 62 kB/s, 140 kB/s, 1.3 MB/s. */
export function speedText(bytesPerSecond: number): string {
  const rounded = twoDigits(bytesPerSecond);
  if (rounded < 1_000) return `${rounded} B/s`;
  const [value, unit] = rounded < 1_000_000 ? [rounded / 1_000, "kB/s"] : [rounded / 1_000_000, "MB/s"];
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${unit}`;
}

function twoDigits(value: number): number {
  let step = 1;
  while (value / step >= 100) step *= 10;
  return Math.round(value / step) * step;
}

/** Rounded up, to whole tens of seconds or to minutes. */
function leftText(leftMs: number, language: Language): string | undefined {
  if (leftMs > leftMaxMs) return undefined;
  const tens = Math.max(1, Math.ceil(leftMs / 10_000));
  return tens < 6
    ? say(language, "progress.secondsLeft", { seconds: `${tens * 10}` })
    : say(language, "progress.minutesLeft", { minutes: `${Math.ceil(leftMs / 60_000)}` });
}
