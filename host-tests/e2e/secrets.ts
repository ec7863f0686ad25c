import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Secrets of a run, and where they came out. */

/** So many characters of a secret give it away, wherever the rest was cut off. */
const tellingChars = 12;
const secretMembers = ["token", "password"];

/** The credentials in the device's record of transport settings, as it stands now. */
export function storedSecrets(stateDir: string): string[] {
  let text: string;
  try {
    text = readFileSync(join(stateDir, "transport.record"), "utf8");
  } catch {
    return [];
  }
  const found: string[] = [];
  const look = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    for (const [name, member] of Object.entries(value)) {
      if (secretMembers.includes(name) && typeof member === "string" && member !== "") found.push(member);
      else look(member);
    }
  };
  try {
    look(JSON.parse(text));
  } catch {
    // A test may have spoilt it.
  }
  return found;
}

/** The texts that hold a secret, or enough of one, or a name that goes with one; one line each. */
export function leaks(texts: readonly string[], secrets: Iterable<string>): string[] {
  const needles = [...secrets].map((secret) => secret.slice(0, tellingChars));
  return texts.filter(
    (text) => needles.some((needle) => text.includes(needle)) || /bearer\s+[\w.~+/-]{8}/i.test(text),
  );
}
