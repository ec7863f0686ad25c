/** What a person signs in with. */
import { createHash, randomInt, timingSafeEqual } from "node:crypto";

/** Compares without telling by its duration where the texts differ, or how long they are. */
export function sameSecret(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text, "utf8").digest();
  return timingSafeEqual(digest(given), digest(wanted));
}

/** Without the letters that look like others. */
const letters = "abcdefghjkmnpqrstuvwxyz23456789";

/** A password to read from a terminal and type: four groups of five, 99 random bits. */
export function inventPassword(): string {
  const group = () => Array.from({ length: 5 }, () => letters[randomInt(letters.length)]).join("");
  return Array.from({ length: 4 }, group).join("-");
}
