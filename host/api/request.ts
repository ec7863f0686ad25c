/** One exchange with the device API: timeout, size cap, envelope. Knows nothing of what the calls mean. */
import { envelope } from "./answer.js";
import { ApiError, cleanServerText } from "./errors.js";

export interface ApiRequest {
  readonly method: "GET" | "POST" | "DELETE";
  readonly url: string;
  /** Sent as JSON. */
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
  /** The whole body, for the calls that have no envelope. */
  readonly body: unknown;
}

export interface Exchange {
  readonly token: string;
  /** Milliseconds, from the call to the last byte. */
  readonly timeoutMs: number;
  readonly fetch: typeof globalThis.fetch;
}

const bodyMaxBytes = 4 * 1024 * 1024;

/** Throws ApiError `unreachable` or `malformed`; an error status of the server is an ordinary answer. */
export async function exchange(
  request: ApiRequest,
  { token, timeoutMs, fetch }: Exchange,
): Promise<ApiAnswer> {
  const host = new URL(request.url).host;
  let status: number;
  let bytes: Buffer;
  try {
    const response = await fetch(request.url, {
      method: request.method,
      headers: {
        authorization: `Bearer ${token}`,
        accept: "application/json",
        ...(request.body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      redirect: "manual",
      signal: AbortSignal.timeout(timeoutMs),
    });
    status = response.status;
    bytes = await readCapped(response, host);
  } catch (error) {
    if (error instanceof ApiError) throw error;
    throw new ApiError("unreachable", `${host} ${whyUnreachable(error, timeoutMs)}.`);
  }
  return readAnswer(bytes, status, host, token);
}

async function readCapped(response: Response, host: string): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of response.body ?? []) {
    sizeBytes += chunk.length;
    if (sizeBytes > bodyMaxBytes) throw new ApiError("malformed", `${host} answered with more than 4 MiB.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function readAnswer(bytes: Buffer, httpStatus: number, host: string, token: string): ApiAnswer {
  const failed = httpStatus < 200 || httpStatus > 299;
  const body = parse(bytes);
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

function parse(bytes: Buffer): unknown {
  if (bytes.length === 0) return {};
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    return undefined;
  }
}

function whyUnreachable(error: unknown, timeoutMs: number): string {
  if (error instanceof Error && (error.name === "TimeoutError" || error.name === "AbortError")) {
    return `did not answer within ${timeoutMs / 1000} s`;
  }
  const cause: unknown = error instanceof Error ? error.cause : undefined;
  const code = typeof cause === "object" && cause !== null && "code" in cause ? String(cause.code) : "";
  if (code === "ECONNREFUSED") return "refused the connection: nothing listens there";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "is not a known host name";
  if (/CERT|TLS|SSL|SIGNATURE|ALTNAME/.test(code)) return `has a certificate that is not trusted (${code})`;
  return code === "" ? "could not be reached" : `could not be reached (${code})`;
}
