/** Installing an image over a line that breaks, from a server that may be wrong in every way. */
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import { firmwareImage } from "../../host/simulation/firmware-image.js";
import { downloads } from "../../src/core/ota/downloads.js";
import { imageHeadBytes } from "../../src/core/ota/image.js";
import type { Timers } from "../../src/core/ports.js";
import { lineDownload } from "../../src/esp32/download.js";
import { esp32Firmware, type Slot } from "../../src/esp32/firmware.js";
import { testStack, type Variant, variants } from "./net/stack.js";

const image = (sizeBytes: number, version = "1.1.0", chip = 9) => firmwareImage({ version, sizeBytes, chip });

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

class FakeSlot implements Slot {
  readonly sizeBytes = 400_000;
  readonly written: number[] = [];
  readonly blocks: number[] = [];
  chosen = false;
  closed = 0;
  write(bytes: Uint8Array): void {
    this.blocks.push(bytes.length);
    for (const byte of bytes) this.written.push(byte);
  }
  complete(): void {
    this.chosen = true;
  }
  close(): void {
    this.closed += 1;
  }
}

const { breakPauseMs, breaksMax } = downloads;
const isPause = (delayMs: number) =>
  delayMs > 0 && delayMs % breakPauseMs === 0 && delayMs <= breaksMax * breakPauseMs;

/** Pauses between tries pass at once. */
const timers: Timers = {
  after(delayMs, run) {
    const timer = setTimeout(run, isPause(delayMs) ? 0 : delayMs);
    return () => clearTimeout(timer);
  },
};

function install(sdk: Variant["sdk"], url: string, slot = new FakeSlot(), version = "1.1.0") {
  let opened = 0;
  const firmware = esp32Firmware({
    download: lineDownload(testStack({ timers }, sdk)),
    openSlot: () => {
      opened += 1;
      return slot;
    },
    timers,
    markValid: () => {},
  });
  const progress: [number, number | undefined][] = [];
  return new Promise<{
    failure: string | undefined;
    slot: FakeSlot;
    opened: number;
    progress: typeof progress;
  }>((resolve) =>
    firmware.install(
      { version, url },
      {
        progress: (done, total) => progress.push([done, total]),
        ended: (failure) => resolve({ failure, slot, opened, progress }),
      },
    ),
  );
}

/** Serves `body` and honours Range; with `breakEvery`, the line breaks after so many bytes of each answer. */
function imageServer(
  body: Uint8Array,
  options: { breakEvery?: number; ranges?: boolean; etag?: () => string } = {},
) {
  const asked: (string | undefined)[] = [];
  const handler: RequestListener = (request, response) => {
    const { range } = request.headers;
    asked.push(range);
    const from = options.ranges === false ? 0 : Number(/^bytes=([0-9]+)-$/.exec(range ?? "")?.[1] ?? 0);
    const part = body.subarray(from);
    response.writeHead(from > 0 ? 206 : 200, {
      "Content-Length": part.length,
      ...(from > 0 ? { "Content-Range": `bytes ${from}-${body.length - 1}/${body.length}` } : {}),
      ...(options.etag ? { ETag: options.etag() } : {}),
    });
    if (options.breakEvery === undefined || part.length <= options.breakEvery) return response.end(part);
    response.write(part.subarray(0, options.breakEvery), () => setTimeout(() => response.destroy(), 20));
  };
  return { handler, asked };
}

describe.each(await variants("HttpClient"))("firmware of a board over $name", ({ sdk }) => {
  it("writes the image in blocks of the flash, tells how far it is, and chooses it", async () => {
    const body = image(200_001);
    const url = await serve(imageServer(body).handler);
    const { failure, slot, progress } = await install(sdk, url);
    expect(failure).toBeUndefined();
    expect(Buffer.from(slot.written).equals(Buffer.from(body))).toBe(true);
    expect(new Set(slot.blocks.slice(0, -1))).toEqual(new Set([4_096]));
    expect(slot.chosen).toBe(true);
    expect(slot.closed).toBe(1);
    expect(progress[0]?.[1]).toBe(200_001);
    expect(progress.at(-1)).toEqual([200_001, 200_001]);
    // Without a word for two minutes an install is given up: a slow link has to be heard of before.
    const steps = progress.map(([doneBytes], at) => doneBytes - (progress[at - 1]?.[0] ?? 0));
    expect(Math.max(...steps)).toBeLessThanOrEqual(16_384);
  });

  it("goes on where the line broke", async () => {
    const body = image(150_000);
    const { handler, asked } = imageServer(body, { breakEvery: 40_000, etag: () => '"one"' });
    const { failure, slot } = await install(sdk, await serve(handler));
    expect(failure).toBeUndefined();
    expect(Buffer.from(slot.written).equals(Buffer.from(body))).toBe(true);
    expect(asked.length).toBeGreaterThan(2);
    expect(asked[1]).toMatch(/^bytes=[1-9][0-9]*-$/);
  });

  it("passes over what it has when the server can only start at the beginning", async () => {
    const body = image(60_000);
    let first = true;
    const whole = imageServer(body, { ranges: false }).handler;
    const broken = imageServer(body, { ranges: false, breakEvery: 30_000 }).handler;
    const url = await serve((request, response) => {
      (first ? broken : whole)(request, response);
      first = false;
    });
    const { failure, slot } = await install(sdk, url);
    expect(failure).toBeUndefined();
    expect(Buffer.from(slot.written).equals(Buffer.from(body))).toBe(true);
  });

  it.each([
    ["once", 1, undefined],
    ["every time", 9, "the flash failed: not the image"],
  ])(
    "begins again, once, when the image is wrong after a break: a segment was lost %s",
    async (_, losses, wanted) => {
      const body = image(90_000);
      const lostAt = 30_000;
      let left = losses;
      const { handler } = imageServer(body);
      const url = await serve((request, response) => {
        if (request.headers.range !== undefined || left-- <= 0) return handler(request, response);
        response.writeHead(200, { "Content-Length": body.length });
        response.write(body.subarray(0, lostAt));
        response.write(body.subarray(lostAt + 1_440), () => setTimeout(() => response.destroy(), 20));
      });
      class CheckingSlot extends FakeSlot {
        override complete(): void {
          if (!Buffer.from(this.written).equals(Buffer.from(body))) throw new Error("not the image");
          super.complete();
        }
        override close(): void {
          super.close();
          if (!this.chosen) this.written.length = 0;
        }
      }
      const { failure, slot, opened } = await install(sdk, url, new CheckingSlot());
      expect(failure).toBe(wanted);
      expect(slot.chosen).toBe(wanted === undefined);
      expect([opened, slot.closed]).toEqual([2, 2]);
    },
  );

  it("never joins two images", async () => {
    let version = 0;
    const { handler } = imageServer(image(90_000), { breakEvery: 40_000, etag: () => `"${version++}"` });
    const { failure, slot } = await install(sdk, await serve(handler));
    expect(failure).toBe("the image changed during the download");
    expect(slot.chosen).toBe(false);
    expect(slot.closed).toBe(1);
  });

  it("gives up when the line breaks again and again without a byte", async () => {
    const url = await serve((_request, response) => response.destroy());
    const { failure, opened } = await install(sdk, url);
    expect(failure).toMatch(/^download failed: /);
    expect(opened).toBe(0);
  });

  it.each([
    ["another chip's image", image(9_000, "1.1.0", 5), "the image is for another chip than the ESP32-S3"],
    ["another version", image(9_000, "1.0.9"), "the image is version 1.0.9, offered was 1.1.0"],
    ["a page", new TextEncoder().encode("<html>".repeat(100)), "a web page came instead of a firmware image"],
    ["a stump", image(imageHeadBytes).subarray(0, 100), "the image is too short"],
    ["nothing", new Uint8Array(0), "the image is empty"],
  ])("refuses %s before it touches the flash", async (_what, body, reason) => {
    const { failure, opened } = await install(sdk, await serve((_request, response) => response.end(body)));
    expect(failure).toBe(reason);
    expect(opened).toBe(0);
  });

  it("refuses an image larger than a slot", async () => {
    const { failure, slot } = await install(sdk, await serve(imageServer(image(500_000)).handler));
    expect(failure).toBe("the image has 500000 bytes, a slot 400000");
    expect(slot.written).toEqual([]);
  });

  it("tells the status of a refusal, and when the flash fails", async () => {
    const refused = await install(sdk, await serve((_request, response) => response.writeHead(404).end()));
    expect(refused.failure).toBe("the download was refused with HTTP status 404");
    const slot = new FakeSlot();
    slot.write = () => {
      throw new Error("write failed");
    };
    const failed = await install(sdk, await serve(imageServer(image(20_000)).handler), slot);
    expect(failed.failure).toBe("the flash failed: write failed");
    expect(slot.closed).toBe(1);
  });

  it("takes an address with a long signature, given or redirected to, and a relative one", async () => {
    const body = image(10_000);
    const signature = `?sig=${"s".repeat(1_000)}`;
    const url = await serve((request, response) => {
      if (request.url === `/images/one${signature}`) return response.end(body);
      const location = request.url === "/signed" ? `/images/one${signature}` : `../images/one${signature}`;
      response.writeHead(302, { Location: location }).end();
    });
    expect((await install(sdk, `${url}/images/one${signature}`)).failure).toBeUndefined();
    expect((await install(sdk, `${url}/signed`)).failure).toBeUndefined();
    expect((await install(sdk, `${url}/old/one`)).failure).toBeUndefined();
  });

  it.each([
    ["ftp://127.0.0.1/image", "the download leads to an address that is not usable"],
    [`/${"a".repeat(1_500)}`, "the download leads to an address that is not usable"],
    [undefined, "the download leads from one address to the next"],
  ])("does not follow %s", async (location, reason) => {
    const url = await serve((_request, response) =>
      response.writeHead(302, location === undefined ? {} : { Location: location }).end(),
    );
    expect((await install(sdk, url)).failure).toBe(reason);
  });

  it("after a break asks the offered address again: the one it led to may be signed for a moment only", async () => {
    const body = image(60_000);
    const broken = imageServer(body, { breakEvery: 20_000, etag: () => '"one"' }).handler;
    let signed = 0;
    const url = await serve((request, response) => {
      if (request.url === "/offered")
        return response.writeHead(302, { Location: `/signed-${++signed}` }).end();
      if (request.url !== `/signed-${signed}`) return response.writeHead(403).end();
      broken(request, response);
      return undefined;
    });
    const { failure, slot } = await install(sdk, `${url}/offered`);
    expect(failure).toBeUndefined();
    expect(Buffer.from(slot.written).equals(Buffer.from(body))).toBe(true);
    expect(signed).toBe(3);
  });

  it("follows a redirect, also within the server, and not for ever", async () => {
    const body = image(10_000);
    const url = await serve((request, response) => {
      if (request.url === "/image") return response.end(body);
      response.writeHead(302, { Location: request.url === "/ever" ? "/ever" : "/image" }).end();
    });
    expect((await install(sdk, `${url}/old`)).failure).toBeUndefined();
    expect((await install(sdk, `${url}/ever`)).failure).toBe(
      "the download leads from one address to the next",
    );
  });
});

it("tells the other end that nothing compressed is wanted, and refuses what is", async () => {
  const body = gzipSync(image(9_000));
  let asked: string | undefined;
  const url = await serve((request, response) => {
    asked = String(request.headers["accept-encoding"]);
    response.writeHead(200, { "Content-Encoding": "gzip" }).end(body);
  });
  const { failure, opened } = await install({}, url);
  expect([asked, failure, opened]).toEqual([
    "identity",
    "the image came compressed (gzip), which was not asked for",
    0,
  ]);
});
