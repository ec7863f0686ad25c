/** One OTA check over the network. */
import type { CheckFailure, Result } from "../failure.js";
import { toggleTrailingSlash } from "../net/url.js";
import type { Cancel, Http, HttpResult } from "../ports.js";
import { bodyMaxBytes } from "./refusal.js";
import { type CheckReply, decodeReply } from "./reply.js";

export const requestTimeoutMs = 30_000;

/** What the check and the activate call have in common. */
export interface RequestDeps {
  readonly http: Http;
  /** The OTA URL. */
  readonly url: string;
  /** From `requestHeaders`. */
  readonly headers: Readonly<Record<string, string>>;
  /** From the call to the last byte of the answer; `requestTimeoutMs` if not given. */
  readonly timeoutMs?: number;
  /** 16,384 if not given. */
  readonly bodyMaxBytes?: number;
  /** The device's clock, for a `Retry-After` date. */
  readonly utcMs: number;
}

export interface CheckDeps extends RequestDeps {
  /** From `reportBody`. */
  readonly body: string;
}

export interface Checked {
  readonly reply: CheckReply;
  /** The URL that worked: as configured, or with the other kind of ending. */
  readonly url: string;
}

/**
 * Posts the report and reads the reply. A 404 may only mean a slash too few or too many at the end of the URL, so it is asked
 * once more with the other ending; if that fails as well the first failure is told. Lasts at most twice the timeout.
 * `settled` is called once, never after the returned `Cancel`.
 */
export function runCheck(deps: CheckDeps, settled: (result: Result<Checked, CheckFailure>) => void): Cancel {
  const attempt = (url: string, told: (result: Result<Checked, CheckFailure>) => void): Cancel =>
    postOnce(deps, url, deps.body, (result) => {
      if (!result.ok) return told(result);
      const decoded = decodeReply(result, deps.utcMs);
      told(decoded.ok ? { ok: true, value: { reply: decoded.value, url } } : decoded);
    });
  const cancels: Cancel[] = [];
  const first = attempt(deps.url, (result) => {
    if (result.ok || result.failure.kind !== "http" || result.failure.status !== 404) return settled(result);
    cancels.push(attempt(toggleTrailingSlash(deps.url), (second) => settled(second.ok ? second : result)));
  });
  cancels.push(first);
  return () => {
    for (const cancel of cancels) cancel();
  };
}

/** One POST; whatever the port does, `settled` is called at most once and not after the `Cancel`. */
export function postOnce(
  deps: RequestDeps,
  url: string,
  body: string,
  settled: (result: HttpResult) => void,
): Cancel {
  let live = true;
  const cancel = deps.http.request(
    {
      method: "POST",
      url,
      headers: deps.headers,
      body,
      timeoutMs: deps.timeoutMs ?? requestTimeoutMs,
      bodyMaxBytes: deps.bodyMaxBytes ?? bodyMaxBytes,
    },
    (result) => {
      if (!live) return;
      live = false;
      settled(result);
    },
  );
  return () => {
    if (!live) return;
    live = false;
    cancel();
  };
}
