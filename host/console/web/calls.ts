/** Calls of the console's server. */
import { type ConsoleFailure, consoleHeader, consolePath } from "../contract.js";

export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  /** `kind` is a wording key's end (`error.KIND`), or one that the page doesn't know; `message` is in English. */
  | { readonly ok: false; readonly kind: string; readonly message: string };

const usualTimeoutMs = 20_000;
const uploadTimeoutMs = 120_000;

const unreachable = { ok: false, kind: "consoleUnreachable", message: "" } as const;

/** Never rejects. `body` is sent as JSON; an answer without a body gives `undefined`. */
export async function call<T = undefined>(
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE",
  path: string,
  body?: unknown,
  timeoutMs = usualTimeoutMs,
): Promise<Answer<T>> {
  try {
    const response = await fetch(consolePath + path, {
      method,
      headers: {
        [consoleHeader]: "1",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    return answerOf(response.status, await response.text());
  } catch {
    return unreachable;
  }
}

/** Sends a file, telling how much is through. XMLHttpRequest: fetch can't tell that. Never rejects. */
export function upload<T>(path: string, file: Blob, progress: (percent: number) => void): Promise<Answer<T>> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("PUT", consolePath + path);
    request.timeout = uploadTimeoutMs;
    request.setRequestHeader(consoleHeader, "1");
    request.setRequestHeader("content-type", "application/octet-stream");
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      if (total > 0) progress(Math.round((100 * loaded) / total));
    });
    request.addEventListener("load", () => resolve(answerOf(request.status, request.responseText)));
    for (const failure of ["error", "timeout", "abort"])
      request.addEventListener(failure, () => resolve(unreachable));
    request.send(file);
  });
}

function answerOf<T>(status: number, text: string): Answer<T> {
  let value: unknown;
  try {
    value = text === "" ? undefined : JSON.parse(text);
  } catch {
    return { ok: false, kind: "malformed", message: "" };
  }
  if (status >= 200 && status < 300) return { ok: true, value: value as T };
  const failure = (value as Partial<ConsoleFailure> | undefined)?.error;
  return { ok: false, kind: failure?.kind ?? "server", message: failure?.message ?? `HTTP ${status}` };
}
