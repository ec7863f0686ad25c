import { describe, expect, it } from "vitest";
import { api, bench, bindDevice, mac, ota, otaOf } from "./harness.js";

const unauthorized = { code: 401, message: "未授权,token无效或已过期" };

describe("device API (xrobo)", () => {
  it("binds by code and answers the whole entity", async () => {
    const { cloud, clock } = await bench();
    const first = await ota(cloud);
    clock.nowMs += 5_000;
    const answer = await api(
      cloud,
      "POST",
      `/xiaozhi/device/bind/${cloud.agentId}/${first.body.activation.code}`,
    );
    expect(answer.status).toBe(200);
    const { userId } = answer.body.data;
    expect(answer.body).toEqual({
      code: 0,
      message: "设备绑定成功",
      data: {
        id: mac,
        userId: expect.stringMatching(/^user-/),
        macAddress: mac,
        lastConnectedAt: "2026-01-15T08:00:00Z",
        autoUpdate: 1,
        board: "esp-box-3",
        alias: "新设备",
        agentId: cloud.agentId,
        appVersion: "1.0.0",
        sort: 1,
        updater: userId,
        updateDate: "2026-01-15T08:00:05Z",
        creator: userId,
        createDate: "2026-01-15T08:00:05Z",
      },
    });
    const list = await api(cloud, "GET", `/xiaozhi/device/bind/${cloud.agentId}`);
    expect(list.body).toEqual({ code: 0, message: "success", data: [answer.body.data] });
  });

  it("refuses a code that is wrong, malformed or used with 400", async () => {
    const { cloud } = await bench();
    const first = await ota(cloud);
    const { code } = first.body.activation;
    const wrong = code === "000000" ? "000001" : "000000";
    const invalid = { code: 400, message: "设备激活码无效或已使用" };
    const path = `/xiaozhi/device/bind/${cloud.agentId}`;
    for (const bad of [wrong, "12345", "abcdef", "1%27%20OR%201"]) {
      const answer = await api(cloud, "POST", `${path}/${bad}`);
      expect([answer.status, answer.body]).toEqual([400, invalid]);
    }
    expect((await api(cloud, "POST", `${path}/${code}`)).status).toBe(200);
    const again = await api(cloud, "POST", `${path}/${code}`);
    expect([again.status, again.body]).toEqual([400, invalid]);
  });

  it("answers 409 for a device that was bound by other means while its code was pending", async () => {
    const { cloud } = await bench();
    const { code } = (await ota(cloud)).body.activation;
    // The record of another process: the binding exists, the code is still pending.
    await api(cloud, "POST", "/xiaozhi/device/preregister", {
      agent_id: cloud.agentId,
      mac_addresses: [mac],
    });
    await ota(cloud);
    expect(cloud.isBound(mac)).toBe(true);
    const answer = await api(cloud, "POST", `/xiaozhi/device/bind/${cloud.agentId}/${code}`);
    expect([answer.status, answer.body]).toEqual([409, { code: 409, message: "设备已被绑定" }]);
  });

  it.each([null, "wrong", ""])(
    "answers 401 to the bearer token %j everywhere and changes nothing",
    async (token) => {
      const { cloud } = await bench();
      const { code } = (await ota(cloud)).body.activation;
      const { agentId } = cloud;
      const calls: [string, string, unknown?][] = [
        ["GET", `/xiaozhi/device/bind/${agentId}`],
        ["POST", `/xiaozhi/device/bind/${agentId}/${code}`],
        ["POST", "/xiaozhi/device/unbind", { deviceId: mac }],
        ["POST", "/xiaozhi/device/preregister", { agent_id: agentId, mac_addresses: [mac] }],
      ];
      for (const [method, path, body] of calls) {
        const answer = await api(cloud, method, path, body, token);
        expect([answer.status, answer.body]).toEqual([401, unauthorized]);
      }
      const newer = await api(cloud, "GET", `/v1/pre-register/agents/${agentId}/devices`, undefined, token);
      expect([newer.status, newer.body.code, newer.body.msg]).toEqual([401, 401, unauthorized.message]);
      expect(cloud.isBound(mac)).toBe(false);
      expect(cloud.pendingCode(mac)).toBe(code);
      const imports = await api(cloud, "GET", `/v1/pre-register/agents/${agentId}/devices`);
      expect(imports.body.data.devices).toEqual([]);
    },
  );

  it("answers 404 for an agent that does not exist and changes nothing", async () => {
    const { cloud } = await bench();
    const { code } = (await ota(cloud)).body.activation;
    const missing = { code: 404, message: "智能体不存在" };
    const list = await api(cloud, "GET", "/xiaozhi/device/bind/nope");
    const bind = await api(cloud, "POST", `/xiaozhi/device/bind/nope/${code}`);
    const load = await api(cloud, "POST", "/xiaozhi/device/preregister", {
      agent_id: "nope",
      mac_addresses: [mac],
    });
    for (const answer of [list, bind, load]) expect([answer.status, answer.body]).toEqual([404, missing]);
    expect(cloud.pendingCode(mac)).toBe(code);
  });

  it("unbinds whatever the case of the MAC, says 0 for an unknown device, and gives a new code", async () => {
    const { cloud } = await bench();
    const old = (await ota(cloud)).body.activation.code;
    await bindDevice(cloud);
    const done = { code: 0, message: "设备解绑成功" };
    expect(
      (await api(cloud, "POST", "/xiaozhi/device/unbind", { deviceId: "aa:bb:cc:dd:ee:ff" })).body,
    ).toEqual(done);
    expect(cloud.isBound(mac)).toBe(true);
    const answer = await api(cloud, "POST", "/xiaozhi/device/unbind", { deviceId: mac.toUpperCase() });
    expect([answer.status, answer.body]).toEqual([200, done]);
    expect(cloud.isBound(mac)).toBe(false);
    const { code } = (await ota(cloud)).body.activation;
    expect(code).toMatch(/^\d{6}$/);
    expect(code).not.toBe(old);
  });

  it("refuses an unbind without deviceId with 400", async () => {
    const { cloud } = await bench();
    expect((await api(cloud, "POST", "/xiaozhi/device/unbind", {})).status).toBe(400);
  });
});

describe.each(["xrobo", "open"] as const)("another user (%s)", (profile) => {
  it("cannot list, bind to, import into or delete the agent, nor unbind the device or touch its import", async () => {
    const { cloud } = await bench({ profile });
    const { agentId } = cloud;
    const { token } = cloud.addUser("stranger");
    const imported = "aa:bb:cc:dd:ee:ff";
    await bindDevice(cloud);
    await api(cloud, "POST", "/xiaozhi/device/preregister", { agent_id: agentId, mac_addresses: [imported] });
    const second = "d4:06:06:b6:a9:01";
    const { code } = (await otaOf(cloud, second)).body.activation;
    const status = async (method: string, path: string, body?: unknown) => {
      const answer = await api(cloud, method, path, body, token);
      return profile === "xrobo" ? answer.status : answer.body.code;
    };
    const missing = 404;
    if (profile === "xrobo") expect(await status("GET", `/xiaozhi/device/bind/${agentId}`)).toBe(missing);
    else
      expect(
        (await api(cloud, "GET", `/xiaozhi/device/bind/${agentId}`, undefined, token)).body.data,
      ).toEqual([]);
    expect(await status("POST", `/xiaozhi/device/bind/${agentId}/${code}`)).toBe(missing);
    expect(
      await status("POST", "/xiaozhi/device/preregister", { agent_id: agentId, mac_addresses: [second] }),
    ).toBe(missing);
    expect(await status("GET", `/v1/pre-register/agents/${agentId}/devices`)).toBe(missing);
    expect(await status("DELETE", `/xiaozhi/agent/${agentId}`)).toBe(missing);
    expect(await status("DELETE", `/v1/pre-register/devices/mac-address/${imported}`)).toBe(403);
    await api(cloud, "POST", "/xiaozhi/device/unbind", { deviceId: mac }, token);
    expect(cloud.isBound(mac)).toBe(true);
    expect(cloud.pendingCode(second)).toBe(code);
    const own = await api(cloud, "GET", `/v1/pre-register/agents/${agentId}/devices`);
    expect(own.body.data.devices.length).toBe(1);
  });
});

describe("device API (open)", () => {
  it("answers 200 with envelope codes", async () => {
    const { cloud } = await bench({ profile: "open" });
    const { code } = (await ota(cloud)).body.activation;
    const path = `/xiaozhi/device/bind/${cloud.agentId}`;
    const wrong = await api(cloud, "POST", `${path}/${code === "000000" ? "000001" : "000000"}`);
    expect([wrong.status, wrong.body]).toEqual([200, { code: 10062, msg: "激活码错误", data: null }]);
    const noToken = await api(cloud, "GET", path, undefined, null);
    expect([noToken.status, noToken.body.code]).toEqual([200, 401]);
    expect((await api(cloud, "POST", `${path}/${code}`)).body).toEqual({
      code: 0,
      msg: "success",
      data: null,
    });
    const list = await api(cloud, "GET", path);
    expect(list.body.data[0]).toMatchObject({
      macAddress: mac,
      createDateTimestamp: expect.stringMatching(/^\d+$/),
    });
    expect((await api(cloud, "GET", "/xiaozhi/device/bind/nope")).body).toEqual({
      code: 0,
      msg: "success",
      data: [],
    });
    expect((await api(cloud, "POST", "/xiaozhi/device/unbind", {})).body.code).toBe(0);
    expect(cloud.isBound(mac)).toBe(true);
  });
});

describe.each(["xrobo", "open"] as const)("changing a device (%s)", (profile) => {
  const path = `/xiaozhi/device/update/${encodeURIComponent(mac.toUpperCase())}`;
  const bound = async () => {
    const { cloud, clock } = await bench({ profile });
    await bindDevice(cloud);
    const listed = async () =>
      (await api(cloud, "GET", `/xiaozhi/device/bind/${cloud.agentId}`)).body.data[0];
    return { cloud, clock, listed };
  };

  it("sets the name, the switch or both, and leaves alone what is not named", async () => {
    const { cloud, clock, listed } = await bound();
    clock.nowMs += 60_000;
    const answer = await api(cloud, "PUT", path, { alias: "客厅音箱" });
    if (profile === "open")
      expect([answer.status, answer.body]).toEqual([200, { code: 0, msg: "success", data: null }]);
    else {
      expect(answer.body).toMatchObject({ code: 0, message: "设备信息更新成功", data: await listed() });
      expect(answer.body.data.updateDate).toBe("2026-01-15T08:01:00Z");
    }
    expect(await listed()).toMatchObject({ alias: "客厅音箱", autoUpdate: 1 });
    await api(cloud, "PUT", path, { autoUpdate: 0, alias: null });
    expect(await listed()).toMatchObject({ alias: "客厅音箱", autoUpdate: 0 });
    await api(cloud, "PUT", path, { autoUpdate: 1, alias: "" });
    expect(await listed()).toMatchObject({ alias: "", autoUpdate: 1 });
  });

  it("with the switch off offers no firmware at all, not even a forced one, until it is on again", async () => {
    const { cloud } = await bound();
    cloud.addFirmware({
      boardType: "esp-box-3",
      version: "9.0.0",
      bytes: Uint8Array.of(0xe9),
      force: true,
    });
    expect((await ota(cloud)).body.firmware.version).toBe("9.0.0");
    await api(cloud, "PUT", path, { autoUpdate: 0 });
    expect((await ota(cloud)).body).not.toHaveProperty("firmware");
    await api(cloud, "PUT", path, { autoUpdate: 1 });
    expect((await ota(cloud)).body.firmware.version).toBe("9.0.0");
  });

  it("keeps name and switch when the device reports again", async () => {
    const { cloud, listed } = await bound();
    await api(cloud, "PUT", path, { autoUpdate: 0, alias: "门口" });
    await ota(cloud);
    expect(await listed()).toMatchObject({ autoUpdate: 0, alias: "门口" });
  });

  it("refuses what is no change and changes nothing", async () => {
    const { cloud, listed } = await bound();
    const before = await listed();
    for (const body of [{ autoUpdate: 2 }, { autoUpdate: "0" }, { alias: "x".repeat(65) }, "{", []]) {
      const answer = await api(cloud, "PUT", path, body);
      expect(profile === "xrobo" ? answer.status : answer.body.code).toBe(profile === "xrobo" ? 400 : 500);
    }
    expect(await listed()).toEqual(before);
  });

  it("knows no device that is not the user's", async () => {
    const { cloud, listed } = await bound();
    const { token } = cloud.addUser("stranger");
    const answers = [
      await api(cloud, "PUT", path, { alias: "mine" }, token),
      await api(cloud, "PUT", "/xiaozhi/device/update/aa:bb:cc:dd:ee:ff", { alias: "mine" }),
    ];
    for (const answer of answers) {
      expect([answer.status, answer.body]).toEqual(
        profile === "xrobo"
          ? [404, { code: 404, message: "设备不存在" }]
          : [200, { code: 500, msg: "设备不存在", data: null }],
      );
    }
    expect((await listed()).alias).toBe("新设备");
    const wrong = await api(cloud, "PUT", path, { alias: "mine" }, "wrong");
    expect(wrong.body.code).toBe(401);
  });
});

describe("moving a device to another agent", () => {
  const path = (agentId: string, deviceId = mac) => `/v1/devices/${deviceId}/agent/${agentId}`;

  it("keeps its name, switch and binding", async () => {
    const { cloud } = await bench();
    await bindDevice(cloud);
    await api(cloud, "PUT", `/xiaozhi/device/update/${mac}`, { alias: "门口", autoUpdate: 0 });
    const { data: other } = (await api(cloud, "POST", "/xiaozhi/agent", { agentName: "前台" })).body;
    const listed = async (agentId: string) =>
      (await api(cloud, "GET", `/xiaozhi/device/bind/${agentId}`)).body.data;
    const answer = await api(cloud, "PUT", path(other, mac.toUpperCase()), {});
    expect([answer.status, answer.body]).toEqual([200, { code: 0, msg: "success", data: {} }]);
    expect(await listed(cloud.agentId)).toEqual([]);
    expect(await listed(other)).toMatchObject([{ agentId: other, alias: "门口", autoUpdate: 0, sort: 1 }]);
    expect((await ota(cloud)).body.activation).toBeUndefined();
    // To where it is already: nothing changes.
    expect((await api(cloud, "PUT", path(other), {})).body.code).toBe(0);
    expect(await listed(other)).toMatchObject([{ sort: 1 }]);
  });

  it("is for the user's own devices and agents, and unknown to the open server", async () => {
    const { cloud } = await bench();
    await bindDevice(cloud);
    const stranger = cloud.addUser("stranger");
    const status = async (target: string, token?: string) =>
      (await api(cloud, "PUT", target, {}, token)).status;
    expect(await status(path(stranger.agentId), stranger.token)).toBe(403);
    expect(await status(path(cloud.agentId, "aa:bb:cc:dd:ee:ff"))).toBe(403);
    expect(await status(path(stranger.agentId))).toBe(404);
    expect(await status(path(cloud.agentId), "wrong")).toBe(401);
    expect((await api(cloud, "GET", `/xiaozhi/device/bind/${cloud.agentId}`)).body.data.length).toBe(1);
    const open = await bench({ profile: "open" });
    expect((await api(open.cloud, "PUT", path(open.cloud.agentId), {})).body.code).toBe(404);
  });
});

describe("activation codes", () => {
  it("stay the same until 24 hours have passed, then change and no longer bind", async () => {
    const { cloud, clock } = await bench();
    const { code } = (await ota(cloud)).body.activation;
    clock.nowMs += 24 * 3_600_000;
    expect((await ota(cloud)).body.activation.code).toBe(code);
    clock.nowMs += 1;
    expect(cloud.pendingCode(mac)).toBeUndefined();
    expect((await api(cloud, "POST", `/xiaozhi/device/bind/${cloud.agentId}/${code}`)).status).toBe(400);
    expect((await ota(cloud)).body.activation.code).not.toBe(code);
  });

  it("are unique among those pending even when the random source repeats itself", async () => {
    let turn = 0;
    // Every number comes twice: the second device must not get the first one's code.
    const randomBytes = (sizeBytes: number) => {
      const bytes = Buffer.alloc(sizeBytes);
      if (sizeBytes === 4) bytes.writeUInt32BE(Math.floor(turn++ / 2));
      else bytes.fill(turn++);
      return bytes;
    };
    const { cloud } = await bench({ randomBytes });
    const codes = new Set<string>();
    for (let index = 0; index < 8; index++) {
      codes.add((await otaOf(cloud, `d4:06:06:b6:a9:0${index}`)).body.activation.code);
    }
    expect(codes.size).toBe(8);
  });
});

describe("agents", () => {
  it("are created, listed and deleted, and take their devices with them", async () => {
    const { cloud } = await bench();
    const created = await api(cloud, "POST", "/xiaozhi/agent", {
      agentName: "客服助手",
      assistantName: "阿伟",
    });
    expect(created.body).toEqual({ code: 0, msg: "success", data: expect.stringMatching(/^[0-9a-f]{32}$/) });
    const id = created.body.data;
    const { code } = (await ota(cloud)).body.activation;
    await api(cloud, "POST", `/xiaozhi/device/bind/${id}/${code}`);
    const list = await api(cloud, "GET", "/xiaozhi/agent/list");
    expect(list.body.data).toContainEqual({
      id,
      agentName: "客服助手",
      assistantName: "阿伟",
      deviceCount: 1,
    });
    expect((await api(cloud, "DELETE", `/xiaozhi/agent/${id}`)).body).toEqual({
      code: 0,
      msg: "删除成功",
      data: {},
    });
    expect(cloud.isBound(mac)).toBe(false);
    expect((await api(cloud, "DELETE", `/xiaozhi/agent/${id}`)).status).toBe(404);
  });

  it.each(["xrobo", "open"] as const)("are renamed by their user only (%s)", async (profile) => {
    const { cloud } = await bench({ profile });
    const path = `/xiaozhi/agent/${cloud.agentId}`;
    const listed = async () => (await api(cloud, "GET", "/xiaozhi/agent/list")).body.data[0];
    const { assistantName } = await listed();
    const answer = await api(cloud, "PUT", path, { agentName: "前台", systemPrompt: "…" });
    expect([answer.status, answer.body]).toEqual([200, { code: 0, msg: "success", data: null }]);
    expect(await listed()).toMatchObject({ agentName: "前台", assistantName });
    await api(cloud, "PUT", path, { assistantName: "阿伟" });
    const { token } = cloud.addUser("stranger");
    const refused = [
      await api(cloud, "PUT", path, { agentName: "" }),
      await api(cloud, "PUT", path, { agentName: "x".repeat(65) }),
      await api(cloud, "PUT", path, "{"),
      await api(cloud, "PUT", path, { agentName: "mine" }, token),
      await api(cloud, "PUT", "/xiaozhi/agent/nope", { agentName: "mine" }),
    ];
    expect(refused.map(({ body }) => body.code)).toEqual(
      profile === "xrobo" ? [400, 400, 400, 404, 404] : [500, 500, 500, 404, 404],
    );
    expect(await listed()).toMatchObject({ agentName: "前台", assistantName: "阿伟" });
  });

  it("come in pages where xrobo's do, all at once in the open server", async () => {
    for (const profile of ["xrobo", "open"] as const) {
      const { cloud } = await bench({ profile });
      for (let n = 0; n < 22; n++) await api(cloud, "POST", "/xiaozhi/agent", { agentName: `agent ${n}` });
      const first = await api(cloud, "GET", "/xiaozhi/agent/list");
      if (profile === "open") {
        expect(first.body.data.length).toBe(23);
        expect(first.body).not.toHaveProperty("nextCursor");
        continue;
      }
      expect(first.body.data.length).toBe(20);
      expect(first.body.nextCursor).toBe(first.body.data.at(-1).id);
      const rest = await api(cloud, "GET", `/xiaozhi/agent/list?limit=100&cursor=${first.body.nextCursor}`);
      expect(rest.body.nextCursor).toBeNull();
      const ids = [...first.body.data, ...rest.body.data].map(({ id }: { id: string }) => id);
      expect(new Set(ids).size).toBe(23);
      for (const limit of ["0", "101", "x"])
        expect((await api(cloud, "GET", `/xiaozhi/agent/list?limit=${limit}`)).status).toBe(400);
    }
  });
});
