/** What can go wrong with a call of the console, and how it is told. */
import type { FastifyError } from "fastify";
import { ApiError, type ApiErrorKind } from "../../api/errors.js";
import type { ConsoleFailure } from "../contract.js";

/** A refusal with its HTTP status; the message is one sentence for a person and holds no secret. */
export class Refusal extends Error {
  override readonly name = "Refusal";

  constructor(
    readonly status: number,
    readonly kind: string,
    message: string,
    /** Seconds until another try makes sense. */
    readonly retryAfterS?: number,
  ) {
    super(message);
  }
}

export const notFound = (what: string): Refusal => new Refusal(404, "notFound", `There is no such ${what}.`);
export const invalid = (message: string): Refusal => new Refusal(400, "invalid", message);

/** Not 401 for a token that the device API refuses: that would mean that the page isn't signed in. */
const apiStatuses: Partial<Readonly<Record<ApiErrorKind, number>>> = {
  codeInvalid: 400,
  agentNotFound: 404,
  deviceNotFound: 404,
  notFound: 404,
  alreadyBound: 409,
};

/** What to answer for anything that was thrown. `unexpected` gets what only the person who runs the console should see. */
export function refusalOf(error: unknown, unexpected: (message: string) => void): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof ApiError)
    return new Refusal(apiStatuses[error.kind] ?? 502, error.kind, error.message);
  const status = (error as Partial<FastifyError> | null)?.statusCode ?? 500;
  if (status === 413) return new Refusal(413, "invalid", "The body is too large.");
  if (status === 415) return new Refusal(415, "invalid", "The body has the wrong content type.");
  if (status >= 400 && status < 500)
    return new Refusal(status, "invalid", "The request can't be understood.");
  unexpected(error instanceof Error ? error.message : String(error));
  return new Refusal(500, "server", "Something unexpected went wrong in the console's server.");
}

export function bodyOf({ kind, message }: Refusal): ConsoleFailure {
  return { error: { kind, message } };
}
