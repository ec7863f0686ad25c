import { describe, expect, it } from "vitest";
import { api, bench, bindDevice, hmacHex, mac, ota } from "./harness.js";

describe.each(["xrobo", "open"] as const)("activation call (%s)", (profile) => {
  it("answers an empty 202 while unbound, then 200 with the text success", async () => {
    const { cloud } = await bench({ profile });
    await ota(cloud);
    const pending = await ota(cloud, {}, {}, "activate");
    expect([pending.status, pending.text]).toEqual([202, ""]);
    await bindDevice(cloud);
    const bound = await ota(cloud, {}, {}, "activate");
    expect([bound.status, bound.text]).toEqual([200, "success"]);
    await api(cloud, "POST", "/xiaozhi/device/unbind", { deviceId: mac });
    expect((await ota(cloud, {}, {}, "activate")).status).toBe(202);
  });

  it("notices an import that came while the code was on the screen", async () => {
    const { cloud } = await bench({ profile });
    await ota(cloud);
    const body = { agent_id: cloud.agentId, mac_addresses: [mac], serial_numbers: [] };
    await api(cloud, "POST", "/xiaozhi/device/preregister", body);
    expect((await ota(cloud, {}, {}, "activate")).status).toBe(200);
  });

  it("can be absent, as on some servers", async () => {
    const { cloud } = await bench({ profile, activateEndpoint: false });
    await ota(cloud);
    const answer = await ota(cloud, {}, {}, "activate");
    const expected = profile === "xrobo" ? [404, undefined] : [200, 404];
    expect([answer.status, answer.body.code]).toEqual(expected);
  });

  it("verifies the HMAC of a serial number whose key it knows", async () => {
    const key = Uint8Array.from({ length: 32 }, (_, index) => index);
    const serial_number = "SN000000000000000000000000000001";
    const { cloud } = await bench({ profile, serialKeys: { [serial_number]: key } });
    const headers = { "serial-number": serial_number, "activation-version": "2" };
    await ota(cloud, undefined, headers);
    const hmac = hmacHex(key, mac);
    expect(hmac).toBe("36173a2a10711952e4fedf9532352b3daf6b2e2603568e0848f0d6b16b418f43");
    const body = { algorithm: "hmac-sha256", serial_number, challenge: mac, hmac };
    const status = async (change: object) =>
      (await ota(cloud, { ...body, ...change }, headers, "activate")).status;
    expect(await status({})).toBe(202);
    expect(await status({ hmac: "0".repeat(64) })).toBe(401);
    expect(await status({ challenge: "other", hmac: hmacHex(key, "other") })).toBe(401);
    expect((await ota(cloud, {}, headers, "activate")).body).not.toBeUndefined();
  });
});

describe("activation call", () => {
  it("refuses a call without Device-Id and an ill-formed body (xrobo)", async () => {
    const { cloud } = await bench();
    const anonymous = await ota(cloud, {}, { "device-id": undefined }, "activate");
    expect([anonymous.status, anonymous.body]).toEqual([400, { error: "Device ID is required" }]);
    const odd = await ota(cloud, { hmac: 1 }, {}, "activate");
    expect([odd.status, odd.body]).toEqual([400, { error: "Invalid OTA request" }]);
  });
});
