/** Asking the cloud whether a person has entered the code. */
import { frozen } from "../frozen.js";
import type { ActivateOutcome } from "../lifecycle/events.js";
import type { RedirectedResult } from "../net/redirects.js";
import { activateUrl } from "../net/url.js";
import type { Cancel, Crypto } from "../ports.js";
import { parseJsonObject } from "../shape.js";
import { encodeUtf8 } from "../text/utf8.js";
import { postOnce, type RequestDeps } from "./check.js";
import { hexOf } from "./identity.js";
import { bodyMaxBytes, httpFailure, refusalIn } from "./refusal.js";

/** `{}`, or for a chip with a serial number and a key of its own the proof that it is the one. */
export function activateBody(serialNumber: string | undefined, challenge: string, crypto: Crypto): string {
  const hmac = serialNumber && challenge ? crypto.deviceHmacSha256(encodeUtf8(challenge)) : undefined;
  return JSON.stringify(
    hmac ? { algorithm: "hmac-sha256", serial_number: serialNumber, challenge, hmac: hexOf(hmac) } : {},
  );
}

export interface ActivateDeps extends RequestDeps {
  /** `undefined`: the chip has none. */
  readonly serial: string | undefined;
  readonly challenge: string;
  readonly crypto: Crypto;
}

/**
 * Posts to `activate` below `url`, the OTA URL that worked, with the headers of the check.
 * `settled` is called once, never after the returned `Cancel`.
 */
export function runActivate(deps: ActivateDeps, settled: (outcome: ActivateOutcome) => void): Cancel {
  const body = activateBody(deps.serial, deps.challenge, deps.crypto);
  return postOnce(deps, activateUrl(deps.url), body, (result) => settled(outcomeOf(result, deps.utcMs)));
}

const noEndpoint: readonly number[] = frozen([404, 405, 501]);

function outcomeOf(result: RedirectedResult, utcMs: number): ActivateOutcome {
  if (!result.ok) return { kind: "failed", failure: result.failure };
  if (result.status === 202) return { kind: "pending" };
  if (noEndpoint.includes(result.status)) return { kind: "unsupported" };
  if (result.status !== 200) return { kind: "failed", failure: httpFailure(result, utcMs) };
  // The body of a 200 is free (one server says `success`), unless it is one of the JSON ways to say no.
  const body = parseJsonObject(result.body, bodyMaxBytes);
  const refusal = body.ok ? refusalIn(body.value) : undefined;
  if (!refusal) return { kind: "bound" };
  return refusal.kind === "http" ? { kind: "unsupported" } : { kind: "failed", failure: refusal };
}
