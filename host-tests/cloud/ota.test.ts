import { describe, expect, it } from "vitest";
import { bench, bindDevice, call, clientId, mac, ota, report } from "./harness.js";

const seedSample = {
  version: 0,
  uuid: "",
  application: {
    name: "xiaoniu-web-test",
    version: "1.0.0",
    compile_time: "2025-04-16 10:00:00",
    idf_version: "4.4.3",
    elf_sha256: "1234567890abcdef1234567890abcdef1234567890abcdef",
  },
  ota: { label: "xiaoling-web-test" },
  board: {
    type: "xiaoling-web-test",
    ssid: "xiaoling-web-test",
    rssi: 0,
    channel: 0,
    ip: "192.168.1.1",
    mac: "D4:06:06:B6:A9:FA",
  },
  flash_size: 0,
  minimum_free_heap_size: 0,
  mac_address: "D4:06:06:B6:A9:FA",
  chip_model_name: "",
  chip_info: { model: 0, cores: 0, revision: 0, features: 0 },
  partition_table: [{ label: "", type: 0, subtype: 0, address: 0, size: 0 }],
};

describe("xrobo OTA check", () => {
  const noDeviceId = { error: "Device ID is required" };
  const invalid = { error: "Invalid OTA request" };
  it.each([
    ["no Device-Id", report(), { "device-id": undefined }, noDeviceId],
    ["a blank Device-Id", report(), { "device-id": " " }, noDeviceId],
    ["a Device-Id that is no MAC", report({ mac_address: "box" }), { "device-id": "box" }, invalid],
    ["no Client-Id", report(), { "client-id": undefined }, invalid],
    ["a blank User-Agent", report(), { "user-agent": "" }, invalid],
    ["an empty body", "", {}, invalid],
    ["a body that is not JSON", "{", {}, invalid],
    ["a body that is not an object", "[]", {}, invalid],
    ["the doubled braces of the seed's sample", `{${JSON.stringify(seedSample)}}`, {}, invalid],
    ["another mac_address", report({ mac_address: "d4:06:06:b6:a9:fa" }), {}, invalid],
    ["the same mac_address in another case", report({ mac_address: mac.toUpperCase() }), {}, invalid],
    ["no application", report({ application: undefined }), {}, invalid],
    ["an application without version", report({ application: { elf_sha256: "00" } }), {}, invalid],
    ["an application without elf_sha256", report({ application: { version: "1.0.0" } }), {}, invalid],
    ["no board", report({ board: undefined }), {}, invalid],
    ["a board without type", report({ board: { name: "x" } }), {}, invalid],
    ["a field of the wrong type", report({ flash_size: "16" }), {}, invalid],
  ])("refuses %s with 400 and the documented message", async (_name, body, headers, expected) => {
    const { cloud } = await bench();
    const answer = await ota(cloud, body, headers);
    expect([answer.status, answer.body]).toEqual([400, expected]);
    expect(cloud.pendingCode(mac)).toBeUndefined();
  });

  it("accepts the seed's sample once its MACs agree", async () => {
    const { cloud } = await bench();
    const answer = await ota(cloud, seedSample, {
      "device-id": "D4:06:06:B6:A9:FA",
      "client-id": "web_test_client",
    });
    expect(answer.status).toBe(200);
    expect(answer.body.activation.challenge).toBe("D4:06:06:B6:A9:FA");
    expect(answer.body.firmware.version).toBe("1.0.0");
    expect(answer.body.firmware.url).toMatch(/\/v1\/ota\/INVALID_FIRMWARE_FOR_TEST$/);
  });

  it("answers 404 with an error when the slash is missing, and serves /v1/ota/ as well", async () => {
    const { cloud } = await bench();
    const missing = await call(cloud.otaUrl.slice(0, -1), { method: "POST", body: "{}" });
    expect([missing.status, missing.body]).toEqual([404, { error: "Not found" }]);
    const other = await call(cloud.otaUrl.replace("/xiaozhi/", "/v1/"), { method: "POST", body: "{}" });
    expect(other.body).toEqual({ error: "Device ID is required" });
  });

  it("answers the documented 500 for an injected server fault", async () => {
    const { cloud } = await bench();
    cloud.setFaults({ ota: 500 });
    const answer = await ota(cloud);
    expect([answer.status, answer.body]).toEqual([
      500,
      { error: "Failed to read device auto_update status" },
    ]);
    cloud.setFaults({});
    expect((await ota(cloud)).status).toBe(200);
  });
});

describe("open OTA check", () => {
  const serverError = { code: 500, msg: "服务器内部异常", data: null };
  it.each([
    ["no Device-Id", report(), { "device-id": undefined }, serverError],
    ["a blank Device-Id", report(), { "device-id": " " }, { error: "Device ID is required" }],
    ["a Device-Id that is no MAC", report(), { "device-id": "box" }, { error: "Invalid device ID" }],
    ["no Client-Id", report(), { "client-id": undefined }, { success: false, message: "request error." }],
    ["a body that is not JSON", "{", {}, serverError],
    ["no application while unbound", report({ application: undefined }), {}, serverError],
  ])("answers 200 with a failure in the body for %s", async (_name, body, headers, expected) => {
    const { cloud } = await bench({ profile: "open" });
    const answer = await ota(cloud, body, headers);
    expect([answer.status, answer.body]).toEqual([200, expected]);
  });

  it("ignores another mac_address, and needs no application once bound", async () => {
    const { cloud } = await bench({ profile: "open" });
    expect((await ota(cloud, report({ mac_address: "x" }))).body.activation.code).toMatch(/^\d{6}$/);
    await bindDevice(cloud);
    const answer = await ota(cloud, { board: { type: "esp-box-3" } });
    expect(answer.body.websocket.token).toBeTypeOf("string");
    expect(answer.body.activation).toBeUndefined();
  });

  it("answers 200 with an envelope when the slash is missing", async () => {
    const { cloud } = await bench({ profile: "open" });
    const answer = await call(cloud.otaUrl.slice(0, -1), { method: "POST", body: "{}" });
    expect([answer.status, answer.body]).toEqual([200, { code: 404, msg: "资源不存在", data: null }]);
  });

  it("offers no firmware member to a bound device without a board type", async () => {
    const { cloud } = await bench({ profile: "open" });
    await bindDevice(cloud);
    expect((await ota(cloud, { application: { version: "1.0.0" } })).body.firmware).toBeUndefined();
  });

  it("fails on a version that is not dotted decimal when there is firmware of the type", async () => {
    const { cloud } = await bench({ profile: "open" });
    await bindDevice(cloud);
    cloud.addFirmware({ boardType: "esp-box-3", version: "1.1.0", bytes: new Uint8Array(10) });
    const answer = await ota(cloud, report({ application: { version: "1.2.0-beta" } }));
    expect(answer.body).toEqual(serverError);
  });
});

describe.each(["xrobo", "open"] as const)("OTA reply (%s)", (profile) => {
  it("carries time, activation, placeholder firmware and both transports for an unbound device", async () => {
    const { cloud, clock } = await bench({ profile });
    const { body, status } = await ota(cloud);
    expect(status).toBe(200);
    expect(Object.keys(body)).toEqual(["server_time", "activation", "firmware", "websocket", "mqtt"]);
    expect(body.server_time).toEqual({
      timestamp: clock.nowMs,
      timeZone: "Asia/Shanghai",
      timezone_offset: 480,
    });
    expect(body.activation.code).toMatch(/^\d{6}$/);
    expect(body.activation.message).toBe(
      `${cloud.consoleUrl}#code=${body.activation.code}\n${body.activation.code}`,
    );
    expect(body.activation.challenge).toBe(mac);
    expect(body.firmware.version).toBe("1.0.0");
    expect(body.websocket).toMatchObject({ url: cloud.websocketUrl, version: 1 });
    expect(body.websocket.token).toMatch(/^[\w-]{43}\.\d{10}$/);
    const mac_ = mac.replaceAll(":", "_");
    expect(body.mqtt).toMatchObject({
      endpoint: cloud.mqttEndpoint,
      publish_topic: "device-server",
      subscribe_topic: `devices/p2p/${mac_}`,
    });
    expect(body.mqtt.client_id.split("@@@").slice(1)).toEqual([mac_, mac_]);
  });

  it("carries no activation once bound", async () => {
    const { cloud } = await bench({ profile });
    await bindDevice(cloud);
    expect(Object.keys((await ota(cloud)).body)).toEqual(["server_time", "firmware", "websocket", "mqtt"]);
  });

  it("offers only what it is told to offer", async () => {
    const { cloud } = await bench({ profile, offer: "websocket" });
    expect((await ota(cloud)).body.mqtt).toBeUndefined();
    cloud.setOffer("mqtt");
    expect((await ota(cloud)).body.websocket).toBeUndefined();
  });

  it("tells people who open it that it is running, and refuses other methods", async () => {
    const { cloud } = await bench({ profile });
    const answer = await call(cloud.otaUrl);
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "text/plain; charset=utf-8"]);
    expect((await call(cloud.otaUrl, { method: "PUT" })).status).toBe(405);
  });

  it("answers 413 to a body over 64 KiB and takes one just below", async () => {
    const { cloud } = await bench({ profile });
    const padding = (sizeBytes: number) => report({ padding: "x".repeat(sizeBytes) });
    expect((await ota(cloud, padding(64 * 1024))).status).toBe(413);
    expect((await ota(cloud, padding(60 * 1024))).status).toBe(200);
  });

  it("writes no token, code or client id into its events", async () => {
    const { cloud, events } = await bench({ profile });
    const { body } = await ota(cloud);
    const log = JSON.stringify(events);
    for (const secret of [body.websocket.token, body.mqtt.password, body.activation.code, clientId]) {
      expect(log).not.toContain(secret);
    }
  });
});
