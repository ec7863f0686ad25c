import { hostname } from "node:os";
import { describe, expect, it } from "vitest";
import { createAttempts } from "../../../host/console/server/access/attempts.js";
import { checkHost } from "../../../host/console/server/access/origin.js";
import { bench, sharedBench } from "./harness.js";

describe("the page", () => {
  const shared = sharedBench();

  it("is served to anyone on this computer, with headers that let nothing foreign in", async () => {
    const { browser, cloud } = shared();
    const page = await browser().ask("GET", "/");
    expect([page.status, page.text]).toEqual([200, "<!doctype html><title>Console</title>"]);
    expect(page.headers).toMatchObject({
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-cache",
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
    });
    expect(page.headers["content-security-policy"]).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
    expect(page.headers["content-security-policy"]).not.toContain("unsafe");
    expect(page.text).not.toContain(cloud.token);
  });

  it("keeps what has a hash in its name for ever", async () => {
    const { browser } = shared();
    const script = await browser().ask("GET", "/assets/index-5f3a.js");
    expect(script.headers).toMatchObject({
      "content-type": "text/javascript; charset=utf-8",
      "cache-control": "public, max-age=31536000, immutable",
    });
    expect((await browser().ask("GET", "/icon.svg")).headers["content-type"]).toBe(
      "image/svg+xml; charset=utf-8",
    );
  });

  it.each([
    "/assets/../../../../etc/passwd",
    "/assets/..%2f..%2f..%2fetc%2fpasswd",
    "/assets/%2e%2e/index.html",
    "/assets/",
    "/assets/other.js",
    "//etc/passwd",
  ])("has no file %s", async (path) => {
    const { browser } = shared();
    expect((await browser().ask("GET", path)).status).toBe(404);
  });
});

describe("signing in", () => {
  it("takes the cloud's token for a cookie that no script reads and no other site sends", async () => {
    const { browser, cloud } = await bench();
    const mine = browser();
    expect((await mine.call("GET", "/session")).status).toBe(401);
    const answer = await mine.signIn();
    expect([answer.status, answer.body]).toEqual([
      200,
      {
        profile: "xrobo",
        otaUrl: cloud.otaUrl,
        apiUrl: cloud.apiUrl,
        mqttEndpoint: cloud.mqttEndpoint,
        virtual: true,
      },
    ]);
    const [cookie = ""] = answer.headers["set-cookie"] ?? [];
    expect(cookie).toMatch(/^console-\d+=[\w-]{43}; Path=\/console\/api; HttpOnly; SameSite=Strict$/);
    expect(answer.text + cookie).not.toContain(cloud.token);
    expect((await mine.call("GET", "/session")).body).toEqual(answer.body);
    expect((await browser().call("GET", "/session")).body).toEqual({
      error: { kind: "signIn", message: "Sign in first." },
    });
  });

  it("takes the password instead of the token where there is one", async () => {
    const { browser, cloud } = await bench({ password: "correct horse" });
    expect((await browser().signIn(cloud.token)).status).toBe(401);
    expect((await browser().signIn("correct horse")).status).toBe(200);
  });

  it("ends when one signs out, and the old cookie opens nothing", async () => {
    const { signedIn } = await bench();
    const mine = await signedIn();
    const old = (await mine.signIn()).headers["set-cookie"]?.[0]?.split(";", 1)[0];
    const watched = await mine.watch();
    expect((await mine.call("DELETE", "/session")).status).toBe(204);
    await watched.ended;
    expect((await mine.call("GET", "/session", { headers: { cookie: old } })).status).toBe(401);
  });

  it("signing in anew ends the one before", async () => {
    const { signedIn } = await bench();
    const mine = await signedIn();
    const old = (await mine.signIn()).headers["set-cookie"]?.[0]?.split(";", 1)[0];
    await mine.signIn();
    expect((await mine.call("GET", "/session", { headers: { cookie: old } })).status).toBe(401);
    expect((await mine.call("GET", "/session")).status).toBe(200);
  });

  it("ends when it is unused for long; using it keeps it", async () => {
    const { signedIn, clock } = await bench({ idleMs: 1_000 });
    const mine = await signedIn();
    clock.nowMs += 900;
    expect((await mine.call("GET", "/session")).status).toBe(200);
    clock.nowMs += 1_000;
    expect((await mine.call("GET", "/session")).status).toBe(200);
    clock.nowMs += 1_001;
    expect((await mine.call("GET", "/session")).status).toBe(401);
    expect((await mine.call("GET", "/live")).status).toBe(401);
  });

  it("is for so many browsers; one more ends the one unused for longest", async () => {
    const { signedIn } = await bench({ signInsMax: 2 });
    const [first, second] = [await signedIn(), await signedIn()];
    await first.call("GET", "/session");
    const third = await signedIn();
    const statuses = await Promise.all(
      [first, second, third].map(async (each) => (await each.call("GET", "/session")).status),
    );
    expect(statuses).toEqual([200, 401, 200]);
  });

  it("makes guessing wait longer and longer, the right token included", async () => {
    const { browser, clock } = await bench();
    const thief = browser();
    for (let attempt = 0; attempt < 5; attempt++) expect((await thief.signIn("guess")).status).toBe(401);
    const refused = await thief.signIn();
    expect([refused.status, refused.body.error.kind, refused.headers["retry-after"]]).toEqual([
      429,
      "tooMany",
      "1",
    ]);
    clock.nowMs += 1_000;
    expect((await thief.signIn("guess")).status).toBe(401);
    clock.nowMs += 1_000;
    expect((await thief.signIn("guess")).headers["retry-after"]).toBe("1");
    clock.nowMs += 1_000;
    expect((await thief.signIn()).status).toBe(200);
    expect((await thief.signIn("guess")).status).toBe(401);
    expect((await thief.signIn()).status).toBe(200);
  });

  it("answers nothing before the cloud listens", async () => {
    const { createConsole } = await import("../../../host/console/server/console.js");
    const { pageFolder } = await import("./harness.js");
    const { default: fastify } = await import("fastify");
    const web = createConsole({ page: pageFolder, virtual: true });
    const app = fastify();
    await app.register(async (scope) => web.addRoutes(scope));
    const answer = await app.inject({
      method: "POST",
      url: "/console/api/session",
      headers: { host: "localhost", origin: "http://localhost", "x-console": "1" },
      payload: { token: "x" },
    });
    expect([answer.statusCode, answer.json().error.kind]).toEqual([503, "starting"]);
    await app.close();
    await web.close();
  });
});

describe("the pace of guessing", () => {
  const paced = () => {
    const clock = { nowMs: 0 };
    return { clock, attempts: createAttempts(() => clock.nowMs) };
  };

  it("doubles up to a minute, and is forgotten after a quarter of an hour", () => {
    const { clock, attempts } = paced();
    const waits = Array.from({ length: 14 }, () => {
      attempts.failed("a");
      const waitMs = attempts.waitMs("a");
      clock.nowMs += waitMs;
      return waitMs / 1_000;
    });
    expect(waits).toEqual([0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60, 60]);
    expect(attempts.waitMs("b")).toBe(0);
    clock.nowMs += 15 * 60_000 + 1;
    attempts.failed("a");
    expect(attempts.waitMs("a")).toBe(0);
  });

  it("slows somebody with many addresses too, for all of them, and remembers only so many", () => {
    const { clock, attempts } = paced();
    for (let at = 0; at < 49; at++) attempts.failed(`${at}`);
    expect(attempts.waitMs("49")).toBe(0);
    attempts.failed("49");
    expect(attempts.waitMs("anyone")).toBe(1_000);
    for (let at = 50; at < 5_000; at++) attempts.failed(`${at}`);
    expect(attempts.waitMs("anyone")).toBe(10_000);
    clock.nowMs += 10_000;
    expect(attempts.waitMs("anyone")).toBe(0);
    // One address that was pushed out by others begins anew, but never the count of all.
    for (let round = 0; round < 6; round++) attempts.failed("a");
    clock.nowMs += 10_000;
    expect(attempts.waitMs("a")).toBe(0);
    attempts.succeeded("a");
    attempts.failed("a");
    expect(attempts.waitMs("a")).toBe(10_000);
  });
});

describe("whose page asks", () => {
  const shared = sharedBench();
  const refused = { error: { kind: "foreignOrigin", message: expect.any(String) } };

  it.each<[string, Record<string, string | undefined>]>([
    ["another site", { origin: "http://evil.example" }],
    ["another port of this computer", { origin: "http://127.0.0.1:1" }],
    ["no origin", { origin: undefined }],
    ["an opaque origin", { origin: "null" }],
    ["without our header", { "x-console": undefined }],
    ["a foreign site, as the browser says", { "sec-fetch-site": "same-site" }],
  ])("a change from %s is refused", async (_name, headers) => {
    const { signedIn, cloud } = shared();
    const mine = await signedIn();
    const answer = await mine.call("POST", "/agents", { body: { name: "x" }, headers });
    expect([answer.status, answer.body]).toEqual([403, refused]);
    const signIn = await mine.call("POST", "/session", { body: { token: cloud.token }, headers });
    expect(signIn.status).toBe(403);
  });

  it("reading from another site is refused as well", async () => {
    const { signedIn } = shared();
    const mine = await signedIn();
    const headers = { origin: "http://127.0.0.1:1" };
    expect((await mine.call("GET", "/live", { headers })).body).toEqual(refused);
    const cross = { "sec-fetch-site": "cross-site" };
    expect((await mine.call("GET", "/session", { headers: cross })).body).toEqual(refused);
  });

  it("no answer lets another origin read it", async () => {
    const { signedIn } = shared();
    const mine = await signedIn();
    const preflight = await mine.call("OPTIONS", "/agents", {
      headers: { origin: "http://evil.example", "access-control-request-method": "POST" },
    });
    expect(preflight.status).toBeGreaterThanOrEqual(400);
    for (const answer of [preflight, await mine.call("GET", "/session")])
      expect(Object.keys(answer.headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
  });

  it.each(["evil.example", "evil.example:80", "127.0.0.1.evil.example", "1.2.3.4", "a b", "127.0.0.1:1:2"])(
    "a foreign name that leads here is refused, for the page as well: %j",
    async (host) => {
      const { signedIn } = shared();
      const mine = await signedIn();
      const headers = { host, origin: `http://${host}` };
      for (const answer of [
        await mine.ask("GET", "/", { headers }),
        await mine.call("GET", "/session", { headers: { ...headers, origin: undefined } }),
        await mine.call("POST", "/agents", { body: { name: "x" }, headers }),
      ])
        expect([answer.status, answer.body.error.kind]).toEqual([403, "foreignHost"]);
    },
  );

  it("this computer's own names do, behind a tunnel with another port too", async () => {
    const { signedIn } = shared();
    const mine = await signedIn();
    for (const host of ["localhost:9999", "LOCALHOST", "[::1]:80", hostname(), "127.0.0.1"]) {
      const answer = await mine.call("GET", "/session", { headers: { host } });
      expect([host, answer.status]).toEqual([host, 200]);
    }
  });

  it("so does the name that the console was given for its address", () => {
    expect(() => checkHost("cloud.home.example:8002", "cloud.home.example")).not.toThrow();
    expect(() => checkHost("CLOUD.home.example", "cloud.home.example")).not.toThrow();
    expect(() => checkHost("home.example", "cloud.home.example")).toThrow("own names");
    expect(() => checkHost(undefined, undefined)).toThrow("own names");
  });

  it("an address spelt in another way needs a sign-in too", async () => {
    const { browser } = shared();
    for (const path of ["/%63onsole/api/session", "/console/%61pi/live", "/console/api/nothing", "/console/"])
      expect([path, (await browser().ask("GET", path)).status]).toEqual([path, 401]);
  });
});

describe("what a call may be", () => {
  const shared = sharedBench();

  it("has its size limited, before the sign-in is asked and after", async () => {
    const { browser, signedIn } = shared();
    const large = { body: { token: "x".repeat(70_000) } };
    expect((await browser().call("POST", "/session", large)).status).toBe(413);
    const mine = await signedIn();
    expect((await mine.call("POST", "/agents", { body: { name: "x".repeat(70_000) } })).status).toBe(413);
    const path = "/firmware?type=virtual&version=1.0.1";
    const image = await mine.call("PUT", path, { body: new Uint8Array(16 * 1024 * 1024 + 1) });
    expect([image.status, image.body.error.kind]).toEqual([413, "invalid"]);
    const stranger = await browser().call("PUT", path, { body: new Uint8Array(1_000) });
    expect(stranger.status).toBe(401);
  });

  it.each<[string, string, unknown]>([
    ["POST", "/session", { token: 1 }],
    ["POST", "/agents", { name: "" }],
    ["POST", "/agents", { name: "two\nlines" }],
    ["POST", "/agents", { name: "x", more: true }],
    ["PATCH", "/agents/..%2f", { name: "x" }],
    ["POST", "/agents/a/devices", { code: "12a456" }],
    ["POST", "/agents/a/import", { macAddresses: Array.from({ length: 1_001 }, () => "x") }],
    ["PATCH", "/devices/a%20b", { alias: "x" }],
    ["PATCH", "/devices/a", { autoUpdate: 1 }],
    ["POST", "/devices/a/say", { text: "\u202e" }],
    ["PUT", "/firmware?type=../x&version=1.0.0", new Uint8Array(4)],
    ["PUT", "/firmware?type=x&version=v1", new Uint8Array(4)],
    ["PUT", "/firmware?type=x&version=1.0.0", { not: "bytes" }],
    ["PUT", "/firmware?type=x&version=1.0.0", new Uint8Array(0)],
    ["DELETE", "/firmware/x/v1", undefined],
    ["PUT", "/faults", { fault: "fire" }],
    ["PUT", "/faults", {}],
    ["POST", "/virtual", { display: "9x9", language: "en", transport: "auto", engine: "node" }],
    ["POST", "/virtual/1/act", { act: "jump" }],
    ["POST", "/virtual/1/act", { act: "link", fault: "rust" }],
    ["POST", "/virtual/x/act", { act: "press" }],
  ])("%s %s is refused with a body that is wrong", async (method, path, body) => {
    const { signedIn } = shared();
    const mine = await signedIn();
    const answer = await mine.call(method, path, { body });
    expect([answer.status, answer.body.error.kind]).toEqual([400, "invalid"]);
  });

  it("is JSON, or bytes for an image", async () => {
    const { signedIn, problems } = shared();
    const mine = await signedIn();
    const form = { "content-type": "application/x-www-form-urlencoded" };
    const answer = await mine.call("POST", "/agents", { body: { name: "x" }, headers: form });
    expect([answer.status, answer.body.error.kind]).toEqual([415, "invalid"]);
    const broken = await mine.call("POST", "/agents", {
      body: new Uint8Array(Buffer.from("{")),
      headers: { "content-type": "application/json" },
    });
    expect([broken.status, broken.body.error.kind]).toEqual([400, "invalid"]);
    expect(problems).toEqual([]);
  });
});
