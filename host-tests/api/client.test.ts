import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { afterEach, describe, expect, it } from "vitest";
import { type ApiOptions, deviceApi } from "../../host/api/client.js";
import { ApiError, type ApiErrorKind } from "../../host/api/errors.js";
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

  it("names a refused port and an unknown host", async () => {
    const refused = deviceApi({ apiUrl: `http://127.0.0.1:${await closedPort()}`, token, retryDelaysMs: [] });
    expect((await errorOf(refused.list("a1"))).message).toMatch(/nothing listens there/);
    const unknown = deviceApi({ apiUrl: "https://no-such-host.invalid", token, retryDelaysMs: [] });
    expect((await errorOf(unknown.list("a1"))).message).toMatch(/not a known host name/);
  });

  it("does not follow a redirect, which would carry the token elsewhere", async () => {
    const { api, requests } = await stub((_request, reply) => reply.redirect("/elsewhere"));
    expect((await errorOf(api.list("a1"))).kind).toBe("server");
    expect(requests).toHaveLength(1);
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

  it.each(["", "two words", "line\nbreak", "中文"])("cannot be %j", (bad) => {
    expect(() => deviceApi({ apiUrl: "http://127.0.0.1", token: bad })).toThrow(ApiError);
  });

  it.each(["", "xrobo.qiniu.com", "ftp://x"])("is not sent to the address %j", (apiUrl) => {
    expect(() => deviceApi({ apiUrl, token })).toThrow(/http/);
  });
});
