import { readFileSync } from "node:fs";
import https from "node:https";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { nodeHttp } from "../../../host/device/node/http.js";
import { exchange, httpContract } from "../../contracts/http.js";
import { failOnFault } from "./fault.js";

describe("HTTP over Node", () => {
  httpContract(() => nodeHttp(failOnFault));

  it("refuses a certificate that nobody vouches for", async () => {
    const tls = (file: string) => readFileSync(new URL(`./tls/${file}`, import.meta.url));
    let asked = false;
    const server = https.createServer(
      { cert: tls("cert.pem"), key: tls("key.pem") },
      (_request, response) => {
        asked = true;
        response.end();
      },
    );
    server.on("tlsClientError", () => {});
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const { port } = server.address() as AddressInfo;
    const result = await exchange(nodeHttp(failOnFault), { url: `https://127.0.0.1:${port}/` });
    expect(result).toMatchObject({ failure: { kind: "tls", detail: "DEPTH_ZERO_SELF_SIGNED_CERT" } });
    expect(asked).toBe(false);
    server.close();
  });

  it("says TLS when the other side speaks plain HTTP", async () => {
    const { createServer } = await import("node:http");
    const server = createServer((_request, response) => response.end());
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const { port } = server.address() as AddressInfo;
    expect(await exchange(nodeHttp(failOnFault), { url: `https://127.0.0.1:${port}/` })).toMatchObject({
      failure: { kind: "tls" },
    });
    server.closeAllConnections();
    server.close();
  });

  it("hands a throw of its caller to the fault handler", async () => {
    const fault = new Promise((caught) => {
      nodeHttp(caught).request(
        { method: "GET", url: "bad", headers: {}, timeoutMs: 100, bodyMaxBytes: 1 },
        () => {
          throw new Error("bug in the core");
        },
      );
    });
    expect(await fault).toMatchObject({ message: "bug in the core" });
  });
});
