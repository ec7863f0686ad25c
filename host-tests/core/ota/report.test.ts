import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { reportBody, requestHeaders } from "../../../src/core/ota/report.js";
import type { DeviceFacts, NetworkFacts } from "../../../src/core/ports.js";

fc.configureGlobal({ seed: 608_303 });

const identity = { deviceId: "d4:06:06:b6:a9:fb", uuid: "0f1e2d3c-4b5a-4678-9abc-def012345678" };
const elfSha256 = "00112233445566778899aabbccddeeff".repeat(2);

const facts: DeviceFacts = {
  mac: "D4:06:06:B6:A9:FB",
  chipModelName: "esp32s3",
  chipInfo: { model: 9, cores: 2, revision: 2, features: 18 },
  flashSizeBytes: 16_777_216,
  psramSizeBytes: 8_388_608,
  minimumFreeHeapBytes: 7_340_032,
  partitionTable: [
    { label: "nvs", type: 1, subtype: 2, address: 36_864, size: 16_384 },
    { label: "ota_0", type: 0, subtype: 16, address: 131_072, size: 4_128_768 },
  ],
  runningPartitionLabel: "ota_0",
  application: {
    name: "moddable-xrobo",
    version: "1.0.0",
    compileTimeMs: Date.UTC(2026, 0, 15, 8, 30, 0, 123),
    idfVersion: "v5.4.0",
    elfSha256,
  },
  display: { monochrome: false, widthPx: 320, heightPx: 240 },
  board: { type: "esp-box-3", name: "esp-box-3", manufacturer: "espressif" },
};
const wifi: NetworkFacts = {
  kind: "wifi",
  ssidBytes: new TextEncoder().encode("home"),
  rssiDbm: -52,
  channel: 6,
  ip: "192.168.1.23",
};
const bare: DeviceFacts = {
  mac: facts.mac,
  application: { name: "moddable-xrobo", version: "1.0.0", compileTimeMs: 0 },
  board: { type: "simulator", name: "simulator" },
};

describe("reportBody", () => {
  it("is the reference body, byte for byte and in its order, with psram_size and a number for the heap", () => {
    expect(reportBody(facts, wifi, identity, "zh-CN")).toBe(
      '{"version":2,"language":"zh-CN","flash_size":16777216,"psram_size":8388608,"minimum_free_heap_size":7340032,' +
        '"mac_address":"d4:06:06:b6:a9:fb","uuid":"0f1e2d3c-4b5a-4678-9abc-def012345678","chip_model_name":"esp32s3",' +
        '"chip_info":{"model":9,"cores":2,"revision":2,"features":18},' +
        '"application":{"name":"moddable-xrobo","version":"1.0.0","compile_time":"2026-01-15T08:30:00Z",' +
        `"idf_version":"v5.4.0","elf_sha256":"${elfSha256}"},` +
        '"partition_table":[{"label":"nvs","type":1,"subtype":2,"address":36864,"size":16384},' +
        '{"label":"ota_0","type":0,"subtype":16,"address":131072,"size":4128768}],' +
        '"ota":{"label":"ota_0"},"display":{"monochrome":false,"width":320,"height":240},' +
        '"board":{"type":"esp-box-3","name":"esp-box-3","manufacturer":"espressif","ssid":"home","rssi":-52,"channel":6,' +
        '"ip":"192.168.1.23","mac":"d4:06:06:b6:a9:fb"}}',
    );
  });

  it("leaves out what is unknown, never inventing it", () => {
    expect(JSON.parse(reportBody(bare, { kind: "wifi" }, identity, "en"))).toEqual({
      version: 2,
      language: "en",
      mac_address: identity.deviceId,
      uuid: identity.uuid,
      application: { name: "moddable-xrobo", version: "1.0.0", compile_time: "1970-01-01T00:00:00Z" },
      board: { type: "simulator", name: "simulator", mac: identity.deviceId },
    });
  });

  it("leaves out numbers that are none, which JSON would turn into null", () => {
    const body = reportBody(
      { ...bare, flashSizeBytes: Number.NaN },
      { kind: "wifi", rssiDbm: Number.NaN },
      identity,
      "en",
    );
    expect(body).not.toContain("null");
    const odd = { ...bare, application: { ...bare.application, compileTimeMs: Number.NaN } };
    expect(reportBody(odd, { kind: "wifi" }, identity, "en")).not.toContain("compile_time");
  });

  it("tells the cloud of a wired network, without Wi-Fi facts", () => {
    const body = JSON.parse(reportBody(facts, { ...wifi, kind: "ethernet" }, identity, "en"));
    expect(body.board).toEqual({
      type: "esp-box-3",
      name: "esp-box-3",
      manufacturer: "espressif",
      network: "ethernet",
      ip: "192.168.1.23",
      mac: identity.deviceId,
    });
  });

  it("works on facts that are frozen at every level, and changes none", () => {
    const frozen = Object.freeze({ ...facts, chipInfo: Object.freeze({ ...facts.chipInfo }) }) as DeviceFacts;
    expect(reportBody(frozen, Object.freeze(wifi), Object.freeze(identity), "zh-CN")).toBe(
      reportBody(facts, wifi, identity, "zh-CN"),
    );
  });

  it("is valid JSON of valid text for an SSID of any 32 bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 32 }), (ssidBytes) => {
        const text = reportBody(facts, { kind: "wifi", ssidBytes }, identity, "zh-CN");
        expect(JSON.parse(text).board.ssid).toBe(
          new TextDecoder("utf-8", { ignoreBOM: true }).decode(ssidBytes),
        );
        expect(text).not.toMatch(/\\ud[89a-f]/i);
      }),
    );
  });
});

describe("requestHeaders", () => {
  it("is the reference set without a serial number", () => {
    expect(Object.entries(requestHeaders(facts, identity, "zh-CN"))).toEqual([
      ["Accept-Encoding", "identity"],
      ["Accept-Language", "zh-CN"],
      ["Activation-Version", "1"],
      ["Client-Id", identity.uuid],
      ["Content-Type", "application/json"],
      ["Device-Id", "d4:06:06:b6:a9:fb"],
      ["User-Agent", "esp-box-3/1.0.0"],
    ]);
  });

  it("names the serial number and activation version 2 if the chip has one", () => {
    const headers = requestHeaders(
      { ...facts, serialNumber: "SN000000000000000000000000000001" },
      identity,
      "en",
    );
    expect(Object.keys(headers)).toEqual([
      "Accept-Encoding",
      "Accept-Language",
      "Activation-Version",
      "Client-Id",
      "Content-Type",
      "Device-Id",
      "Serial-Number",
      "User-Agent",
    ]);
    expect(headers).toMatchObject({
      "Activation-Version": "2",
      "Serial-Number": "SN000000000000000000000000000001",
    });
  });

  it("lets no value break out of its line or leave ASCII", () => {
    const nasty = { ...facts, serialNumber: "\u0000\u00ff", board: { type: "t", name: "böx\r\nX-Evil: 1" } };
    const headers = requestHeaders(nasty, { deviceId: "a\nb", uuid: "c\rd" }, "zh\r\n-CN");
    for (const value of Object.values(headers)) expect(value).toMatch(/^[ -~]+$/);
    expect(headers["Activation-Version"]).toBe("1");
    expect(headers["User-Agent"]).toBe("bxX-Evil: 1/1.0.0");
  });
});
