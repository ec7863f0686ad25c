import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { ActivateOutcome } from "../../../src/core/ota/activate.js";
import { activateBody, runActivate } from "../../../src/core/ota/activate.js";
import { runCheck } from "../../../src/core/ota/check.js";
import type { Http, HttpRequest, HttpResult } from "../../../src/core/ports.js";
import { VirtualTime } from "../../fakes/virtual-time.js";

/** HTTP that answers when told; `sync` answers from inside the call, against the rules of the port. */
function scriptedHttp(sync?: HttpResult[]) {
  const requests: HttpRequest[] = [];
  const settles: ((result: HttpResult) => void)[] = [];
  const cancelled: string[] = [];
  const http: Http = {
    request(request, settled) {
      requests.push(request);
      settles.push(settled);
      const answer = sync?.shift();
      if (answer) settled(answer);
      return () => void cancelled.push(request.url);
    },
  };
  return { http, requests, cancelled, answer: (at: number, result: HttpResult) => settles[at]?.(result) };
}

const answer = (status: number, body: unknown = "", headers = {}): HttpResult => ({
  ok: true,
  status,
  headers,
  body: typeof body === "string" ? body : JSON.stringify(body),
});
const good = answer(200, { websocket: { url: "wss://h/" } });
const reply = { websocket: { url: "wss://h/", version: 1 } };
const url = "https://cloud.example/ota/";
const headers = { "Device-Id": "d4:06:06:b6:a9:fb" };
const clock = new VirtualTime();
const noKey = { deviceHmacSha256: () => undefined, aes128Ctr: () => new Uint8Array() };

function startCheck(net = scriptedHttp(), at = url) {
  const results: unknown[] = [];
  const cancel = runCheck(
    { http: net.http, clock, url: at, headers, body: "{}", utcMs: 0, tlsOnly: false },
    (result) => results.push(result),
  );
  return { ...net, results, cancel };
}

describe("runCheck", () => {
  it("posts the report with its headers, 30 s and 16 KiB", () => {
    const { requests, results, answer: give } = startCheck();
    expect(requests).toEqual([
      { method: "POST", url, headers, body: "{}", timeoutMs: 30_000, bodyMaxBytes: 16_384 },
    ]);
    give(0, good);
    expect(results).toEqual([{ ok: true, value: { reply, url } }]);
  });

  it.each([
    ["HTTP 404", answer(404, "404: Not Found"), url, "https://cloud.example/ota"],
    ["a 404 in an envelope", answer(200, { code: 404, msg: "no" }), "https://cloud.example/ota", url],
  ])("tries the other ending once after %s, and tells the URL that worked", (_, missing, first, second) => {
    const { requests, results, answer: give } = startCheck(scriptedHttp(), first);
    give(0, missing);
    expect(results).toEqual([]);
    give(1, good);
    expect(requests.map((request) => request.url)).toEqual([first, second]);
    expect(results).toEqual([{ ok: true, value: { reply, url: second } }]);
  });

  it.each([
    [answer(404, "other"), { kind: "http", status: 404, text: "first" }],
    [answer(200, { code: 404, msg: "other" }), { kind: "http", status: 404, text: "first" }],
    [
      answer(503, "busy", { "retry-after": "600" }),
      { kind: "http", status: 503, text: "busy", retryAfterMs: 600_000 },
    ],
    [{ ok: false, failure: { kind: "timeout", afterMs: 1 } } as const, { kind: "timeout", afterMs: 1 }],
  ])("tells what the second try says unless that is a 404 too, and tries no third: %#", (second, failure) => {
    const { requests, results, answer: give } = startCheck();
    give(0, answer(404, "first"));
    give(1, second);
    expect(requests).toHaveLength(2);
    expect(results).toEqual([{ ok: false, failure }]);
  });

  it.each([
    [
      answer(400, { error: "Device ID is required" }),
      { kind: "http", status: 400, text: "Device ID is required" },
    ],
    [answer(200, { error: "no" }), { kind: "refused", text: "no" }],
    [{ ok: false, failure: { kind: "tls", detail: "expired" } } as const, { kind: "tls", detail: "expired" }],
  ])("passes other failures on at once", (result, failure) => {
    const { requests, results, answer: give } = startCheck();
    give(0, result);
    expect(requests).toHaveLength(1);
    expect(results).toEqual([{ ok: false, failure }]);
  });

  it("counts a Retry-After date from the device's clock", () => {
    const net = scriptedHttp();
    const results: unknown[] = [];
    runCheck(
      {
        http: net.http,
        clock,
        url,
        headers,
        body: "{}",
        utcMs: Date.UTC(2026, 0, 15, 8, 30),
        tlsOnly: false,
      },
      (result) => results.push(result),
    );
    net.answer(0, answer(503, "", { "retry-after": "Thu, 15 Jan 2026 08:30:07 GMT" }));
    expect(results).toEqual([
      { ok: false, failure: { kind: "http", status: 503, text: "", retryAfterMs: 7_000 } },
    ]);
  });

  it("follows a redirect, and goes on asking where it was told to: the target is not remembered", () => {
    for (const status of [301, 307]) {
      const { requests, results, answer: give } = startCheck();
      give(0, answer(status, "", { location: "https://other.example/v2/" }));
      expect(requests[1]).toMatchObject({
        method: "POST",
        url: "https://other.example/v2/",
        headers,
        body: "{}",
      });
      give(1, good);
      expect(results).toEqual([{ ok: true, value: { reply, url } }]);
    }
  });

  it("tries the other ending of its own URL when a redirect leads to a 404", () => {
    const { requests, results, answer: give } = startCheck();
    give(0, answer(302, "", { location: "/elsewhere" }));
    give(1, answer(404));
    expect(requests[2]?.url).toBe("https://cloud.example/ota");
    give(2, answer(308, "", { location: "/right/" }));
    give(3, good);
    expect(results).toEqual([{ ok: true, value: { reply, url: "https://cloud.example/ota" } }]);
  });

  it("tells a redirect that it does not follow as what it is", () => {
    const { requests, results, answer: give } = startCheck();
    give(0, answer(302, "", { location: "http://cloud.example/ota/" }));
    expect(requests).toHaveLength(1);
    expect(results).toEqual([
      {
        ok: false,
        failure: { kind: "redirect", reason: "insecure", detail: "a redirect leads from https to http" },
      },
    ]);
  });

  it("settles once, even if the port answers twice", () => {
    const { results, answer: give } = startCheck();
    give(0, good);
    give(0, answer(404));
    give(0, good);
    expect(results).toHaveLength(1);
  });

  it("is silent after cancel, in both tries, and cancels what is under way once", () => {
    const first = startCheck();
    first.cancel();
    first.cancel();
    first.answer(0, good);
    expect(first.results).toEqual([]);
    expect(first.cancelled).toEqual([url]);

    const second = startCheck();
    second.answer(0, answer(404));
    second.cancel();
    second.cancel();
    second.answer(1, good);
    expect(second.results).toEqual([]);
    expect(second.cancelled).toEqual(["https://cloud.example/ota"]);
  });

  it("survives a port that answers from inside the call", () => {
    const { results, requests, cancel } = startCheck(scriptedHttp([answer(404), good]));
    expect(requests).toHaveLength(2);
    expect(results).toEqual([{ ok: true, value: { reply, url: "https://cloud.example/ota" } }]);
    cancel();
    expect(results).toHaveLength(1);
  });
});

describe("activateBody", () => {
  const serial = "SN000000000000000000000000000001";
  const challenge = "d4:06:06:b6:a9:fb";
  const key = Uint8Array.from({ length: 32 }, (_, at) => at);
  const withKey = {
    ...noKey,
    deviceHmacSha256: (message: Uint8Array) =>
      new Uint8Array(createHmac("sha256", key).update(message).digest()),
  };

  it("proves the chip's identity as in the reference vector, members in order", () => {
    expect(activateBody(serial, challenge, withKey)).toBe(
      `{"algorithm":"hmac-sha256","serial_number":"${serial}","challenge":"${challenge}",` +
        '"hmac":"36173a2a10711952e4fedf9532352b3daf6b2e2603568e0848f0d6b16b418f43"}',
    );
  });

  it.each([
    ["without a serial number", undefined, challenge, withKey],
    ["without a challenge", serial, "", withKey],
    ["without a key in the chip", serial, challenge, noKey],
  ])("is an empty object %s", (_, serialNumber, asked, crypto) =>
    expect(activateBody(serialNumber, asked, crypto)).toBe("{}"),
  );
});

describe("runActivate", () => {
  function startActivate(at = url) {
    const net = scriptedHttp();
    const outcomes: unknown[] = [];
    const cancel = runActivate(
      { http: net.http, clock, url: at, headers, utcMs: 0, serial: undefined, challenge: "c", crypto: noKey },
      (outcome) => outcomes.push(outcome),
    );
    return { ...net, outcomes, cancel };
  }

  it.each([url, "https://cloud.example/ota"])("posts below %s with the headers of the check", (at) =>
    expect(startActivate(at).requests).toEqual([
      {
        method: "POST",
        url: "https://cloud.example/ota/activate",
        headers,
        body: "{}",
        timeoutMs: 30_000,
        bodyMaxBytes: 16_384,
      },
    ]),
  );

  it.each<readonly [HttpResult, ActivateOutcome]>([
    [answer(200, "success"), { kind: "bound" }],
    [answer(200, ""), { kind: "bound" }],
    [answer(200, { code: 0 }), { kind: "bound" }],
    ...[{ activation: { code: "1" }, websocket: {} }, { data: { activation: { challenge: "c" } } }].map(
      (body) => [answer(200, body), { kind: "unsupported", answer: "200, and still a code" }] as const,
    ),
    [answer(200, { activation: null }), { kind: "bound" }],
    [answer(200, { activation: {}, websocket: {} }), { kind: "bound" }],
    [answer(202), { kind: "pending" }],
    [answer(200, { code: 200, msg: "success" }), { kind: "bound" }],
    ...[204, 302, 400, 401, 403, 404, 405, 500, 501, 502].map(
      (status) => [answer(status), { kind: "unsupported", answer: `HTTP status ${status}` }] as const,
    ),
    [answer(200, { code: 404, msg: "x" }), { kind: "unsupported", answer: "HTTP status 404" }],
    [answer(200, { code: 500, msg: "x" }), { kind: "unsupported", answer: "no" }],
    [answer(200, { error: "x" }), { kind: "unsupported", answer: "no" }],
    [answer(307, "", { location: "http://other.example/" }), { kind: "unsupported", answer: "redirect" }],
    [answer(503), { kind: "failed", failure: { kind: "http", status: 503, text: "" } }],
    [
      answer(429, "slow down", { "retry-after": "5" }),
      { kind: "failed", failure: { kind: "http", status: 429, text: "slow down", retryAfterMs: 5_000 } },
    ],
    ...(
      [
        { kind: "unreachable", stage: "closed", detail: "reset" },
        { kind: "timeout", afterMs: 1 },
        { kind: "malformed", detail: "not HTTP" },
        { kind: "tooLarge", limitBytes: 1 },
        { kind: "tls", detail: "" },
      ] as const
    ).map(
      (failure) => [{ ok: false, failure } as const, { kind: "unsupported", answer: failure.kind }] as const,
    ),
    ...(["dns", "tcp"] as const).map((stage) => {
      const failure = { kind: "unreachable", stage, detail: "" } as const;
      return [{ ok: false, failure } as const, { kind: "failed", failure }] as const;
    }),
  ])("answer %# is told as %j", (result, outcome) => {
    const { outcomes, answer: give } = startActivate();
    give(0, result);
    give(0, answer(202));
    expect(outcomes).toEqual([outcome]);
  });

  it("follows a redirect", () => {
    const { requests, outcomes, answer: give } = startActivate();
    give(0, answer(307, "", { location: "https://other.example/activate" }));
    give(1, answer(202));
    expect(requests[1]?.url).toBe("https://other.example/activate");
    expect(outcomes).toEqual([{ kind: "pending" }]);
  });

  it("is silent after cancel", () => {
    const { outcomes, answer: give, cancel, cancelled } = startActivate();
    cancel();
    cancel();
    give(0, answer(200));
    expect(outcomes).toEqual([]);
    expect(cancelled).toHaveLength(1);
  });
});
