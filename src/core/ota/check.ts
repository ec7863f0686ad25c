/** One OTA check over the network. */
import type { CheckFailure, Result } from "../failure.js";
import { type RedirectedResult, requestFollowing } from "../net/redirects.js";
import { toggleTrailingSlash } from "../net/url.js";
import type { Cancel, Clock, Http } from "../ports.js";
import { bodyMaxBytes } from "./refusal.js";
import { type CheckReply, decodeReply } from "./reply.js";

/** From the call to the last byte of the answer, redirects included. */
const requestTimeoutMs = 30_000;

/** What the check and the activate call have in common. */
export interface RequestDeps {
  readonly http: Http;
  /** Measures the time that redirects take. */
  readonly clock: Pick<Clock, "monotonicMs">;
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
  /** The server is held to TLS (`downgrade.ts`). */
  readonly tlsOnly: boolean;
}

export interface Checked {
  readonly reply: CheckReply;
  /**
   * The URL that worked: as configured, or with the other kind of ending. Never where a redirect led, not even a permanent one:
   * a server that was wrong for a minute, or somebody on the path, would otherwise keep the device for good.
   */
  readonly url: string;
}

/**
 * Posts the report and reads the reply. A 404 may only mean a slash too few or too many at the end of the URL, so it is asked
 * once more with the other ending, and what that says is told; if it is another 404, the first one. Lasts at most 60 s.
 * Each of the two follows redirects. `settled` is called once, never after the returned `Cancel`.
 */
export function runCheck(deps: CheckDeps, settled: (result: Result<Checked, CheckFailure>) => void): Cancel {
  const attempt = (url: string, told: (result: Result<Checked, CheckFailure>) => void): Cancel =>
    postOnce(deps, url, deps.body, (result) => {
      if (!result.ok) return told(result);
      const decoded = decodeReply(result, deps.utcMs, url, deps.tlsOnly);
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

/** One POST that follows redirects; whatever the port does, `settled` is called at most once and not after the `Cancel`. */
export function postOnce(
  deps: RequestDeps,
  url: string,
  body: string,
  settled: (result: RedirectedResult) => void,
): Cancel {
  const { http, clock, headers } = deps;
  return requestFollowing(
    http,
    clock,
    { method: "POST", url, headers, body, timeoutMs: requestTimeoutMs, bodyMaxBytes },
    settled,
  );
}
