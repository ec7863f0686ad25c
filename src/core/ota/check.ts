/** One OTA check over the network. */
import type { CheckFailure, Result } from "../failure.js";
import { toggleTrailingSlash } from "../net/url.js";
import type { Cancel, Http, HttpResult } from "../ports.js";
import { bodyMaxBytes } from "./refusal.js";
import { type CheckReply, decodeReply } from "./reply.js";

/** From the call to the last byte of the answer. */
const requestTimeoutMs = 30_000;

/** What the check and the activate call have in common. */
export interface RequestDeps {
  readonly http: Http;
  /** The OTA URL. */
  readonly url: string;
  /** From `requestHeaders`. */
  readonly headers: Readonly<Record<string, string>>;
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
 * once more with the other ending, and what that says is told; if it is another 404, the first one. Lasts at most 60 s.
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
    if (!isMissing(result)) return settled(result);
    cancels.push(
      attempt(toggleTrailingSlash(deps.url), (second) => settled(isMissing(second) ? result : second)),
    );
  });
  cancels.push(first);
  return () => {
    for (const cancel of cancels) cancel();
  };
}

const isMissing = (result: Result<Checked, CheckFailure>): boolean =>
  !result.ok && result.failure.kind === "http" && result.failure.status === 404;

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
      timeoutMs: requestTimeoutMs,
      bodyMaxBytes,
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
