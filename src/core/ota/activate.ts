/** Asking the cloud whether a person has entered the code. */
import type { CheckFailure } from "../failure.js";
import type { RedirectedResult } from "../net/redirects.js";
import { activateUrl } from "../net/url.js";
import type { Cancel, Crypto } from "../ports.js";
import { encodeUtf8 } from "../text/utf8.js";
import { parseJsonObject } from "../untrusted-json.js";
import { postOnce, type RequestDeps } from "./check.js";
import { hexOf } from "./identity.js";
import { bodyMaxBytes, httpFailure, refusalIn } from "./refusal.js";
import { saysUnbound } from "./reply.js";

/** What came of one call. */
export type ActivateOutcome =
  /** 200: a hint, to be confirmed by a check. */
  | { readonly kind: "bound" }
  /** 202. */
  | { readonly kind: "pending" }
  /** The endpoint is missing, or of no use to this device. `answer` says in a few words what came of it, for the log. */
  | { readonly kind: "unsupported"; readonly answer: string }
  /** The server can't be reached, or asks for quiet. */
  | { readonly kind: "failed"; readonly failure: CheckFailure };

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

function outcomeOf(result: RedirectedResult, utcMs: number): ActivateOutcome {
  if (!result.ok) return otherwise(result.failure);
  if (result.status === 202) return { kind: "pending" };
  if (result.status !== 200) return otherwise(httpFailure(result, utcMs));
  // The body of a 200 is free (one server says `success`), unless it is one of the JSON ways to say no, or a whole reply to a check.
  const body = parseJsonObject(result.body, bodyMaxBytes);
  const refusal = body.ok ? refusalIn(body.value) : undefined;
  if (refusal) return otherwise(refusal);
  if (body.ok && saysUnbound(body.value)) return { kind: "unsupported", answer: "200, and still a code" };
  return { kind: "bound" };
}

/**
 * Neither yes nor not yet. Who can't be reached, or asks for quiet, is asked later; all else is what this endpoint says to a device
 * like this (400 without an hmac, 401, nothing at all …), and will go on saying when the code has been entered.
 */
function otherwise(failure: CheckFailure): ActivateOutcome {
  const isAway = failure.kind === "unreachable" && failure.stage !== "closed";
  const wantsQuiet =
    failure.kind === "http" &&
    (failure.status === 429 || failure.status === 503 || failure.retryAfterMs !== undefined);
  if (isAway || wantsQuiet) return { kind: "failed", failure };
  if (failure.kind === "http") return { kind: "unsupported", answer: `HTTP status ${failure.status}` };
  return { kind: "unsupported", answer: failure.kind === "refused" ? "no" : failure.kind };
}
