/** TLS through the guard: real handshakes with Node's TLS, which here believes everybody, as the SDK's does. */
import { readFileSync } from "node:fs";
import https from "node:https";
import net from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { HttpResult } from "../../../src/core/ports.js";
import { moddableHttp } from "../../../src/moddable/net/http.js";
import { namesHost, raiseClock } from "../../../src/moddable/net/tls.js";
import { exchange } from "../../contracts/http.js";
import { certificateOf, testStack } from "./stack.js";

const file = (name: string): Buffer => readFileSync(new URL(`./tls/${name}`, import.meta.url));
const der = (name: string): Uint8Array =>
  new Uint8Array(
    Buffer.from(
      file(`${name}.pem`)
        .toString()
        .replace(/-----[^-]*-----/g, ""),
      "base64",
    ),
  );
const closers: (() => void)[] = [];
const dayMs = 86_400_000;

afterEach(() => {
  for (const close of closers.splice(0)) close();
});

async function serve(
  chain: readonly string[],
  key = chain[0],
): Promise<{ port: number; asked: () => number }> {
  let asked = 0;
  const server = https.createServer(
    { cert: chain.map((name) => file(`${name}.pem`)).join(""), key: file(`${key}.key`) },
    (_request, response) => {
      asked += 1;
      response.end("secret");
    },
  );
  server.on("tlsClientError", () => {});
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as net.AddressInfo).port, asked: () => asked };
}

const ask = (port: number, utcMs = Date.now(), host = "127.0.0.1"): Promise<HttpResult> =>
  exchange(moddableHttp(testStack({ ownAuthority: certificateOf(der("own")), utcMs: () => utcMs })), {
    url: `https://${host}:${port}/`,
  });

describe("a server over TLS", () => {
  it("is believed if its chain ends at the authority of the build", async () => {
    const { port } = await serve(["good", "intermediate"]);
    expect(await ask(port)).toMatchObject({ ok: true, body: "secret" });
    expect(await ask(port, Date.now(), "localhost")).toMatchObject({ ok: true });
  });

  it("is believed with its own certificate alone if the authority signed that", async () => {
    const { port } = await serve(["direct"]);
    expect(await ask(port)).toMatchObject({ ok: true });
  });

  it.each([
    [["stranger", "other"], "no authority that this device trusts"],
    [["good"], "let the server send its intermediate certificates"],
    [["expired", "intermediate"], "expired"],
    [["misnamed", "intermediate"], "another host name"],
    // The SDK itself takes these two for good.
    [["forged", "intermediate"], "not signed by the next one"],
    [["child", "good", "intermediate"], "no certificate authority"],
  ])("is refused with the chain %j, before anything is sent", async (chain, detail) => {
    const { port, asked } = await serve(chain);
    expect(await ask(port)).toMatchObject({
      failure: { kind: "tls", detail: expect.stringContaining(detail) },
    });
    expect(asked()).toBe(0);
  });

  it("is refused while the clock is before its certificate, and the text says so", async () => {
    const { port } = await serve(["good", "intermediate"]);
    expect(await ask(port, Date.UTC(2020, 0, 1))).toMatchObject({
      failure: { kind: "tls", detail: expect.stringContaining("2020-01-01 by this device's clock") },
    });
  });

  it.each([
    ["ends the handshake in order", [21, 3, 3, 0, 2, 1, 0], "closed by the server in the handshake"],
    ["changes keys at once", [20, 3, 3, 0, 1, 1], "out of order"],
    [
      "finishes in the clear",
      [22, 3, 3, 0, 16, 20, 0, 0, 12, ...new Array<number>(12).fill(0)],
      "out of order",
    ],
    ["speaks something else", [...Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n")], "does not speak TLS"],
  ])("is refused if it %s", async (_name, bytes, detail) => {
    const heard: Buffer[] = [];
    const server = net.createServer((socket) => {
      socket.on("error", () => {}).on("data", (data) => heard.push(data));
      socket.once("data", () => socket.write(Buffer.from(bytes)));
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    closers.push(() => server.close());
    const result = await ask((server.address() as net.AddressInfo).port);
    expect(result).toMatchObject({ failure: { kind: "tls" } });
    expect(JSON.stringify(result)).toContain(detail);
    expect(Buffer.concat(heard).toString("latin1")).not.toContain("HTTP/1.1");
  });
});

describe("names of a certificate", () => {
  const good = certificateOf(der("good"));
  it.each(["127.0.0.1", "localhost", "LOCALHOST", "a.home.example"])("fit %s", (host) => {
    expect(namesHost(good, host)).toBe(true);
  });
  it.each(["127.0.0.2", "home.example", "a.b.home.example", "localhost.example", "", ".home.example"])(
    "do not fit %s",
    (host) => {
      expect(namesHost(good, host)).toBe(false);
    },
  );
});

describe("the clock", () => {
  it.each([
    [0, 5 * dayMs, 5 * dayMs],
    [9 * dayMs, 5 * dayMs, 9 * dayMs],
  ])("at %i is raised to the build at %i only if it is before it", (now, build, then) => {
    let utcMs = now;
    const clock = {
      utcMs: () => utcMs,
      monotonicMs: () => 0,
      setUtc(value: number) {
        utcMs = value;
      },
    };
    raiseClock(clock, build);
    expect(utcMs).toBe(then);
  });
});
