/** Times of lists: all in this computer's zone, which the heading names. */
import type { Language } from "./wording/language.js";
import { say } from "./wording/wording.js";

/** Such as `Asia/Shanghai`. A test sets it by TZ. */
export function zoneName(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/**
 * `2026-11-29 20:24`, of what a cloud tells: ISO 8601, or milliseconds or seconds since 1970. One that doesn't say its zone can't be
 * converted: it is shown as it is, and said to be the server's.
 */
export function momentText(told: string | undefined, io: { readonly language?: Language }): string {
  if (told === undefined || told === "") return "";
  const number = /^\d{10}(\d{3})?$/.test(told) ? Number(told) * (told.length === 10 ? 1000 : 1) : undefined;
  const hasZone = /T.*(Z|[+-]\d\d:?\d\d)$/i.test(told);
  const at = number ?? (hasZone ? Date.parse(told) : Number.NaN);
  if (!Number.isNaN(at)) return localText(new Date(at));
  return /^\d{4}-\d\d-\d\d[ T]/.test(told) ? say(io, "{time} (server’s clock)", { time: told }) : told;
}

function localText(date: Date): string {
  const two = (n: number): string => String(n).padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}
