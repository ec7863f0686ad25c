import { describe, expect, it } from "vitest";
import { type RedirectedResult, requestFollowing } from "../../../src/core/net/redirects.js";
import type { Http, HttpRequest, HttpResult } from "../../../src/core/ports.js";
import { VirtualTime } from "../../fakes/virtual-time.js";

const request: HttpRequest = {
  method: "POST",
  url: "https://cloud.example/ota/",
  headers: { "Device-Id": "d4:06:06:b6:a9:fb", Authorization: "Bearer secret" },
  body: '{"version":2}',
  timeoutMs: 30_000,
  bodyMaxBytes: 16_384,
};
const answer = (status: number, location?: string, body = ""): HttpResult => ({
  ok: true,
  status,
  headers: location === undefined ? {} : { location },
  body,
});

/** Requests answered by the test; `sync` answers from inside the call, against the rules of the port. */
function start(sync: HttpResult[] = [], first: HttpRequest = request) {
  const time = new VirtualTime();
  const requests: HttpRequest[] = [];
  const settles: ((result: HttpResult) => void)[] = [];
  const cancelled: string[] = [];
  const results: RedirectedResult[] = [];
  const http: Http = {
    request(asked, settled) {
      requests.push(asked);
      settles.push(settled);
      const now = sync.shift();
      if (now) settled(now);
      return () => void cancelled.push(asked.url);
    },
  };
  const cancel = requestFollowing(http, time, first, (result) => results.push(result));
  const give = (result: HttpResult, at = settles.length - 1) => settles[at]?.(result);
  return { time, requests, cancelled, results, cancel, give };
}

describe("a request that follows redirects", () => {
  it.each([301, 302, 303, 307, 308])("repeats the POST with its body after %i", (status) => {
    const { requests, results, give } = start();
    give(answer(status, "/moved/"));
    expect(requests[1]).toEqual({ ...request, url: "https://cloud.example/moved/" });
    expect(results).toEqual([]);
    give(answer(200, undefined, "good"));
    expect(results).toEqual([answer(200, undefined, "good")]);
  });

  it.each([
    answer(200, "/elsewhere"),
    answer(201, "/elsewhere"),
    answer(300, "/elsewhere"),
    answer(304, "/elsewhere"),
    answer(305, "/elsewhere"),
    answer(404, "/elsewhere"),
    answer(302),
    { ok: false, failure: { kind: "timeout", afterMs: 9 } } as const,
  ])("passes on what is no redirect: %j", (result) => {
    const { requests, results, give } = start();
    give(result);
    expect(requests).toHaveLength(1);
    expect(results).toEqual([result]);
  });

  it("follows three, each from where the last one led, and refuses the fourth", () => {
    const { requests, results, give } = start();
    for (const location of ["//b.example/x/", "y", "../z", "/ever"]) give(answer(302, location));
    expect(requests.map(({ url }) => url)).toEqual([
      request.url,
      "https://b.example/x/",
      "https://b.example/x/y",
      "https://b.example/z",
    ]);
    expect(results).toEqual([
      { ok: false, failure: { kind: "redirect", reason: "tooMany", detail: "more than 3 redirects" } },
    ]);
  });

  it.each([
    ["http://cloud.example/ota/", "insecure"],
    ["ftp://cloud.example/", "unusable"],
  ])("asks nobody when it is led to %s", (location, reason) => {
    const { requests, results, give } = start();
    give(answer(307, location));
    expect(requests).toHaveLength(1);
    expect(results).toMatchObject([{ ok: false, failure: { kind: "redirect", reason } }]);
  });

  it("does not come back from https to http, after http led there", () => {
    const { results, give } = start([], { ...request, url: "http://cloud.example/ota/" });
    give(answer(301, "https://cloud.example/ota/"));
    give(answer(301, "http://cloud.example/ota/"));
    expect(results).toMatchObject([{ failure: { reason: "insecure" } }]);
  });

  it("sends credentials to no other origin, nor back again, and everything else everywhere", () => {
    const headers = {
      "Client-Id": "c",
      "Serial-Number": "s",
      "Content-Type": "application/json",
      AUTHORIZATION: "a",
      Cookie: "b",
      "Proxy-Authorization": "c",
      "X-Api-Key": "d",
      "X-Auth-Token": "e",
    };
    const { requests, give } = start([], { ...request, headers });
    give(answer(302, "/same"));
    expect(requests[1]?.headers).toEqual(headers);
    give(answer(302, "https://other.example/"));
    const kept = { "Client-Id": "c", "Serial-Number": "s", "Content-Type": "application/json" };
    expect(requests[2]?.headers).toEqual(kept);
    give(answer(302, "https://cloud.example/"));
    expect(requests[3]?.headers).toEqual(kept);
  });

  it("has one time limit for the whole chain", () => {
    const { time, requests, results, give } = start();
    time.advance(12_000);
    give(answer(302, "/a"));
    expect(requests[1]?.timeoutMs).toBe(18_000);
    give({ ok: false, failure: { kind: "timeout", afterMs: 18_000 } });
    expect(results).toEqual([{ ok: false, failure: { kind: "timeout", afterMs: 30_000 } }]);
  });

  it("asks no more once the time is up", () => {
    const { time, requests, results, give } = start();
    time.advance(30_000);
    give(answer(302, "/a"));
    expect(requests).toHaveLength(1);
    expect(results).toEqual([{ ok: false, failure: { kind: "timeout", afterMs: 30_000 } }]);
  });

  it("keeps the size limit for each answer", () => {
    const { requests, give } = start();
    give(answer(302, "/a"));
    expect(requests[1]?.bodyMaxBytes).toBe(16_384);
  });

  it("settles once, whatever a port answers again", () => {
    const { requests, results, give } = start();
    give(answer(302, "/a"));
    give(answer(302, "/b"), 0);
    expect(requests).toHaveLength(2);
    give(answer(200));
    give(answer(404));
    give(answer(500), 0);
    expect(results).toEqual([answer(200)]);
  });

  it("is silent after its cancel, which ends what is under way, once", () => {
    const { requests, results, cancelled, cancel, give } = start();
    give(answer(302, "/a"));
    cancel();
    cancel();
    give(answer(302, "/b"));
    expect(cancelled).toEqual(["https://cloud.example/a"]);
    expect(requests).toHaveLength(2);
    expect(results).toEqual([]);
  });

  it("cancels nothing that has ended", () => {
    const { cancelled, cancel, give } = start();
    give(answer(200));
    cancel();
    expect(cancelled).toEqual([]);
  });

  it("survives a port that answers from inside the call", () => {
    const { results, cancelled, cancel } = start([answer(302, "/a"), answer(200)]);
    expect(results).toEqual([answer(200)]);
    cancel();
    expect(cancelled).toEqual([]);
    const half = start([answer(302, "/a")]);
    half.cancel();
    expect(half.cancelled).toEqual(["https://cloud.example/a"]);
  });
});
