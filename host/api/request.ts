/** One exchange with the device API: size cap, envelope. Knows nothing of what the calls mean. */
import { envelope } from "./answer.js";
import type { CallLimit } from "./call-limit.js";
import { ApiError, cleanServerText } from "./errors.js";

export interface ApiRequest {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly url: string;
  /** Sent as JSON, unless it is bytes. */
  readonly body?: unknown;
}

export interface ApiAnswer {
  /** 0: success. Otherwise the `code` of the body, or the HTTP status if the body has none. */
  readonly code: number;
  readonly httpStatus: number;
  /** What the server says about it, cleaned and clipped. */
  readonly text: string;
  /** `data` of the envelope. */
  readonly data: unknown;
  /** The whole body, for the calls that have no envelope; undefined if it is none of the device API. */
  readonly body: unknown;
}

export interface Exchange {
  readonly token: string;
  readonly limit: CallLimit;
  readonly fetch: typeof globalThis.fetch;
}

const bodyMaxBytes = 4 * 1024 * 1024;

/** Throws ApiError `unreachable`, `malformed` or `aborted`; an error status of the server is an ordinary answer. */
export async function exchange(request: ApiRequest, { token, limit, fetch }: Exchange): Promise<ApiAnswer> {
  const { host } = new URL(request.url);
  let status: number | undefined;
  let text: string;
  try {
    const response = await fetch(request.url, {
      method: request.method,
      headers: { authorization: `Bearer ${token}`, accept: "application/json", ...typeOf(request.body) },
      ...(request.body === undefined ? {} : { body: encoded(request.body) }),
      // The token goes along with a redirect, and it is for one address.
      redirect: "manual",
      signal: limit.signal,
    });
    // A browser doesn't tell the status of a redirect that it doesn't follow.
    status = response.type === "opaqueredirect" ? 302 : response.status;
    text = await readCapped(response, host);
  } catch (error) {
    if (error instanceof ApiError) throw error;
    limit.throwIfAborted();
    throw new ApiError("unreachable", `${host} ${whyUnreachable(error, limit, status !== undefined)}.`);
  }
  return readAnswer(text, status, host, token);
}

function typeOf(body: unknown): Record<string, string> {
  if (body === undefined) return {};
  return { "content-type": body instanceof Uint8Array ? "application/octet-stream" : "application/json" };
}

function encoded(body: unknown): string | Uint8Array<ArrayBuffer> {
  return body instanceof Uint8Array ? (body as Uint8Array<ArrayBuffer>) : JSON.stringify(body);
}

async function readCapped(response: Response, host: string): Promise<string> {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let text = "";
  let sizeBytes = 0;
  while (reader !== undefined) {
    const { done, value } = await reader.read();
    if (done) break;
    sizeBytes += value.length;
    if (sizeBytes > bodyMaxBytes) {
      await reader.cancel();
      throw new ApiError("malformed", `${host} answered with more than 4 MiB.`);
    }
    text += decoder.decode(value, { stream: true });
  }
  return text + decoder.decode();
}

function readAnswer(answered: string, httpStatus: number, host: string, token: string): ApiAnswer {
  const failed = httpStatus < 200 || httpStatus > 299;
  const body = parse(answered);
  const outer = envelope.safeParse(body);
  if (!outer.success) {
    if (failed) return { code: httpStatus, httpStatus, text: "", data: undefined, body: undefined };
    throw new ApiError(
      "malformed",
      `${host} did not answer as the device API does: is the address right?`,
      httpStatus,
    );
  }
  const { code, msg, message, error, data } = outer.data;
  const said = [msg, message, error].find((text): text is string => typeof text === "string" && text !== "");
  const text = cleanServerText(said ?? "", token);
  // A 200 may carry the real status in `code`; an error status may come with a body that says `code: 0`, or nothing.
  const bodyCode = code ?? 0;
  const inBody = bodyCode !== 0 && bodyCode !== 200 ? bodyCode : undefined;
  const withError = error !== undefined && error !== null && code === undefined;
  const effective = inBody ?? (failed ? httpStatus : withError ? 500 : 0);
  return { code: effective, httpStatus, text, data, body };
}

function parse(text: string): unknown {
  if (text === "") return {};
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function whyUnreachable(error: unknown, limit: CallLimit, answering: boolean): string {
  if (limit.isOver) return `did not answer within ${limit.timeoutMs / 1000} s`;
  if (answering) return "broke off in the middle of its answer";
  const cause: unknown = error instanceof Error ? error.cause : undefined;
  const code = typeof cause === "object" && cause !== null && "code" in cause ? String(cause.code) : "";
  if (code === "ECONNREFUSED") return "refused the connection: nothing listens there";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "is not a known host name";
  if (/CERT|TLS|SSL|SIGNATURE|ALTNAME/.test(code)) return `has a certificate that is not trusted (${code})`;
  // Browsers and Node refuse ports of other protocols, such as 6000.
  if (cause instanceof Error && cause.message === "bad port") return "has a port that is not allowed";
  return code === "" ? "could not be reached" : `could not be reached (${code})`;
}
