import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startCloud } from "../../host/cloud/cloud.js";
import { api, bench, bindDevice, call, mac, ota, report } from "./harness.js";
import { connectDevice, hello, ofType } from "./peers.js";

let dataDir = "";
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "cloud-"));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const portOf = (url: string) => Number(new URL(url).port);

describe("state in a data folder", () => {
  it("survives a restart: token, agent, binding, pending code, import, firmware, token key", async () => {
    const first = await bench({ dataDir });
    await bindDevice(first.cloud);
    const { token } = (await ota(first.cloud)).body.websocket;
    const other = "d4:06:06:b6:a9:01";
    const { code } = (await ota(first.cloud, report({ mac_address: other }), { "device-id": other })).body
      .activation;
    first.cloud.addFirmware({ boardType: "esp-box-3", version: "1.0.1", bytes: Uint8Array.of(1, 2, 3) });
    await first.cloud.close();
    const second = await bench({ dataDir });
    expect([second.cloud.token, second.cloud.agentId]).toEqual([first.cloud.token, first.cloud.agentId]);
    expect(second.cloud.isBound(mac)).toBe(true);
    expect(second.cloud.pendingCode(other)).toBe(code);
    expect((await ota(second.cloud)).body.firmware.version).toBe("1.0.1");
    const peer = await connectDevice(second.cloud, { authorization: `Bearer ${token}` });
    expect(await peer.opened).toBe(true);
    peer.socket.terminate();
  });

  it("is the owner's alone, because tokens and keys are in it", async () => {
    await bench({ dataDir });
    expect(statSync(join(dataDir, "cloud.sqlite")).mode & 0o777).toBe(0o600);
  });

  it("is not shared by two clouds, and the second is told by whom it is held", async () => {
    await bench({ dataDir });
    await expect(startCloud({ dataDir })).rejects.toThrow(
      `The data folder ${dataDir} is in use by process ${process.pid}.`,
    );
  });

  it("opens after a crash that left the owner's file behind", async () => {
    // Process ids end below this number, so nobody has it.
    writeFileSync(join(dataDir, "cloud.pid"), "4194305");
    const { cloud } = await bench({ dataDir });
    expect(cloud.token).toMatch(/^[0-9a-f]{48}$/);
  });

  it("is not needed: two clouds in memory share nothing", async () => {
    const [a, b] = [await bench(), await bench()];
    await bindDevice(a.cloud);
    expect(b.cloud.isBound(mac)).toBe(false);
    expect(a.cloud.token).not.toBe(b.cloud.token);
  });
});

describe("the running cloud", () => {
  it("goes down with pause, dropping sessions, and comes back on the same ports with its state", async () => {
    const { cloud } = await bench();
    await bindDevice(cloud);
    const peer = await connectDevice(cloud);
    await peer.opened;
    peer.send(hello);
    await peer.inbox.next(ofType("hello"));
    await cloud.pause();
    await cloud.pause();
    expect((await peer.closed).code).toBe(1006);
    await expect(ota(cloud)).rejects.toThrow("fetch failed");
    await cloud.resume();
    expect((await ota(cloud)).body.activation).toBeUndefined();
  });

  it("starts again on the ports it had before", async () => {
    const first = await bench({ dataDir });
    const ports = { port: portOf(first.cloud.otaUrl), mqttPort: portOf(`tcp://${first.cloud.mqttEndpoint}`) };
    await first.cloud.close();
    const second = await bench({ dataDir, ...ports });
    expect(second.cloud.otaUrl).toBe(first.cloud.otaUrl);
    expect(second.cloud.mqttEndpoint).toBe(first.cloud.mqttEndpoint);
  });

  it("closes twice without harm, with a request hanging", async () => {
    const { cloud } = await bench();
    cloud.setFaults({ ota: "hang" });
    const hanging = ota(cloud).catch((error: Error) => error.message);
    await expect.poll(() => cloud.metrics().faults).toBe(1);
    await Promise.all([cloud.close(), cloud.close()]);
    expect(await hanging).toBe("fetch failed");
  });

  it("says in a sentence that a port is in use, and leaves nothing open", async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
    const address = taken.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    await expect(startCloud({ port, dataDir })).rejects.toThrow(
      `Port ${port} on 127.0.0.1 is in use. Stop the other program or choose another port.`,
    );
    taken.close();
    await bench({ dataDir });
  });

  it("plays faults on the OTA path: a canned reply, a late one, a lost connection", async () => {
    const { cloud } = await bench();
    cloud.setFaults({ ota: { status: 302, body: "elsewhere", headers: { location: "/x" } } });
    const canned = await call(cloud.otaUrl, { method: "POST", body: "{}", redirect: "manual" });
    expect([canned.status, canned.headers.get("location"), canned.text]).toEqual([302, "/x", "elsewhere"]);
    cloud.setFaults({ ota: { redirectTo: "/v1/ota/" } });
    const sentOn = await call(cloud.otaUrl, { method: "POST", body: "{}", redirect: "manual" });
    expect([sentOn.status, sentOn.headers.get("location"), sentOn.text]).toEqual([307, "/v1/ota/", ""]);
    expect((await ota(cloud)).status).toBe(200);
    cloud.setFaults({ ota: { latencyMs: 30 } });
    expect((await ota(cloud)).status).toBe(200);
    cloud.setFaults({ ota: "close" });
    await expect(ota(cloud)).rejects.toThrow("fetch failed");
  });

  it("counts what it is asked for", async () => {
    const { cloud } = await bench();
    await bindDevice(cloud);
    await ota(cloud, {}, {}, "activate");
    expect(cloud.metrics()).toMatchObject({ otaChecks: 1, activations: 1, apiCalls: 1 });
  });

  it.each(["xrobo", "open"] as const)(
    "%s serves routes of the calling program beside its own",
    async (profile) => {
      const { cloud } = await bench({
        profile,
        addRoutes(app) {
          app.addHook("onSend", async (_request, reply) => void reply.header("x-mine", "1"));
          app.get("/", () => "my page");
        },
      });
      const page = await call(cloud.consoleUrl);
      expect([page.text, page.headers.get("x-mine")]).toEqual(["my page", "1"]);
      const check = await ota(cloud);
      expect([check.status, check.headers.get("x-mine")]).toEqual([200, null]);
    },
  );

  it("shows a page that says what it is, without its token", async () => {
    const { cloud } = await bench();
    const page = await call(cloud.consoleUrl);
    expect(page.status).toBe(200);
    expect(page.text).toContain(cloud.otaUrl);
    expect(page.text).not.toContain(cloud.token);
    expect(page.text).not.toContain(cloud.agentId);
  });
});

describe("firmware", () => {
  const image = Uint8Array.from({ length: 300_000 }, (_, index) => index % 251);
  const upload = (url: string, token: string | undefined, bytes: Uint8Array<ArrayBuffer>) =>
    call(url, {
      method: "POST",
      headers: {
        "content-type": "application/octet-stream",
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: bytes,
    });

  it("is uploaded by a user, offered to a bound device of the type that has an older one, and downloaded", async () => {
    const { cloud } = await bench();
    const url = `${cloud.apiUrl}/firmware?type=esp-box-3&version=1.10.0`;
    expect((await upload(url, cloud.token, image)).body).toMatchObject({
      code: 0,
      data: { size: image.length },
    });
    expect((await ota(cloud)).body.firmware.version).toBe("1.0.0");
    await bindDevice(cloud);
    const { firmware } = (await ota(cloud)).body;
    expect(firmware).toEqual({ version: "1.10.0", url: `${cloud.otaUrl}download/esp-box-3_1.10.0.bin` });
    const response = await fetch(firmware.url);
    expect(response.headers.get("content-length")).toBe(String(image.length));
    expect(Buffer.from(await response.arrayBuffer()).equals(image)).toBe(true);
    const newer = report({ application: { version: "1.10.1", elf_sha256: "0" } });
    expect((await ota(cloud, newer)).body.firmware.url).toMatch(/INVALID_FIRMWARE_FOR_TEST$/);
  });

  it("is offered again and again when forced", async () => {
    const { cloud } = await bench();
    await bindDevice(cloud);
    cloud.addFirmware({ boardType: "esp-box-3", version: "0.9.0", bytes: image, force: true });
    expect((await ota(cloud)).body.firmware).toMatchObject({ version: "0.9.0", force: 1 });
  });

  it.each(["xrobo", "open"] as const)("is listed with size and digest, and deleted (%s)", async (profile) => {
    const { cloud } = await bench({ profile });
    const url = `${cloud.apiUrl}/firmware`;
    const uploaded = (await upload(`${url}?type=esp-box-3&version=1.10.0&force=1`, cloud.token, image)).body
      .data;
    expect(uploaded).toEqual({
      type: "esp-box-3",
      version: "1.10.0",
      size: image.length,
      sha256: createHash("sha256").update(image).digest("hex"),
      force: true,
      url: `${cloud.otaUrl}download/esp-box-3_1.10.0.bin`,
      addedAt: "2026-01-15T08:00:00.123Z",
    });
    cloud.addFirmware({ boardType: "esp-box-3", version: "1.9.0", bytes: Uint8Array.of(1) });
    cloud.addFirmware({ boardType: "a", version: "2.0.0", bytes: Uint8Array.of(1) });
    const listed = async () =>
      (await api(cloud, "GET", "/xiaozhi/firmware")).body.data as Record<string, unknown>[];
    expect((await listed()).map(({ type, version }) => `${type} ${version}`)).toEqual([
      "a 2.0.0",
      "esp-box-3 1.9.0",
      "esp-box-3 1.10.0",
    ]);
    expect((await listed())[2]).toEqual(uploaded);
    // An image in place of another one has its own digest.
    cloud.addFirmware({ boardType: "a", version: "2.0.0", bytes: Uint8Array.of(2, 3) });
    expect((await listed())[0]).toMatchObject({
      size: 2,
      sha256: createHash("sha256").update(Uint8Array.of(2, 3)).digest("hex"),
    });
    const remove = (path: string, token?: string) =>
      api(cloud, "DELETE", `/xiaozhi/firmware/${path}`, undefined, token);
    expect((await remove("a/2.0.0")).body.code).toBe(0);
    expect((await listed()).length).toBe(2);
    for (const path of ["a/2.0.0", "a/x", "..%2Fa/1"]) expect((await remove(path)).body.code).toBe(404);
    expect((await remove("esp-box-3/1.9.0", "wrong")).body.code).toBe(401);
    expect((await api(cloud, "GET", "/xiaozhi/firmware", undefined, "wrong")).body.code).toBe(401);
    expect((await listed()).length).toBe(2);
  });

  it("that was deleted is neither offered nor downloaded", async () => {
    const { cloud } = await bench();
    await bindDevice(cloud);
    const url = cloud.addFirmware({ boardType: "esp-box-3", version: "2.0.0", bytes: image });
    await api(cloud, "DELETE", "/xiaozhi/firmware/esp-box-3/2.0.0");
    expect((await ota(cloud)).body.firmware.version).toBe("1.0.0");
    expect((await call(url)).status).toBe(404);
  });

  it("resumes a download at an offset", async () => {
    const { cloud } = await bench();
    const url = cloud.addFirmware({ boardType: "x", version: "1.0.0", bytes: image });
    const rest = await fetch(url, { headers: { range: "bytes=299990-" } });
    expect([rest.status, rest.headers.get("content-range")]).toEqual([206, "bytes 299990-299999/300000"]);
    expect([...new Uint8Array(await rest.arrayBuffer())]).toEqual([...image.subarray(299_990)]);
    expect((await fetch(url, { headers: { range: "bytes=300000-" } })).status).toBe(416);
  });

  it("is not taken from strangers, without a version, empty, or too large", async () => {
    const { cloud } = await bench();
    const url = `${cloud.apiUrl}/firmware?type=x&version=1.0.0`;
    expect((await upload(url, undefined, image)).status).toBe(401);
    expect((await upload(`${cloud.apiUrl}/firmware?type=x`, cloud.token, image)).status).toBe(400);
    expect((await upload(`${cloud.apiUrl}/firmware?type=..%2Fx&version=1`, cloud.token, image)).status).toBe(
      400,
    );
    expect((await upload(url, cloud.token, new Uint8Array(0))).status).toBe(400);
    expect((await upload(url, cloud.token, new Uint8Array(16 * 1024 * 1024 + 1))).status).toBe(413);
    for (const file of ["x_1.0.0.bin", "..%2f..%2fcloud.sqlite", "x"]) {
      expect((await call(`${cloud.otaUrl}download/${file}`)).status).toBe(404);
    }
  });
});

describe("request bodies over 64 KiB", () => {
  it("get 413 from the device API", async () => {
    const { cloud } = await bench();
    const body = { agent_id: cloud.agentId, mac_addresses: ["x".repeat(70_000)], serial_numbers: [] };
    expect((await api(cloud, "POST", "/xiaozhi/device/preregister", body)).status).toBe(413);
  });
});
