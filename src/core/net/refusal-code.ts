/** What a server that says no by a number means: HTTP status of a check or an upgrade, or CONNACK code (below 100). */
import { frozen } from "../frozen.js";

export type RefusalMeaning =
  /** It knows this device, or its credentials, and does not want it. */
  | "denied"
  /** Not now. */
  | "busy"
  /** What answers there is not what was looked for. */
  | "notHere"
  /** It has trouble of its own. */
  | "broken"
  | "other";

const meanings: Readonly<Record<number, RefusalMeaning>> = frozen({
  // CONNACK (MQTT 3.1.1 §3.2.2.3). 2 rejects the client id, which comes from the check like user name and password.
  2: "denied",
  3: "busy",
  4: "denied",
  5: "denied",
  200: "notHere",
  401: "denied",
  403: "denied",
  404: "notHere",
  405: "notHere",
  408: "busy",
  410: "notHere",
  426: "notHere",
  429: "busy",
  503: "busy",
});

/** `code`: HTTP status or CONNACK code. Total. */
export function meaningOf(code: number): RefusalMeaning {
  const known = meanings[code];
  if (known !== undefined) return known;
  if (code >= 200 && code < 400) return "notHere";
  return code >= 500 && code < 600 ? "broken" : "other";
}
