import { inspect } from "node:util";
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { afterEach, describe, expect, it } from "vitest";
import { ApiError, type ApiErrorKind, type ApiOptions, deviceApi } from "../../host/api/index.js";
import { closedPort } from "../contracts/http.js";

const token = "secret-token-of-a-user";
const mac = "aa:bb:cc:dd:ee:ff";

/** As documented by xrobo: the whole entity, `message`, the status in HTTP and in `code`. */
const documented = {
  id: mac,
  userId: "user123",
  macAddress: mac,
  lastConnectedAt: "2024-01-15T10:30:00Z",
  autoUpdate: 1,
  board: "ESP32-S3",
  alias: "客厅音箱",
  agentId: "a1",
  appVersion: "1.2.3",
  sort: 1,
};

/** As the open management server answers: numbers as text, no agent, nulls. */
const open = {
  id: mac,
  macAddress: mac,
  alias: null,
  board: "bread-compact",
  appVersion: "1.2.3",
  autoUpdate: "0",
  recentChatTime: null,
  lastConnectedAtTimestamp: "1705314600000",
};

type Handler = (request: FastifyRequest, reply: FastifyReply) => unknown;

const running: FastifyInstance[] = [];
afterEach(async () => {
  for (const app of running.splice(0)) await app.close();
});

async function stub(handler: Handler, over: Partial<ApiOptions> = {}) {
  const requests: { method: string; url: string; authorization: string | undefined; body: unknown }[] = [];
  const app = Fastify({ forceCloseConnections: true });
  running.push(app);
  app.addContentTypeParser("application/octet-stream", { parseAs: "buffer" }, (_request, body, done) =>
    done(null, body),
  );
  app.all("/*", (request, reply) => {
    const { method, url, headers, body } = request;
    requests.push({ method, url, authorization: headers.authorization, body });
    return handler(request, reply);
  });
  const base = await app.listen({ host: "127.0.0.1", port: 0 });
  const api = deviceApi({ apiUrl: `${base}/xiaozhi`, token, retryDelaysMs: [1, 1], ...over });
  return { api, base, requests };
}

const answering =
  (body: unknown, status = 200): Handler =>
  (_request, reply) =>
    reply.code(status).send(body);

async function errorOf(call: Promise<unknown>): Promise<ApiError> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ApiError);
  return error as ApiError;
}

describe("device list", () => {
  it("asks as documented and reads the documented answer", async () => {
    const { api, requests } = await stub(answering({ code: 0, message: "success", data: [documented] }));
    expect(await api.list("a/1")).toEqual([
      {
        id: mac,
        macAddress: mac,
        alias: "客厅音箱",
        board: "ESP32-S3",
        appVersion: "1.2.3",
        agentId: "a1",
        autoUpdate: true,
        lastConnectedAt: "2024-01-15T10:30:00Z",
      },
    ]);
    expect(requests).toEqual([
      { method: "GET", url: "/xiaozhi/device/bind/a%2F1", authorization: `Bearer ${token}`, body: undefined },
    ]);
  });

  it("reads the open server's answer to the same form, leaving out what is not known", async () => {
    const { api } = await stub(answering({ code: 0, msg: "success", data: [open] }));
    expect(await api.list("a1")).toEqual([
      {
        id: mac,
        macAddress: mac,
        board: "bread-compact",
        appVersion: "1.2.3",
        autoUpdate: false,
        lastConnectedAt: "2024-01-15T10:30:00.000Z",
      },
    ]);
  });

  it("takes null for an empty list", async () => {
    const { api } = await stub(answering({ code: 0, msg: "success", data: null }));
    expect(await api.list("a1")).toEqual([]);
  });

  it.each([
    [{ code: 0, data: "x" }],
    [{ code: 0, data: [{ board: "b" }] }],
    [[1, 2]],
    ["<html>"],
    [{ code: "x" }],
  ])("calls %j malformed", async (body) => {
    const { api } = await stub(answering(body));
    expect((await errorOf(api.list("a1"))).kind).toBe("malformed");
  });

  it("works with the API's address given with and without /xiaozhi and slashes", async () => {
    const { base, requests } = await stub(answering({ code: 0, data: [] }));
    for (const end of ["", "/", "/xiaozhi", "/xiaozhi/"])
      await deviceApi({ apiUrl: base + end, token }).list("a");
    expect(new Set(requests.map(({ url }) => url))).toEqual(new Set(["/xiaozhi/device/bind/a"]));
  });
});

describe("binding", () => {
  it.each([
    [
      "a whole device",
      { code: 0, message: "设备绑定成功", data: documented },
      { macAddress: mac, alias: "客厅音箱" },
    ],
    ["only the MAC", { code: 0, msg: "success", data: { macAddress: mac } }, { macAddress: mac }],
  ])("reads %s", async (_name, body, device) => {
    const { api, requests } = await stub(answering(body));
    expect(await api.bind("a1", "007301")).toMatchObject(device);
    expect(requests[0]).toMatchObject({ method: "POST", url: "/xiaozhi/device/bind/a1/007301" });
  });

  it("is content with no data at all", async () => {
    const { api } = await stub(answering({ code: 0, msg: "success", data: null }));
    expect(await api.bind("a1", "123456")).toEqual({});
  });

  const failures: [number, ApiErrorKind][] = [
    [400, "codeInvalid"],
    [401, "unauthorized"],
    [403, "unauthorized"],
    [404, "agentNotFound"],
    [409, "alreadyBound"],
    [500, "server"],
  ];

  it.each(failures)("tells %i apart wherever the server puts it", async (status, kind) => {
    for (const [body, httpStatus] of [
      [{ code: status, message: "no" }, status],
      [{ code: status, msg: "no", data: null }, 200],
      [{ code: 0, message: "no" }, status],
      [{ error: "no" }, status],
      ["plain text", status],
      ["", status],
    ] as const) {
      const { api } = await stub(answering(body, httpStatus));
      const error = await errorOf(api.bind("a1", "123456"));
      expect([error.kind, JSON.stringify(body), httpStatus]).toEqual([
        kind,
        JSON.stringify(body),
        httpStatus,
      ]);
      expect(error.status).toBe(status);
    }
  });

  it.each([
    [10061, "codeInvalid"],
    [10062, "codeInvalid"],
    [10063, "alreadyBound"],
  ] as const)("knows the open server's own code %i", async (code, kind) => {
    const { api } = await stub(answering({ code, msg: "…" }));
    expect((await errorOf(api.bind("a1", "1"))).kind).toBe(kind);
  });

  it("is not what the codes of an activation mean elsewhere", async () => {
    const { api } = await stub(answering({ code: 10061, msg: "…" }));
    expect((await errorOf(api.list("a1"))).kind).toBe("server");
  });

  it("says each failure in one sentence", async () => {
    for (const [status] of failures) {
      const { api } = await stub(answering({ code: status, msg: "两\n行" }));
      expect((await errorOf(api.bind("a1", "1"))).message).toMatch(/^[^\n]+[.?]$/);
    }
  });
});

describe("unbinding", () => {
  it("sends the device id and takes a bare success", async () => {
    const { api, requests } = await stub(answering({ code: 0, message: "设备解绑成功" }));
    await api.unbind(mac);
    expect(requests[0]).toMatchObject({
      method: "POST",
      url: "/xiaozhi/device/unbind",
      body: { deviceId: mac },
    });
  });
});

describe("changing a device", () => {
  it.each([
    [{ alias: "门口" }, { alias: "门口" }],
    [{ autoUpdate: false }, { autoUpdate: 0 }],
    [
      { alias: "", autoUpdate: true },
      { alias: "", autoUpdate: 1 },
    ],
  ])("sends %j", async (change, body) => {
    const { api, requests } = await stub(answering({ code: 0, msg: "success", data: null }));
    expect(await api.updateDevice(mac, change)).toEqual({});
    const url = "/xiaozhi/device/update/aa%3Abb%3Acc%3Add%3Aee%3Aff";
    expect(requests).toMatchObject([{ method: "PUT", url, body }]);
  });

  it("answers with the device as the server shows it, if it does", async () => {
    const { api } = await stub(answering({ code: 0, message: "设备信息更新成功", data: documented }));
    expect(await api.updateDevice(mac, { alias: "x" })).toMatchObject({ macAddress: mac, autoUpdate: true });
  });

  it.each<[number, object, ApiErrorKind]>([
    [404, { code: 404, message: "设备不存在" }, "deviceNotFound"],
    [200, { code: 500, msg: "设备不存在", data: null }, "deviceNotFound"],
    [200, { code: 10194, msg: "Device does not exist" }, "deviceNotFound"],
    [200, { code: 500, msg: "服务器内部异常" }, "server"],
    [400, { code: 400, message: "请求参数错误" }, "server"],
  ])("HTTP %i %j is %s", async (status, body, kind) => {
    const { api, requests } = await stub(answering(body, status));
    expect((await errorOf(api.updateDevice(mac, { autoUpdate: false }))).kind).toBe(kind);
    expect(requests).toHaveLength(1);
  });
});

describe("moving a device", () => {
  it("asks as documented", async () => {
    const { api, requests } = await stub(answering({ code: 0, msg: "success", data: {} }));
    await api.moveDevice(mac, "a2");
    expect(requests).toMatchObject([
      { method: "PUT", url: "/v1/devices/aa%3Abb%3Acc%3Add%3Aee%3Aff/agent/a2", body: {} },
    ]);
  });

  it("tells a device that is not the user's from an agent that does not exist", async () => {
    const foreign = await stub(answering({ code: 403, msg: "无权限操作该设备", data: null }));
    expect(await errorOf(foreign.api.moveDevice(mac, "a2"))).toMatchObject({
      kind: "unauthorized",
      status: 403,
    });
    const missing = await stub(answering({ code: 404, msg: "智能体不存在" }, 404));
    expect((await errorOf(missing.api.moveDevice(mac, "a2"))).kind).toBe("agentNotFound");
  });
});

describe("import", () => {
  it.each([
    ["bare, as documented", (result: object) => result],
    ["in an envelope", (result: object) => ({ code: 0, msg: "success", data: result })],
  ])("reads partial success, %s", async (_name, wrap) => {
    const failed = [{ value: mac, reason: "已存在" }];
    const { api, requests } = await stub(answering(wrap({ success_count: 1, failed })));
    expect(await api.preregister("a1", [mac, "02:00:00:00:00:01"])).toEqual({ successCount: 1, failed });
    expect(requests[0]?.body).toEqual({
      agent_id: "a1",
      mac_addresses: [mac, "02:00:00:00:00:01"],
      serial_numbers: [],
    });
  });

  it("takes a missing or null failed list for none", async () => {
    const { api } = await stub(answering({ success_count: 1, failed: null }));
    expect(await api.preregister("a1", [mac])).toEqual({ successCount: 1, failed: [] });
  });
});

describe("imported devices", () => {
  const record = { id: 7, agent_id: "a1", mac_address: mac, serial_number: "", status: "pending" };

  it("are listed page by page", async () => {
    const { api, requests } = await stub((request, reply) =>
      reply.send({
        code: 0,
        msg: "success",
        data: { devices: [record], next_cursor: request.url.includes("c2") ? "" : "c2" },
      }),
    );
    const first = await api.preRegistered("a1", { limit: 1 });
    expect(first).toEqual({
      devices: [{ id: "7", agentId: "a1", macAddress: mac, status: "pending" }],
      nextCursor: "c2",
    });
    expect(await api.preRegistered("a1", { limit: 1, cursor: "c2" })).not.toHaveProperty("nextCursor");
    expect(requests.map(({ url }) => url)).toEqual([
      "/v1/pre-register/agents/a1/devices?limit=1",
      "/v1/pre-register/agents/a1/devices?cursor=c2&limit=1",
    ]);
  });

  it("are read and deleted by MAC", async () => {
    const { api, requests } = await stub((request, reply) =>
      reply.send({ code: 0, msg: "success", data: request.method === "GET" ? record : {} }),
    );
    expect(await api.preRegisteredDevice(mac)).toMatchObject({ macAddress: mac });
    await api.deletePreRegistered(mac);
    const url = "/v1/pre-register/devices/mac-address/aa%3Abb%3Acc%3Add%3Aee%3Aff";
    expect(requests).toMatchObject([
      { method: "GET", url },
      { method: "DELETE", url },
    ]);
  });

  it("that do not exist are not found", async () => {
    const { api } = await stub(answering({ code: 404, msg: "no" }, 404));
    expect((await errorOf(api.preRegisteredDevice(mac))).kind).toBe("notFound");
  });
});

describe("agents", () => {
  it("are listed with id and name", async () => {
    const { api } = await stub(
      answering({ code: 0, msg: "success", data: [{ id: "a1", agentName: "小智" }] }),
    );
    expect(await api.agents()).toEqual([{ id: "a1", name: "小智" }]);
  });

  it("are all listed, however many pages there are", async () => {
    const { api, requests } = await stub((request, reply) => {
      const cursor = new URL(request.url, "http://x").searchParams.get("cursor");
      const [id, nextCursor] = { c1: ["a2", "c2"], c2: ["a3", null] }[cursor ?? ""] ?? ["a1", "c1"];
      return reply.send({ code: 0, msg: "success", data: [{ id, agentName: "n" }], nextCursor });
    });
    expect((await api.agents()).map(({ id }) => id)).toEqual(["a1", "a2", "a3"]);
    expect(requests[0]?.url).toBe("/xiaozhi/agent/list?limit=100");
  });

  it("end at a page that comes again or is empty", async () => {
    const again = await stub(answering({ code: 0, data: [{ id: "a1" }], nextCursor: "c1" }));
    await again.api.agents();
    expect(again.requests).toHaveLength(2);
    const empty = await stub(answering({ code: 0, data: [], nextCursor: "c1" }));
    expect(await empty.api.agents()).toEqual([]);
    expect(empty.requests).toHaveLength(1);
  });

  it.each([["a9"], [{ id: "a9", agentName: "前台" }]])("are created, told by %j", async (data) => {
    const { api, requests } = await stub(answering({ code: 0, msg: "success", data }));
    expect(await api.createAgent("前台")).toEqual({ id: "a9", name: "前台", assistantName: "前台" });
    expect(requests).toMatchObject([
      { method: "POST", url: "/xiaozhi/agent", body: { agentName: "前台", assistantName: "前台" } },
    ]);
  });

  it("are renamed and deleted by id", async () => {
    const { api, requests } = await stub(answering({ code: 0, msg: "success", data: null }));
    await api.renameAgent("a1", "前台");
    await api.deleteAgent("a1");
    expect(requests).toMatchObject([
      { method: "PUT", url: "/xiaozhi/agent/a1", body: { agentName: "前台" } },
      { method: "DELETE", url: "/xiaozhi/agent/a1" },
    ]);
  });

  it.each<[object, ApiErrorKind]>([
    [{ code: 10053, msg: "智能体未找到" }, "agentNotFound"],
    [{ code: 10169, msg: "没有权限" }, "unauthorized"],
    [{ code: 404, msg: "智能体不存在" }, "agentNotFound"],
  ])("%j in a 200 is %s", async (body, kind) => {
    const { api } = await stub(answering(body));
    expect((await errorOf(api.renameAgent("a1", "x"))).kind).toBe(kind);
    expect((await errorOf(api.deleteAgent("a1"))).kind).toBe(kind);
  });
});

describe("firmware of the development cloud", () => {
  const stored = {
    type: "box",
    version: "1.0.1",
    size: 3,
    sha256: "0".repeat(64),
    force: true,
    url: "http://x/box_1.0.1.bin",
    addedAt: "2026-01-15T08:00:00.123Z",
  };
  const image = {
    boardType: "box",
    version: "1.0.1",
    sizeBytes: 3,
    sha256: "0".repeat(64),
    force: true,
    url: "http://x/box_1.0.1.bin",
    addedAt: "2026-01-15T08:00:00.123Z",
  };

  it("is uploaded as bytes, listed and deleted", async () => {
    const { api, requests } = await stub((request, reply) =>
      reply.send({ code: 0, message: "success", data: request.method === "GET" ? [stored] : stored }),
    );
    const bytes = Uint8Array.of(0xe9, 0, 0xff);
    expect(await api.uploadFirmware({ boardType: "box", version: "1.0.1", bytes, force: true })).toEqual(
      image,
    );
    await api.uploadFirmware({ boardType: "box", version: "1.0.1", bytes });
    expect(await api.firmware()).toEqual([image]);
    await api.deleteFirmware("box", "1.0.1");
    expect(requests).toMatchObject([
      { method: "POST", url: "/xiaozhi/firmware?type=box&version=1.0.1&force=1", body: Buffer.from(bytes) },
      { method: "POST", url: "/xiaozhi/firmware?type=box&version=1.0.1", body: Buffer.from(bytes) },
      { method: "GET", url: "/xiaozhi/firmware" },
      { method: "DELETE", url: "/xiaozhi/firmware/box/1.0.1" },
    ]);
  });

  it("is not found in clouds that have no such calls", async () => {
    const { api } = await stub(answering("<html>404</html>", 404));
    expect((await errorOf(api.firmware())).kind).toBe("notFound");
    expect((await errorOf(api.deleteFirmware("box", "1"))).kind).toBe("notFound");
  });
});

describe("ids that would make another call", () => {
  it.each(["", " ", ".", ".."])("%j is refused without asking", async (bad) => {
    const { api, requests } = await stub(answering({ code: 0 }));
    const calls: [Promise<unknown>, ApiErrorKind][] = [
      [api.list(bad), "agentNotFound"],
      [api.bind("a1", bad), "codeInvalid"],
      [api.bind(bad, "123456"), "agentNotFound"],
      [api.updateDevice(bad, { autoUpdate: true }), "deviceNotFound"],
      [api.moveDevice(bad, "a1"), "deviceNotFound"],
      [api.moveDevice(mac, bad), "agentNotFound"],
      [api.preRegistered(bad), "agentNotFound"],
      [api.deletePreRegistered(bad), "notFound"],
      [api.renameAgent(bad, "x"), "agentNotFound"],
      [api.deleteAgent(bad), "agentNotFound"],
      [api.deleteFirmware("box", bad), "notFound"],
    ];
    for (const [call, kind] of calls) expect((await errorOf(call)).kind).toBe(kind);
    expect(requests).toEqual([]);
  });
});

describe("trouble on the way", () => {
  it("is tried again only where a repeat is safe", async () => {
    const { api, requests } = await stub(answering({ code: 500, msg: "busy" }, 500));
    expect((await errorOf(api.list("a1"))).kind).toBe("server");
    expect(requests).toHaveLength(3);
    for (const call of [
      () => api.bind("a1", "1"),
      () => api.unbind(mac),
      () => api.preregister("a1", [mac]),
    ]) {
      requests.length = 0;
      await errorOf(call());
      expect(requests).toHaveLength(1);
    }
    requests.length = 0;
    await errorOf(api.deletePreRegistered(mac));
    expect(requests).toHaveLength(1);
  });

  it("is not tried again when the answer would be the same", async () => {
    const { api, requests } = await stub(answering({ code: 401 }, 401));
    await errorOf(api.list("a1"));
    expect(requests).toHaveLength(1);
  });

  it("ends well if a later try succeeds", async () => {
    let asked = 0;
    const { api } = await stub((_request, reply) => {
      asked += 1;
      return asked === 1 ? reply.code(503).send("") : reply.send({ code: 0, data: [] });
    });
    expect(await api.list("a1")).toEqual([]);
  });

  it("times out", async () => {
    const { api } = await stub(() => new Promise(() => {}), { timeoutMs: 30, retryDelaysMs: [] });
    const error = await errorOf(api.list("a1"));
    expect(error).toMatchObject({
      kind: "unreachable",
      message: expect.stringContaining("did not answer within 0.03 s"),
    });
  });

  it("has one limit for a call and its repeats", async () => {
    const { api, requests } = await stub(answering({ code: 503 }, 503), {
      timeoutMs: 300,
      retryDelaysMs: [60_000],
    });
    expect((await errorOf(api.list("a1"))).status).toBe(503);
    expect(requests).toHaveLength(1);
  });

  it("takes the limit of a single call before its own", async () => {
    const { api } = await stub(() => new Promise(() => {}), { retryDelaysMs: [] });
    expect((await errorOf(api.list("a1", { timeoutMs: 20 }))).message).toMatch(/within 0\.02 s/);
  });

  it("is told from a caller that gives up: before, during and between the tries", async () => {
    const before = await stub(answering({ code: 0, data: [] }));
    expect((await errorOf(before.api.list("a1", { signal: AbortSignal.abort() }))).kind).toBe("aborted");
    expect(before.requests).toEqual([]);

    const during = new AbortController();
    const hanging = await stub(() => {
      during.abort();
      return new Promise(() => {});
    });
    expect((await errorOf(hanging.api.bind("a1", "1", { signal: during.signal }))).kind).toBe("aborted");

    const between = new AbortController();
    const busy = await stub(
      (_request, reply) => {
        reply.raw.on("close", () => between.abort());
        return reply.code(503).send("");
      },
      { retryDelaysMs: [60_000] },
    );
    expect((await errorOf(busy.api.list("a1", { signal: between.signal }))).kind).toBe("aborted");
    expect(busy.requests).toHaveLength(1);
  });

  it("leaves nothing with the caller's signal", async () => {
    const { api } = await stub(answering({ code: 0, data: [] }));
    const { signal } = new AbortController();
    let listeners = 0;
    const { addEventListener, removeEventListener } = signal;
    signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
      listeners += 1;
      addEventListener.apply(signal, args);
    };
    signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
      listeners -= 1;
      removeEventListener.apply(signal, args);
    };
    await api.list("a1", { signal });
    expect(listeners).toBe(0);
  });

  it("is an answer that breaks off", async () => {
    const { api } = await stub((_request, reply) => {
      reply.hijack();
      reply.raw.writeHead(200, { "content-length": "100" });
      reply.raw.write('{"code":0');
      setImmediate(() => reply.raw.destroy());
    });
    expect((await errorOf(api.bind("a1", "1"))).message).toMatch(/broke off in the middle of its answer/);
  });

  it("is a page of another server: it says that the address may be wrong", async () => {
    const html = "<!doctype html><title>Not Found</title>";
    const missing = await stub(answering(html, 404));
    expect((await errorOf(missing.api.list("a1"))).message).toMatch(/address is not that of a device API/);
    const page = await stub(answering(html));
    expect(await errorOf(page.api.list("a1"))).toMatchObject({
      kind: "malformed",
      message: expect.stringContaining("is the address right?"),
    });
  });

  it("is not tried again for the open server's own codes, which would stay the same", async () => {
    const { api, requests } = await stub(answering({ code: 10041, msg: "no" }));
    expect((await errorOf(api.list("a1"))).kind).toBe("server");
    expect(requests).toHaveLength(1);
  });

  it("names a refused port and an unknown host", async () => {
    const refused = deviceApi({ apiUrl: `http://127.0.0.1:${await closedPort()}`, token, retryDelaysMs: [] });
    expect((await errorOf(refused.list("a1"))).message).toMatch(/nothing listens there/);
    const barred = deviceApi({ apiUrl: "http://127.0.0.1:6000", token, retryDelaysMs: [] });
    expect((await errorOf(barred.list("a1"))).message).toMatch(/port that is not allowed/);
    const unknown = deviceApi({ apiUrl: "https://no-such-host.invalid", token, retryDelaysMs: [] });
    expect((await errorOf(unknown.list("a1"))).message).toMatch(/not a known host name/);
  });

  it("does not follow a redirect, which would carry the token elsewhere", async () => {
    const { api, requests } = await stub((_request, reply) => reply.redirect("/elsewhere"));
    const error = await errorOf(api.list("a1"));
    expect(error.kind).toBe("server");
    expect(error.message).toMatch(/redirects elsewhere/);
    expect(requests).toHaveLength(1);
  });

  it("does not take a redirect that a browser hides for a success", async () => {
    const hidden = { type: "opaqueredirect", status: 0, ok: false, body: null } as unknown as Response;
    const { api } = await stub(answering({}), { fetch: async () => hidden });
    expect((await errorOf(api.unbind(mac))).message).toMatch(/redirects elsewhere/);
  });

  it("does not read an endless answer", async () => {
    const { api } = await stub((_request, reply) =>
      reply.type("application/json").send("x".repeat(5 * 1024 * 1024)),
    );
    expect((await errorOf(api.list("a1"))).message).toMatch(/more than 4 MiB/);
  });
});

describe("the token", () => {
  it("is in no error, even if the server repeats it", async () => {
    for (const status of [400, 401, 404, 500, 503]) {
      const { api } = await stub(answering({ code: status, msg: `bad token ${token} here` }, status));
      for (const call of [() => api.list("a1"), () => api.bind("a1", "1"), () => api.unbind(mac)]) {
        const error = await errorOf(call());
        expect(JSON.stringify([error.message, error.stack, error])).not.toContain(token);
      }
    }
  });

  it("is in nothing that prints the client", async () => {
    const { api } = await stub(answering({ code: 0 }));
    expect(inspect(api, { depth: 9, showHidden: true }) + JSON.stringify(api)).not.toContain(token);
  });

  it("is in no reason of an import that failed", async () => {
    const failed = [{ value: mac, reason: `no \x1b[2J ${token}` }];
    const { api } = await stub(answering({ success_count: 0, failed }));
    const [failure] = (await api.preregister("a1", [mac])).failed;
    expect(failure?.reason).toBe("no  [2J ***");
  });

  it.each(["", "two words", "line\nbreak", "中文"])("cannot be %j", (bad) => {
    expect(() => deviceApi({ apiUrl: "http://127.0.0.1", token: bad })).toThrow(ApiError);
  });

  it.each(["", "xrobo.qiniu.com", "ftp://x"])("is not sent to the address %j", (apiUrl) => {
    expect(() => deviceApi({ apiUrl, token })).toThrow(/http/);
  });
});
