import { describe, expect, it } from "vitest";
import { api, bench, mac, ota, otaOf } from "./harness.js";

const path = "/xiaozhi/device/preregister";
const byMac = (text: string) => `/v1/pre-register/devices/mac-address/${text}`;

describe("importing devices", () => {
  it("succeeds for some and says why not for the others, without an envelope", async () => {
    const { cloud } = await bench();
    const answer = await api(cloud, "POST", path, {
      agent_id: cloud.agentId,
      mac_addresses: ["F2:F1:A8:6A:C4:6B", "f2:f1:a8:6a:c4:6b", "box"],
      serial_numbers: ["SN1", ""],
    });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      success_count: 2,
      failed: [
        { value: "f2:f1:a8:6a:c4:6b", reason: "已存在" },
        { value: "box", reason: "MAC地址格式不正确" },
        { value: "", reason: "序列号格式不正确" },
      ],
    });
    const again = await api(cloud, "POST", path, {
      agent_id: cloud.agentId,
      mac_addresses: ["F2:F1:A8:6A:C4:6B"],
      serial_numbers: [],
    });
    expect(again.body).toEqual({
      success_count: 0,
      failed: [{ value: "F2:F1:A8:6A:C4:6B", reason: "已存在" }],
    });
  });

  it("binds at the first OTA check, without a code and whatever the case", async () => {
    const { cloud, events } = await bench();
    await api(cloud, "POST", path, {
      agent_id: cloud.agentId,
      mac_addresses: [mac.toUpperCase()],
      serial_numbers: [],
    });
    expect(cloud.isBound(mac)).toBe(false);
    expect((await ota(cloud)).body.activation).toBeUndefined();
    expect(cloud.isBound(mac)).toBe(true);
    expect(events).toContainEqual({ event: "bind", deviceId: mac, agentId: cloud.agentId, by: "import" });
    const list = await api(cloud, "GET", `/xiaozhi/device/bind/${cloud.agentId}`);
    expect(list.body.data[0]).toMatchObject({ macAddress: mac, appVersion: "1.0.0" });
  });

  it("binds one device by a serial number, not a second one", async () => {
    const { cloud } = await bench();
    await api(cloud, "POST", path, { agent_id: cloud.agentId, mac_addresses: [], serial_numbers: ["SN1"] });
    expect((await otaOf(cloud, mac, { "serial-number": "SN1" })).body.activation).toBeUndefined();
    const second = await otaOf(cloud, "d4:06:06:b6:a9:01", { "serial-number": "SN1" });
    expect(second.body.activation.code).toMatch(/^\d{6}$/);
  });

  it("does not bind again by itself after an unbinding", async () => {
    const { cloud } = await bench();
    await api(cloud, "POST", path, { agent_id: cloud.agentId, mac_addresses: [mac], serial_numbers: [] });
    await ota(cloud);
    await api(cloud, "POST", "/xiaozhi/device/unbind", { deviceId: mac });
    expect((await ota(cloud)).body.activation.code).toMatch(/^\d{6}$/);
  });

  it.each(["", "{", "[]", { agent_id: 1 }, { agent_id: "a", mac_addresses: "x" }])(
    "refuses the body %j with 400",
    async (body) => {
      const { cloud } = await bench();
      expect((await api(cloud, "POST", path, body)).status).toBe(400);
    },
  );
});

describe("imported devices", () => {
  it("are listed page by page, each once", async () => {
    const { cloud } = await bench();
    const macs = Array.from({ length: 5 }, (_, index) => `f2:f1:a8:6a:c4:0${index}`);
    await api(cloud, "POST", path, { agent_id: cloud.agentId, mac_addresses: macs, serial_numbers: [] });
    const seen: string[] = [];
    let cursor = "";
    for (let page = 0; page < 3; page++) {
      const query = `?limit=2&cursor=${cursor}`;
      const { body } = await api(cloud, "GET", `/v1/pre-register/agents/${cloud.agentId}/devices${query}`);
      expect(body).toMatchObject({ code: 0, msg: "success" });
      seen.push(...body.data.devices.map((device: { mac_address: string }) => device.mac_address));
      cursor = body.data.next_cursor;
    }
    expect(cursor).toBe("");
    expect(seen.toSorted()).toEqual(macs);
  });

  it("are shown and deleted by MAC", async () => {
    const { cloud } = await bench();
    await api(cloud, "POST", path, {
      agent_id: cloud.agentId,
      mac_addresses: ["00:1A:2B:3C:4D:5E"],
      serial_numbers: [],
    });
    const shown = await api(cloud, "GET", byMac("00:1a:2b:3c:4d:5e"));
    expect(shown.body).toEqual({
      code: 0,
      msg: "success",
      data: {
        id: expect.stringMatching(/^[0-9a-f]{32}$/),
        agent_id: cloud.agentId,
        mac_address: "00:1A:2B:3C:4D:5E",
        serial_number: "",
        status: 0,
        created_at: "2026-01-15 16:00:00",
      },
    });
    const deleted = await api(cloud, "DELETE", byMac("00:1A:2B:3C:4D:5E"));
    expect(deleted.body).toEqual({ code: 0, msg: "success", data: {} });
    expect((await api(cloud, "GET", byMac("00:1a:2b:3c:4d:5e"))).status).toBe(404);
    expect((await api(cloud, "GET", byMac("box"))).status).toBe(400);
  });

  it("answer 400 to a limit that is no number and 404 to another agent", async () => {
    const { cloud } = await bench();
    expect((await api(cloud, "GET", `/v1/pre-register/agents/${cloud.agentId}/devices?limit=x`)).status).toBe(
      400,
    );
    expect((await api(cloud, "GET", "/v1/pre-register/agents/nope/devices")).status).toBe(404);
  });
});
