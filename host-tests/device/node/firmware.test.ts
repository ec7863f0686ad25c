import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import { imageMaxBytes, nodeFirmware } from "../../../host/device/node/firmware.js";
import { imageSlots } from "../../../host/device/node/slots.js";
import { firmwareImage } from "../../../host/simulation/firmware-image.js";
import { closedPort } from "../../contracts/http.js";
import { failOnFault } from "./fault.js";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(handler: RequestListener): Promise<string> {
  const server = createServer(handler);
  servers.push(server);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const image = firmwareImage({ version: "1.1.0", sizeBytes: 5_000 });

function device() {
  const slots = imageSlots({ version: "1.0.0", builtAtMs: 1 });
  slots.boot();
  const firmware = nodeFirmware(slots, failOnFault, () => 77);
  const install = (url: string) => {
    const progress: [number, number | undefined][] = [];
    return new Promise<{ failure: string | undefined; progress: typeof progress }>((resolve, reject) => {
      let returned = false;
      firmware.install(
        { version: "1.1.0", url },
        {
          progress: (done, total) => progress.push([done, total]),
          ended(failure) {
            if (!returned) reject(new Error("called back from inside the call"));
            resolve({ failure, progress });
          },
        },
      );
      returned = true;
    });
  };
  return { slots, firmware, install };
}

describe("firmware of a virtual device", () => {
  it("downloads the image and runs its version after the next start", async () => {
    const url = await serve((_request, response) => response.end(image));
    const { slots, install } = device();
    const { failure, progress } = await install(url);
    expect(failure).toBeUndefined();
    expect(progress.at(-1)).toEqual([5_000, 5_000]);
    expect(slots.boot()).toEqual({ version: "1.1.0", label: "ota_1", builtAtMs: 77 });
  });

  it("takes an image without a length, and follows a redirect", async () => {
    const url = await serve((request, response) => {
      if (request.url === "/old") return response.writeHead(302, { location: "/new" }).end();
      response.write(image.subarray(0, 100));
      return response.end(image.subarray(100));
    });
    const { failure, progress } = await device().install(`${url}/old`);
    expect(failure).toBeUndefined();
    expect(progress.at(-1)).toEqual([5_000, undefined]);
  });

  it.each<[string, RequestListener, RegExp]>([
    ["an error status", (_request, response) => response.writeHead(404).end("no"), /404/],
    [
      "a web page",
      (_request, response) =>
        response.writeHead(200, { "Content-Type": "text/html" }).end("<p>Please sign in"),
      /^a web page came instead/,
    ],
    [
      "an image of another version",
      (_request, response) => response.end(firmwareImage({ version: "1.0.9", sizeBytes: 400_000 })),
      /^the image is version 1\.0\.9, offered was 1\.1\.0$/,
    ],
    [
      "a compressed image, which it did not ask for",
      (request, response) => {
        const isTold = request.headers["accept-encoding"] === "identity";
        response.writeHead(isTold ? 200 : 500, { "Content-Encoding": "gzip" }).end(gzipSync(image));
      },
      /^the image came compressed \(gzip\)/,
    ],
    ["an empty image", (_request, response) => response.end(), /empty/],
    [
      "redirects without end",
      (_request, response) => response.writeHead(302, { location: "/" }).end(),
      /302/,
    ],
    [
      "a redirect to something else than http",
      (_request, response) => response.writeHead(302, { location: "ftp://127.0.0.1/image" }).end(),
      /a redirect leads to an address that is not usable/,
    ],
    [
      "a download cut short",
      (_request, response) => {
        response.writeHead(200, { "content-length": "100" }).write("part");
        setImmediate(() => response.destroy());
      },
      /download failed/,
    ],
    [
      "more than a slot",
      (_request, response) => {
        const chunk = Buffer.alloc(1024 * 1024);
        chunk.set(image);
        const pour = (): void => {
          while (!response.destroyed && response.write(chunk));
        };
        response.on("drain", pour);
        pour();
      },
      new RegExp(`larger than a slot \\(${imageMaxBytes}`),
    ],
  ])("fails on %s and keeps the running image", async (_name, handler, reason) => {
    const { slots, install } = device();
    const { failure } = await install(await serve(handler));
    expect(failure).toMatch(reason);
    expect(slots.boot().version).toBe("1.0.0");
  });

  it("fails on an address that it cannot use or reach", async () => {
    expect((await device().install("ftp://example.com/x")).failure).toMatch(/not a usable/);
    expect((await device().install("")).failure).toMatch(/not a usable/);
    expect((await device().install(`http://127.0.0.1:${await closedPort()}/`)).failure).toMatch(
      /ECONNREFUSED/,
    );
  });

  it("can be told to fail, once", async () => {
    const url = await serve((_request, response) => response.end(image));
    const { firmware, install } = device();
    firmware.failNext("flash is worn out");
    expect((await install(url)).failure).toBe("flash is worn out");
    expect((await install(url)).failure).toBeUndefined();
  });

  it("chooses nothing after its cancel", async () => {
    let answer: () => void = () => {};
    const asked = new Promise<void>((seen) => {
      void serve((_request, response) => {
        answer = () => response.end(image);
        seen();
      }).then((url) => {
        cancel = firmware.install({ version: "1.1.0", url }, { progress: () => {}, ended: () => calls++ });
      });
    });
    const { slots, firmware } = device();
    let calls = 0;
    let cancel: () => void = () => {};
    await asked;
    cancel();
    cancel();
    answer();
    await new Promise((next) => setTimeout(next, 10));
    expect(calls).toBe(0);
    expect(slots.boot().version).toBe("1.0.0");
  });
});
