/** Why a check of the cloud failed. Translated once at the edge; nothing else in the core reads an HTTP status or an errno. */
import type { NetworkFailure } from "./ports.js";

/** A redirect that is not followed. */
export interface RedirectFailure {
  readonly kind: "redirect";
  readonly reason: /** From https to http. */
    | "insecure"
    | "tooMany"
    /** No `http` or `https` address, or too long. */
    | "unusable";
  /** For the log, without the address: it may hold a secret. */
  readonly detail: string;
}

export type CheckFailure =
  | NetworkFailure
  /** The server sent the request on to where it does not go. */
  | RedirectFailure
  /** The server answered with an error status. `text` is its own error text, if it gave one, cleaned and clipped. */
  | { readonly kind: "http"; readonly status: number; readonly text: string; readonly retryAfterMs?: number }
  /** HTTP 200, but the body says no: `error`, `success:false` or a `code` that is no success. */
  | { readonly kind: "refused"; readonly text: string };

export type Result<Value, Failure> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly failure: Failure };
