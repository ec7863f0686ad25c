/** HTTP port over Node's own client: one connection an exchange, nothing sent that the core did not ask for. */
import http, { type ClientRequest, type IncomingMessage } from "node:http";
import https from "node:https";
import type { Cancel, Http, HttpRequest, HttpResult, NetworkFailure } from "../../../src/core/ports.js";
import { endOnce, type Fault } from "./callback.js";
import { networkFailure, type Stage } from "./failure.js";

/** Node's default, written out: a larger header block ends the request. */
const headerMaxBytes = 16_384;

/**
 * As lenient as the client of a board: chunks with a length beside them, blanks behind a chunk's size, lines that end in a line feed … (RFC
 * 9112 lets a client). One exchange a connection, so no other answer can be hidden in what is tolerated.
 */
export const lenient = { insecureHTTPParser: true } as const;

/**
 * The HTTP port. No redirects, no keep-alive, no `User-Agent` of our own; header names keep their case.
 * Further certificate authorities come from NODE_EXTRA_CA_CERTS.
 */
export function nodeHttp(fault: Fault): Http {
  return {
    request(request, settled) {
      return exchange(request, settled, fault);
    },
  };
}

function exchange(request: HttpRequest, settled: (result: HttpResult) => void, fault: Fault): Cancel {
  const ending = endOnce(fault, settled);
  let call: ClientRequest | undefined;
  const finish = (result: HttpResult): void => {
    clearTimeout(timer);
    ending.settle(result);
    call?.destroy();
  };
  const fail = (failure: NetworkFailure): void => finish({ ok: false, failure });
  const timer = setTimeout(
    () => fail({ kind: "timeout", afterMs: request.timeoutMs }),
    Math.max(0, request.timeoutMs),
  );
  try {
    call = send(request, (response) => receive(response, request.bodyMaxBytes, finish), fail);
  } catch (error) {
    fail({ kind: "malformed", detail: error instanceof TypeError ? "bad URL or header" : "bad request" });
  }
  return () => {
    clearTimeout(timer);
    ending.cancel();
    call?.destroy();
  };
}

function send(
  request: HttpRequest,
  answered: (response: IncomingMessage) => void,
  failed: (failure: NetworkFailure) => void,
): ClientRequest {
  const url = new URL(request.url);
  const secure = url.protocol === "https:";
  if (!secure && url.protocol !== "http:") throw new TypeError("only http and https");
  const headers: Record<string, string | number> = { ...request.headers };
  if (request.body !== undefined) headers["Content-Length"] = Buffer.byteLength(request.body);
  let stage: Stage = "connecting";
  const call = (secure ? https : http).request(url, {
    method: request.method,
    headers,
    agent: false,
    maxHeaderSize: headerMaxBytes,
    ...lenient,
  });
  let answer: IncomingMessage | undefined;
  call.on("socket", (socket) => {
    socket.once("connect", () => {
      stage = secure ? "securing" : "talking";
    });
    socket.once("secureConnect", () => {
      stage = "talking";
    });
  });
  call.on("response", (response) => {
    answer = response;
    answered(response);
  });
  call.on("error", (error) => {
    // What follows a whole answer is none of ours.
    if (answer?.complete !== true) failed(networkFailure(error, stage));
  });
  call.end(request.body);
  return call;
}

function receive(response: IncomingMessage, limitBytes: number, finish: (result: HttpResult) => void): void {
  const encoding = response.headers["transfer-encoding"]?.toLowerCase() ?? "identity";
  if (encoding !== "chunked" && encoding !== "identity") {
    finish({ ok: false, failure: { kind: "malformed", detail: "the transfer encoding is not chunked" } });
    return;
  }
  // Beside `identity` the parser takes no notice of a length.
  const announcedBytes = encoding === "identity" ? Number(response.headers["content-length"]) : Number.NaN;
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  response.on("data", (chunk: Buffer) => {
    sizeBytes += chunk.length;
    if (sizeBytes > limitBytes) finish({ ok: false, failure: { kind: "tooLarge", limitBytes } });
    else chunks.push(chunk);
    if (sizeBytes === announcedBytes) complete();
  });
  response.on("error", (error) => finish({ ok: false, failure: networkFailure(error, "talking") }));
  const complete = (): void => {
    const body = Buffer.concat(chunks).toString("utf8");
    finish({ ok: true, status: response.statusCode ?? 0, headers: flatHeaders(response), body });
  };
  response.on("end", complete);
}

/** One text a name; repeated headers are joined as RFC 9110 §5.3 has it. */
function flatHeaders(response: IncomingMessage): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(response.headers)) {
    if (value !== undefined) flat[name] = Array.isArray(value) ? value.join(", ") : value;
  }
  return flat;
}
