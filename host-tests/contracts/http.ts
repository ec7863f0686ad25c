/** What every Http port must do; run over each implementation, against real servers on loopback. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import net from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Http, HttpRequest, HttpResult } from "../../src/core/ports.js";

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

export function httpContract(open: () => Http): void {
  let handler: Handler = (_request, response) => response.end();
  const server = createServer((request, response) => handler(request, response));
  let base = "";
  beforeAll(async () => {
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    base = `http://127.0.0.1:${(server.address() as net.AddressInfo).port}`;
  });
  const raws: net.Server[] = [];
  afterAll(() => {
    server.closeAllConnections();
    for (const each of [server, ...raws]) each.close();
  });
  /** The address of a server that says these bytes when it has been asked, and hangs up or not. */
  const saying = async (bytes: string, hangsUp = true): Promise<string> => {
    const raw = net.createServer((socket) => {
      socket.on("error", () => {}).once("data", () => (hangsUp ? socket.end(bytes) : socket.write(bytes)));
    });
    raws.push(raw);
    await new Promise<void>((listening) => raw.listen(0, "127.0.0.1", listening));
    return `http://127.0.0.1:${(raw.address() as net.AddressInfo).port}/`;
  };
  const ask = (over: Partial<HttpRequest> = {}) => exchange(open(), { url: `${base}/`, ...over });

  it("sends method, path, headers and body, and gives status, lower-case headers and body", async () => {
    let seen:
      | { method: string | undefined; url: string | undefined; raw: string[]; body: string }
      | undefined;
    handler = (request, response) => {
      let body = "";
      request.on("data", (chunk) => {
        body += chunk;
      });
      request.on("end", () => {
        seen = { method: request.method, url: request.url, raw: request.rawHeaders, body };
        response.writeHead(418, { "X-Mixed-Case": "Yes" }).end("grüß dich 🙂");
      });
    };
    const headers = { "Device-Id": "02:00:00:00:00:01", "User-Agent": "virtual/1.0.0" };
    const result = await ask({ method: "POST", url: `${base}/v1/ota/?a=b`, headers, body: '{"ü":1}' });
    expect(result).toMatchObject({ ok: true, status: 418, body: "grüß dich 🙂" });
    expect(result.ok && result.headers["x-mixed-case"]).toBe("Yes");
    expect(seen).toMatchObject({ method: "POST", url: "/v1/ota/?a=b", body: '{"ü":1}' });
    expect(seen?.raw).toEqual(expect.arrayContaining(["Device-Id", "User-Agent", "virtual/1.0.0"]));
    // Content-Length in bytes; never chunked.
    expect(seen?.raw[(seen?.raw.indexOf("Content-Length") ?? -2) + 1]).toBe("8");
  });

  it("adds no User-Agent, Accept or Accept-Encoding of its own", async () => {
    let names: string[] = [];
    handler = (request, response) => {
      names = Object.keys(request.headers);
      response.end();
    };
    await ask();
    expect(names.filter((name) => name.startsWith("accept") || name === "user-agent")).toEqual([]);
  });

  it("does not follow a redirect", async () => {
    handler = (_request, response) => response.writeHead(302, { location: `${base}/elsewhere` }).end();
    expect(await ask()).toMatchObject({ ok: true, status: 302 });
  });

  it("turns bytes that are not UTF-8 into U+FFFD", async () => {
    handler = (_request, response) => response.end(Buffer.from([0x61, 0xff, 0x62]));
    expect(await ask()).toMatchObject({ ok: true, body: "a\uFFFDb" });
  });

  it("takes a body of exactly the limit and refuses one byte more", async () => {
    handler = (_request, response) => response.end("x".repeat(100));
    expect(await ask({ bodyMaxBytes: 100 })).toMatchObject({ ok: true });
    expect(await ask({ bodyMaxBytes: 99 })).toEqual({
      ok: false,
      failure: { kind: "tooLarge", limitBytes: 99 },
    });
  });

  it("stops reading an endless body at the limit", async () => {
    handler = (_request, response) => {
      const chunk = "y".repeat(10_000);
      const pour = (): void => {
        while (!response.destroyed && response.write(chunk));
      };
      response.on("drain", pour);
      pour();
    };
    expect(await ask({ bodyMaxBytes: 50_000 })).toMatchObject({ failure: { kind: "tooLarge" } });
  });

  it("times out on silence before the answer", async () => {
    handler = () => {};
    expect(await ask({ timeoutMs: 40 })).toEqual({ ok: false, failure: { kind: "timeout", afterMs: 40 } });
  });

  it("times out on a body that only trickles", async () => {
    handler = (_request, response) => {
      const drip = setInterval(() => response.write("."), 5);
      response.on("close", () => clearInterval(drip));
    };
    expect(await ask({ timeoutMs: 60 })).toMatchObject({ failure: { kind: "timeout" } });
  });

  it("tells a refused port from a line that breaks", async () => {
    const port = await closedPort();
    const refused = await exchange(open(), { url: `http://127.0.0.1:${port}/` });
    expect(refused).toMatchObject({ failure: { kind: "unreachable", stage: "tcp" } });
    handler = (request) => request.socket.destroy();
    expect(await ask()).toMatchObject({ failure: { kind: "unreachable", stage: "closed" } });
  });

  it("takes a body that is cut short for a broken line, not for an answer", async () => {
    handler = (_request, response) => {
      response.writeHead(200, { "content-length": "100" }).write("only this");
      setImmediate(() => response.destroy());
    };
    expect(await ask()).toMatchObject({ failure: { kind: "unreachable", stage: "closed" } });
  });

  it("tells a name that does not resolve", async () => {
    const result = await exchange(open(), { url: "http://no-such-host.invalid/", timeoutMs: 8_000 });
    expect(result).toMatchObject({ failure: { kind: "unreachable", stage: "dns" } });
  });

  it("calls an answer that is not HTTP malformed", async () => {
    expect(await exchange(open(), { url: await saying("SSH-2.0-OpenSSH\r\n\r\n") })).toMatchObject({
      failure: { kind: "malformed" },
    });
  });

  /** One JSON body of 9 bytes, said in many ways. */
  const head = (more: string, status = "HTTP/1.1 200 OK"): string =>
    `${status}\r\nContent-Type: application/json\r\n${more}\r\n`;
  const json = '{"all":9}';
  const withLength = `${head("Content-Length: 9\r\n")}${json}`;
  const chunked = `9\r\n${json}\r\n0\r\n\r\n`;

  it.each([
    ["HTTP/1.0, ended by closing", `${head("", "HTTP/1.0 200 OK")}${json}`],
    ["no reason in the status line", `${head("Content-Length: 9\r\n", "HTTP/1.1 200")}${json}`],
    ["line feeds alone in the header", withLength.replaceAll("\r\n", "\n")],
    ["an empty line before the status", `\r\n${withLength}`],
    ["100 Continue before it", `HTTP/1.1 100 Continue\r\n\r\n${withLength}`],
    ["103 Early Hints before it", `HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n${withLength}`],
    [
      "blanks behind the size of a chunk",
      `${head("Transfer-Encoding: chunked\r\n")}9   \r\n${json}\r\n0\r\n\r\n`,
    ],
    [
      "upper case, zeros, an extension and a trailer in chunks",
      `${head("Transfer-Encoding: Chunked\r\n")}004;x=1\r\n${json.slice(0, 4)}\r\n05\r\n${json.slice(4)}\r\n0\r\nX-T: 1\r\n\r\n`,
    ],
    ["chunks and a length", `${head("Transfer-Encoding: chunked\r\nContent-Length: 9\r\n")}${chunked}`],
    ["a length and chunks", `${head("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n")}${chunked}`],
    ["transfer encoding identity", `${head("Transfer-Encoding: identity\r\nContent-Length: 9\r\n")}${json}`],
    ["more bytes than it says", `${withLength}  \r\n`],
    ["a folded header", `${head("Content-Length: 9\r\nX-A: a\r\n b\r\n")}${json}`],
    ["a header value in UTF-8", `${head("Content-Length: 9\r\nX-A: 小智\r\n")}${json}`],
    ["an offer of HTTP/2", `${head("Content-Length: 9\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n")}${json}`],
  ])("takes an answer with %s", async (_what, answer) => {
    // Only where nothing else tells the end of the body.
    const hangsUp = answer.startsWith("HTTP/1.0");
    expect(await exchange(open(), { url: await saying(answer, hangsUp), timeoutMs: 3_000 })).toMatchObject({
      ok: true,
      status: 200,
      body: json,
    });
  });

  it.each([
    ["a chunk without a size", `${head("Transfer-Encoding: chunked\r\n")}zz\r\n${json}\r\n0\r\n\r\n`],
    ["a length that is no number", `${head("Content-Length: nine\r\n")}${json}`],
    ["a compressed transfer", `${head("Transfer-Encoding: gzip, chunked\r\n")}${chunked}`],
  ])("calls an answer with %s malformed", async (_what, answer) => {
    expect(await exchange(open(), { url: await saying(answer) })).toMatchObject({
      failure: { kind: "malformed" },
    });
  });

  it.each(["", "no url", "ftp://127.0.0.1/", "http://", "http://[1/"])(
    "calls the address %j malformed",
    async (url) => {
      expect(await exchange(open(), { url })).toMatchObject({ failure: { kind: "malformed" } });
    },
  );

  it("calls a header that would break the request malformed, without sending", async () => {
    let asked = false;
    handler = (_request, response) => {
      asked = true;
      response.end();
    };
    expect(await ask({ headers: { "X-Bad": "a\r\nInjected: 1" } })).toMatchObject({
      failure: { kind: "malformed" },
    });
    expect(asked).toBe(false);
  });

  it("does not call back after its cancel", async () => {
    const arrived = new Promise<ServerResponse>((seen) => {
      handler = (_request, response) => seen(response);
    });
    let calls = 0;
    const cancel = open().request(requestOf({ url: `${base}/` }), () => {
      calls += 1;
    });
    const response = await arrived;
    cancel();
    cancel();
    await new Promise((closed) => response.on("close", closed));
    await new Promise((next) => setImmediate(next));
    expect(calls).toBe(0);
  });
}

function requestOf(over: Partial<HttpRequest>): HttpRequest {
  return { method: "GET", url: "", headers: {}, timeoutMs: 5_000, bodyMaxBytes: 100_000, ...over };
}

/** Also checks that the callback does not come from inside the call, and comes once. */
export function exchange(http: Http, over: Partial<HttpRequest>): Promise<HttpResult> {
  return new Promise((resolve, reject) => {
    let returned = false;
    let calls = 0;
    http.request(requestOf(over), (result) => {
      calls += 1;
      if (!returned) reject(new Error("called back from inside the call"));
      if (calls > 1) reject(new Error("called back twice"));
      // A second call, if there is one, comes within these turns.
      setImmediate(() => setImmediate(() => resolve(result)));
    });
    returned = true;
  });
}

/** A port that nobody listens on: it was ours a moment ago. */
export async function closedPort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}
