/** Requests that follow redirects, over a port that does not. */

import type { RedirectFailure } from "../failure.js";
import type { Cancel, Clock, Http, HttpRequest, HttpResult } from "../ports.js";
import { resolveLocation } from "./location.js";
import { urlMaxChars } from "./url.js";

export const redirectsMax = 3;

export type RedirectedResult = HttpResult | { readonly ok: false; readonly failure: RedirectFailure };

export const isRedirect = (status: number): boolean =>
  status === 301 || status === 302 || status === 303 || status === 307 || status === 308;

/**
 * As `http.request`, following up to three redirects, never from https to http. Without a `Location` a redirect is an answer
 * like any other. `timeoutMs` is for the whole chain, `bodyMaxBytes` for each answer.
 *
 * Method and body stay the same for every status. Browsers ask with GET after 301, 302 and 303; but what is posted here is the
 * question itself, and a GET without it can only be answered with an error. Nothing is ordered or paid, so repeating is harmless.
 *
 * `settled` is called once, never after the returned `Cancel`, whatever the port does.
 */
export function requestFollowing(
  http: Http,
  clock: Pick<Clock, "monotonicMs">,
  first: HttpRequest,
  settled: (result: RedirectedResult) => void,
): Cancel {
  const endsAtMs = clock.monotonicMs() + first.timeoutMs;
  const tooLate: RedirectedResult = {
    ok: false,
    failure: { kind: "timeout", afterMs: first.timeoutMs },
  };
  let over = false;
  let cancelLatest: Cancel = () => {};
  const settle = (result: RedirectedResult): void => {
    over = true;
    settled(result);
  };

  const ask = (request: HttpRequest, redirects: number): void => {
    let answered = false;
    const cancel = http.request(request, (result) => {
      if (over || answered) return;
      answered = true;
      if (!result.ok) return settle(redirects > 0 && result.failure.kind === "timeout" ? tooLate : result);
      const { location } = result.headers;
      if (!isRedirect(result.status) || location === undefined) return settle(result);
      if (redirects === redirectsMax) return settle(tooMany());
      const target = resolveLocation(request.url, location, urlMaxChars);
      if (!target.ok) return settle(target);
      const timeoutMs = endsAtMs - clock.monotonicMs();
      if (timeoutMs <= 0) return settle(tooLate);
      const { url, sameOrigin } = target.value;
      const headers = sameOrigin ? request.headers : withoutCredentials(request.headers);
      ask({ ...request, url, headers, timeoutMs }, redirects + 1);
    });
    if (!answered) cancelLatest = cancel;
  };

  ask(first, 0);
  return () => {
    if (over) return;
    over = true;
    cancelLatest();
  };
}

const tooMany = (): RedirectedResult => ({
  ok: false,
  failure: { kind: "redirect", reason: "tooMany", detail: `more than ${redirectsMax} redirects` },
});

/** Whoever a server names is not therefore entitled to what was meant for that server. Rather too many names than one too few. */
function withoutCredentials(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(
      ([name]) => !/auth|cookie|token|secret|password|credential|signature|key/i.test(name),
    ),
  );
}
