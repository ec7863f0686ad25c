import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeReply } from "../../../src/core/ota/reply.js";

fc.configureGlobal({ seed: 1_752_119_934 });

const utcMs = Date.UTC(2026, 0, 15, 8, 30);
const otaUrl = "https://cloud.example:8443/xiaozhi/ota/";
const page = { ok: true, status: 200, headers: {}, body: "" } as const;
const decode = (body: unknown, status = 200, headers: Record<string, string> = {}) =>
  decodeReply(
    { ...page, status, headers, body: typeof body === "string" ? body : JSON.stringify(body) },
    utcMs,
    otaUrl,
  );
const accepted = (body: unknown) => {
  const result = decode(body);
  if (!result.ok) throw new Error(JSON.stringify(result.failure));
  return result.value;
};
const failureOf = (body: unknown, status = 200, headers: Record<string, string> = {}) => {
  const result = decode(body, status, headers);
  return result.ok ? undefined : result.failure;
};

const websocket = { url: "wss://voice.example/v1/ws/", token: "sig.1752119934", version: 1 };
const mqtt = {
  endpoint: "mqtt.example:8883",
  client_id: "GID_box@@@d4_06_06_b6_a9_fb@@@0f1e2d3c",
  username: "dXNlcg==",
  password: "c2lnbmF0dXJl",
  publish_topic: "device-server",
  subscribe_topic: "devices/p2p/d4_06_06_b6_a9_fb",
  keepalive: 240,
};

/** The sample of the cloud's own documentation, as printed there but for its remark. */
const xroboSample = `{
"server_time": {
"timestamp": 1752119934489,
"timeZone": "Asia/Shanghai",
"timezone_offset": 480
},
"activation": {
"code": "608303",
"message": "http://60.205.58.18:8002\\n608303",
"challenge": "D4:06:06:B6:A9:FA"
},
"firmware": {
"version": "1.0.0",
"url": "https://xrobo.qiniuapi.com/v1/ota/INVALID_FIRMWARE_FOR_TEST"
},
"websocket": {
"url": "ws://xrobo-io.qiniuapi.com/v1/ws/"
}
}
`;

describe("a good reply", () => {
  it("reads the sample of the xrobo documentation", () => {
    expect(accepted(xroboSample)).toEqual({
      activation: {
        code: "608303",
        message: "http://60.205.58.18:8002\n608303",
        challenge: "D4:06:06:B6:A9:FA",
      },
      websocket: { url: "ws://xrobo-io.qiniuapi.com/v1/ws/", version: 1 },
      serverTime: { utcMs: 1_752_119_934_489, zoneOffsetMinutes: 480 },
    });
  });

  it("reads the reference reply with every section", () => {
    const firmware = { version: "1.0.1", url: "https://dl.example/fw-1.0.1.bin", force: 0 };
    expect(accepted({ mqtt, websocket, firmware, unknown: [1] })).toEqual({
      websocket,
      mqtt: {
        host: "mqtt.example",
        port: 8883,
        tls: true,
        clientId: mqtt.client_id,
        username: mqtt.username,
        password: mqtt.password,
        publishTopic: "device-server",
        subscribeTopic: "devices/p2p/d4_06_06_b6_a9_fb",
        keepAliveS: 240,
      },
      firmware: { ...firmware, force: false },
    });
  });

  it("keeps the transports of an unbound device: only activation says that it is unbound", () => {
    expect(Object.keys(accepted({ activation: { code: "000123" }, websocket, mqtt }))).toEqual([
      "activation",
      "websocket",
      "mqtt",
    ]);
  });

  it("unwraps an envelope with code 0", () => {
    expect(accepted({ code: 0, msg: "success", data: { websocket } })).toEqual({ websocket });
    expect(accepted({ code: "0", data: { activation: { code: "1" } } }).activation?.code).toBe("1");
    expect(accepted({ code: null, error: null, websocket })).toEqual({ websocket });
  });

  it("leaves `data` alone when the sections stand beside it", () => {
    expect(accepted({ websocket, data: { activation: { code: "1" } } }).activation).toBeUndefined();
  });

  it("starts with a byte order mark or not", () => {
    expect(accepted(`\ufeff${JSON.stringify({ websocket })}`)).toEqual({ websocket });
  });
});

describe("activation", () => {
  const activationOf = (activation: unknown) => accepted({ websocket, activation }).activation;

  it.each([
    ["a leading zero", { code: "001234" }, "001234"],
    ["a number", { code: 608303 }, "608303"],
    ["spaces, letters outside ASCII and escapes", { code: " 60\u202e83\n码03\x1b " }, "608303"],
    ["full-width digits", { code: "６０８３０９" }, "608309"],
    ["sixteen characters", { code: "1".repeat(16) }, "1".repeat(16)],
  ])("cleans a code with %s", (_, activation, code) => expect(activationOf(activation)?.code).toBe(code));

  it.each([
    ["more than 16 characters", JSON.stringify("1".repeat(17))],
    ["more than 16 characters among others", JSON.stringify(`1${" ".repeat(99)}${"2".repeat(16)}`)],
    ["a number that is none", "1e999"],
  ])("has no code with %s: part of a code leads nowhere", (_, code) =>
    expect(accepted(`{"activation":{"code":${code}}}`).activation).toEqual({
      code: "",
      message: "",
      challenge: "",
    }),
  );

  it.each([
    [{ challenge: "d4:06:06:b6:a9:fb" }, { code: "", message: "", challenge: "d4:06:06:b6:a9:fb" }],
    [{ code: "码" }, { code: "", message: "", challenge: "" }],
    [
      { code: "1", challenge: "x".repeat(129) },
      { code: "1", message: "", challenge: "" },
    ],
    [
      { code: "1", challenge: "a\r\nb" },
      { code: "1", message: "", challenge: "" },
    ],
    [
      { code: "", message: "bind me" },
      { code: "", message: "bind me", challenge: "" },
    ],
    [{ code: {} }, { code: "", message: "", challenge: "" }],
    [{ pending: true }, { code: "", message: "", challenge: "" }],
  ])("means unbound with any member that says something: %j", (activation, expected) =>
    expect(activationOf(activation)).toEqual(expected),
  );

  it.each([
    {},
    [],
    "608303",
    null,
    { code: null },
    { code: "", challenge: "" },
    { code: " ", message: "\n", challenge: null, timeout_ms: 30_000 },
  ])("means nothing if it is %j", (activation) => expect(activationOf(activation)).toBeUndefined());

  it("drops the lines where the console's address is the text null", () => {
    expect(activationOf({ code: "608303", message: "null\n608303" })?.message).toBe("608303");
    expect(activationOf({ code: "608303", message: "nullify\n608303" })?.message).toBe("nullify\n608303");
  });

  it("keeps line feeds of the message, takes out controls and clips it", () => {
    expect(activationOf({ code: "1", message: "a\r\nb\x1b[31mc\u202e" })?.message).toBe("a\nbc");
    expect(activationOf({ code: "1", message: "x".repeat(2_000) })?.message).toBe("x".repeat(500));
  });
});

describe("websocket", () => {
  it.each([
    ["", undefined],
    [null, undefined],
    [undefined, undefined],
    ["Bearer x", "Bearer x"],
    [" sig.17\r\n", "sig.17"],
    [" \n", undefined],
  ])("reads token %j as %j", (token, read) =>
    expect(accepted({ websocket: { url: websocket.url, token } }).websocket?.token).toBe(read),
  );

  it("takes a URL with blanks or line ends around it", () =>
    expect(accepted({ websocket: { ...websocket, url: ` ${websocket.url}\r\n` } }).websocket?.url).toBe(
      websocket.url,
    ));

  it.each([
    [1, 1],
    [2, 2],
    ["3", 3],
    [0, 1],
    [undefined, 1],
    [4, 1],
    [2.5, 1],
    ["x", 1],
  ])("reads version %j as %j", (version, read) =>
    expect(accepted({ websocket: { ...websocket, version } }).websocket?.version).toBe(read),
  );

  it.each([
    ["$.websocket.url", { ...websocket, url: "" }],
    ["$.websocket.url", { token: "t" }],
    ["$.websocket.url", { ...websocket, url: "http://voice.example/" }],
    ["$.websocket.url", { ...websocket, url: "wss://" }],
    ["$.websocket.url", { ...websocket, url: `wss://h/${"a".repeat(512)}` }],
    ["$.websocket.url", { ...websocket, url: 5 }],
    ["$.websocket.token", { ...websocket, token: "a\r\nX-Evil: 1" }],
    ["$.websocket.token", { ...websocket, token: "t".repeat(1_501) }],
    ["$.websocket.token", { ...websocket, token: {} }],
  ])("is not offered, with %s named, if that is unusable", (path, section) => {
    expect(failureOf({ websocket: section })).toEqual({
      kind: "malformed",
      detail: expect.stringContaining(path),
    });
    expect(Object.keys(accepted({ websocket: section, mqtt }))).toEqual(["mqtt"]);
  });
});

describe("mqtt", () => {
  const mqttOf = (change: Record<string, unknown>) => accepted({ mqtt: { ...mqtt, ...change } }).mqtt;

  it.each([
    ["h", "h", 8883, true],
    ["H.Example:8883", "h.example", 8883, true],
    ["h:1883", "h", 1883, false],
    ["mqtt://h", "h", 1883, false],
    ["mqtt://h:8883", "h", 8883, true],
    ["mqtts://h", "h", 8883, true],
    ["mqtts://h:443/", "h", 443, true],
    ["[::1]:1884", "::1", 1884, false],
    ["[::1]", "::1", 8883, true],
    ["2001:db8::1", "2001:db8::1", 8883, true],
    ["mqtt://[2001:DB8::1]", "2001:db8::1", 1883, false],
    ["192.168.1.20:1883", "192.168.1.20", 1883, false],
  ])("reads endpoint %s", (endpoint, host, port, tls) =>
    expect(mqttOf({ endpoint })).toMatchObject({ host, port, tls }),
  );

  it.each([
    [5, 10],
    [60, 60],
    ["90", 90],
    [100_000, 240],
    [240, 240],
    [1_000, 240],
    [0, 240],
    [-5, 240],
    [undefined, 240],
    ["x", 240],
    [59.6, 60],
  ])("reads keepalive %j as %j s", (keepalive, keepAliveS) =>
    expect(mqttOf({ keepalive })?.keepAliveS).toBe(keepAliveS),
  );

  it.each(["", "null", null, undefined, "x".repeat(129)])(
    "has no topic to subscribe to for %j",
    (subscribe_topic) => expect(mqttOf({ subscribe_topic })).not.toHaveProperty("subscribeTopic"),
  );

  it("takes line ends around any of its texts, and blanks around addresses, but not out of a password", () =>
    expect(
      mqttOf({
        endpoint: " mqtt.example:8883\n",
        client_id: "id\r\n",
        username: "user\n",
        password: " pass word \n",
        publish_topic: " device-server\n",
        subscribe_topic: " null\n",
      }),
    ).toEqual({
      host: "mqtt.example",
      port: 8883,
      tls: true,
      clientId: "id",
      username: "user",
      password: " pass word ",
      publishTopic: "device-server",
      keepAliveS: 240,
    }));

  it("takes an empty password and no user name, as some servers have it", () => {
    expect(mqttOf({ password: "", username: undefined })).toMatchObject({ password: "", username: "" });
  });

  it.each([
    ["endpoint", ""],
    ["endpoint", "h:0"],
    ["endpoint", "h:99999"],
    ["endpoint", "ws://h"],
    ["endpoint", "h/path"],
    ["endpoint", "a b"],
    ["endpoint", undefined],
    ["endpoint", 5],
    ["client_id", ""],
    ["client_id", undefined],
    ["client_id", "x".repeat(129)],
    ["username", "a\nb"],
    ["username", 5],
    ["password", "x".repeat(513)],
    ["password", ["a"]],
    ["publish_topic", ""],
    ["publish_topic", "null"],
    ["publish_topic", undefined],
    ["publish_topic", "a/#"],
    ["publish_topic", "a/+/b"],
  ])("is not offered, with the path named, if %s is %j", (key, value) => {
    const section = { ...mqtt, [key]: value };
    expect(failureOf({ mqtt: section })).toEqual({
      kind: "malformed",
      detail: expect.stringContaining(`$.mqtt.${key}`),
    });
    expect(Object.keys(accepted({ mqtt: section, websocket }))).toEqual(["websocket"]);
  });
});

describe("firmware", () => {
  const firmwareOf = (firmware: unknown) => accepted({ websocket, firmware }).firmware;
  const url = "https://dl.example/fw.bin";

  it.each([
    [1, true],
    ["1", true],
    [true, true],
    [0, false],
    ["0", false],
    [2, false],
    [undefined, false],
    [null, false],
    ["true", false],
  ])("reads force %j as %j", (force, read) =>
    expect(firmwareOf({ version: "1.0.1", url, force })).toEqual({ version: "1.0.1", url, force: read }),
  );

  it("reads a URL of 1,500 characters, as signed ones are", () => {
    const signed = `https://dl.example/fw.bin?sig=`.padEnd(1_500, "s");
    expect(firmwareOf({ version: "1.0.1", url: signed })?.url).toBe(signed);
  });

  it("reads a version that came as a number", () =>
    expect(firmwareOf({ version: 2, url })?.version).toBe("2"));

  it.each([
    [" https://dl.example/fw.bin\r\n", "https://dl.example/fw.bin"],
    ["https://dl.example/小智 2.bin?名=é", "https://dl.example/%E5%B0%8F%E6%99%BA%202.bin?%E5%90%8D=%C3%A9"],
    ["https://dl.example/%E5%B0%8F.bin?a=b%20c", "https://dl.example/%E5%B0%8F.bin?a=b%20c"],
    ["/download/1b2c?x=1", "https://cloud.example:8443/download/1b2c?x=1"],
    ["/下载/../fw.bin", "https://cloud.example:8443/fw.bin"],
    ["//dl.example/fw.bin", "https://dl.example/fw.bin"],
  ])("reads the URL %j as %s", (given, read) => {
    expect(firmwareOf({ version: " 1.0.1\n", url: given })).toEqual({
      version: "1.0.1",
      url: read,
      force: false,
    });
  });

  it.each([
    "",
    " ",
    null,
    undefined,
    "https://xrobo.qiniuapi.com/v1/ota/INVALID_FIRMWARE_FOR_TEST",
    "http://xiaozhi.server.com:8002/xiaozhi/otaMag/download/NOT_ACTIVATED_FIRMWARE_THIS_IS_A_INVALID_URL",
  ])("is none, without a word, with the empty URL or placeholder %j", (bad) =>
    expect(accepted({ websocket, firmware: { version: "9.9.9", url: bad } })).toEqual({ websocket }),
  );

  it.each([
    ["ftp://dl.example/fw.bin", "a URL here starts with http:// or https://"],
    ["fw.bin", "a URL here starts with http:// or https://"],
    ["https://user:pw@dl.example/fw.bin", "a URL here has no user name or password"],
    [`https://dl.example/${"a".repeat(1_482)}`, "a URL here has at most 1500 characters"],
    [`https://dl.example/${"小".repeat(200)}`, "a URL here has at most 1500 characters"],
    ["https://小智.example/fw.bin", "a URL has no spaces, control or non-ASCII characters"],
    ["https://dl.example/fw\n.bin", "a URL has no spaces, control or non-ASCII characters"],
    [5, "the URL is no text"],
  ])("is not taken with the URL %j, and the log says why without quoting it", (bad, why) =>
    expect(accepted({ websocket, firmware: { version: "9.9.9", url: bad } })).toEqual({
      websocket,
      refused: `firmware 9.9.9: ${why}`,
    }),
  );

  it.each(["", undefined, "1".repeat(33), "1.0\n1", {}])("is not taken with version %j", (version) =>
    expect(accepted({ websocket, firmware: { version, url } })).toEqual({
      websocket,
      refused: "firmware: it has no usable version",
    }),
  );

  it.each([
    otaUrl,
    "https://cloud.example:8443/xiaozhi/ota",
    "https://CLOUD.example:8443/xiaozhi/ota/?device=1",
    "/xiaozhi/ota",
    // The address that the server takes for its own.
    "http://192.168.1.20:8003/xiaozhi/ota/",
  ])("is none at the address of the check itself: %s", (bad) =>
    expect(accepted({ websocket, firmware: { version: "9.9.9", url: bad } })).toEqual({
      websocket,
      refused: "firmware 9.9.9: its URL is that of the OTA check",
    }),
  );

  it.each(["https://cloud.example:8443/xiaozhi/ota/download/1", "https://dl.example/xiaozhi/ota?image=1"])(
    "is one elsewhere: %s",
    (good) => expect(firmwareOf({ version: "9.9.9", url: good })?.url).toBe(good),
  );
});

describe("server time", () => {
  const timeOf = (server_time: unknown) => accepted({ websocket, server_time }).serverTime;

  it.each([
    [
      { timestamp: 1_752_119_934_489, timezone: "Asia/Shanghai", timezone_offset: -300 },
      { utcMs: 1_752_119_934_489, zoneOffsetMinutes: -300 },
    ],
    [{ timestamp: "1752119934489" }, { utcMs: 1_752_119_934_489 }],
    [{ timestamp: 1_752_119_934_489, timezone_offset: 480_000 }, { utcMs: 1_752_119_934_489 }],
    [
      { timestamp: 1_752_119_934_489.4, timezone_offset: "330" },
      { utcMs: 1_752_119_934_489, zoneOffsetMinutes: 330 },
    ],
    [{ timestamp: 1_752_119_934 }, undefined],
    [{ timestamp: 1e17 }, undefined],
    [{ timestamp: "soon" }, undefined],
    [[], undefined],
  ])("reads %j as %j", (section, read) => expect(timeOf(section)).toEqual(read));
});

describe("a status other than 200", () => {
  it.each([
    [400, { error: "Device ID is required" }, "Device ID is required"],
    [400, '{\n"error": "Invalid OTA request"\n}\n', "Invalid OTA request"],
    [500, { error: "Failed to read device auto_update status" }, "Failed to read device auto_update status"],
    [404, "404: Not Found", "404: Not Found"],
    [401, { code: 401, msg: "no", data: null }, "no"],
    [403, { error: { message: "inner" } }, "inner"],
    [500, { error: true, message: "outer" }, "outer"],
    [502, "<html><body>Bad Gateway</body></html>", ""],
    [500, "x ".repeat(400), ""],
    [204, "", ""],
    [202, { websocket }, ""],
    [301, "", ""],
  ])("%i %j is an http failure with the server's own words", (status, body, text) =>
    expect(failureOf(body, status)).toEqual({ kind: "http", status, text }),
  );

  it("cleans and clips the words to one line of 120 characters", () => {
    const failure = failureOf({ error: `\x1b[31mline\none ${"ab ".repeat(100)}` }, 500);
    expect(failure).toMatchObject({ text: expect.stringMatching(/^line one ab [ab ]+$/) });
    expect(failure?.kind === "http" && failure.text.length).toBe(120);
  });

  it.each([
    "token sig_abcdefghijklmnop.1752119934 expired",
    "Authorization: Bearer abc.def",
    "bad password: hunter2",
    '{"token":"short"} is wrong',
    "token=abc is wrong",
    "token tok-abc-1 expired",
    "the key abcdefgh was refused",
    "unknown device c2lnabcdefg1752119934",
    "wrong signature abcdefgh12",
  ])("lets nothing through that looks like a credential: %s", (error) => {
    const failure = failureOf({ error }, 401);
    expect(failure?.kind === "http" && failure.text).toMatch(/…/);
    expect(JSON.stringify(failure)).not.toMatch(/1752119934|abc|hunter2|short/);
  });

  it.each([
    "Token expired",
    "Device ID is required",
    "MAC d4:06:06:b6:a9:fb is not known",
    "a very long internationalisation",
  ])("leaves the words of a person alone: %s", (error) =>
    expect(failureOf({ error }, 401)).toMatchObject({ text: error }),
  );

  it.each([
    ["30", undefined, 30_000],
    ["0", undefined, 0],
    ["999999", undefined, 3_600_000],
    ["99999999999999999999", undefined, 3_600_000],
    ["9".repeat(400), undefined, 3_600_000],
    ["0000000000000000000000000000030", undefined, 30_000],
    ["Thu, 15 Jan 2026 08:31:00 GMT", undefined, 60_000],
    ["Thu, 15 Jan 2026 08:31:00 GMT", "Thu, 15 Jan 2026 08:30:50 GMT", 10_000],
    ["Thu, 15 Jan 2026 08:00:00 GMT", undefined, 0],
    ["Fri, 16 Jan 2026 08:30:00 GMT", undefined, 3_600_000],
    ["Thu, 15 Jan 2026 08:31:00 GMT", "rubbish", 60_000],
    ["soon", undefined, undefined],
    ["-5", undefined, undefined],
    ["1.5", undefined, undefined],
  ])("reads Retry-After %j with Date %j as %j ms", (retryAfter, date, retryAfterMs) => {
    const headers = { "retry-after": retryAfter, ...(date && { date }) };
    expect(failureOf("", 503, headers)).toEqual({
      kind: "http",
      status: 503,
      text: "",
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    });
  });
});

describe("a 200 that says no", () => {
  it.each([
    [{ error: "Device ID is required" }, "Device ID is required"],
    [{ error: "Invalid OTA request", websocket }, "Invalid OTA request"],
    [{ success: false, message: "request error." }, "request error."],
    [{ code: 500, msg: "server error", data: null }, "server error"],
    [{ code: "401", websocket }, "code 401"],
    [{ code: 0, data: { error: "inner" } }, "inner"],
    [{ code: 0, data: { code: 7 } }, "code 7"],
    // An object that can't be made a text: a throw here would end the program on a board.
    [{ code: { toString: "" } }, ""],
    [{ data: { code: { toString: "", valueOf: 1 }, websocket: {} } }, ""],
  ])("%j is refused with the server's words", (body, text) =>
    expect(failureOf(body)).toEqual({ kind: "refused", text }),
  );

  it.each([404, "404"])("code %j in the envelope is a 404", (code) =>
    expect(failureOf({ code, msg: "not found", data: null })).toEqual({
      kind: "http",
      status: 404,
      text: "not found",
    }),
  );

  it.each([
    { error: "" },
    { error: null },
    { success: true },
    ...[0, "0", "00000", 200, "200", 201, "ok", "SUCCESS"].map((code) => ({ code })),
  ])("%j beside a section is no refusal", (more) =>
    expect(accepted({ ...more, websocket })).toEqual({ websocket }),
  );
});

describe("a 200 that is no configuration", () => {
  it.each([
    ["", "not JSON"],
    ["success", "not JSON"],
    ["[]", "not a JSON object"],
    ["{}", "neither activation nor websocket nor mqtt"],
    ['{"websocket":"wss://h/","mqtt":[]}', "neither activation nor websocket nor mqtt"],
    ["<!DOCTYPE html><p>Login</p>", "web page"],
    [`{"a":"${"x".repeat(16_384)}"}`, "longer than 16384"],
    [`{"websocket":${"[".repeat(8_000)}`, "nested deeper"],
  ])("%# is malformed and says why", (body, why) =>
    expect(failureOf(body)).toEqual({ kind: "malformed", detail: expect.stringContaining(why) }),
  );

  it.each(["gzip", "x-gzip", "GZIP", "br", "deflate", "zstd", "identity, gzip"])(
    "coded as %s it is malformed, and an error status has no words",
    (coding) => {
      const headers = { "content-encoding": coding };
      const body = "\x1f\ufffd\b\0";
      const detail = `the answer is compressed (${coding.toLowerCase()}), which was not asked for`;
      expect(failureOf(body, 200, headers)).toEqual({ kind: "malformed", detail });
      expect(failureOf(body, 502, headers)).toEqual({ kind: "http", status: 502, text: "" });
    },
  );

  it.each(["", "identity", "utf-8"])("the content encoding %j is none", (coding) => {
    const result = decode({ websocket }, 200, { "content-encoding": coding });
    expect(result.ok).toBe(true);
  });

  it("names what is wrong with each section, without quoting secrets", () => {
    const failure = failureOf({ websocket: { url: "wss://u:hunter2@h/" }, mqtt: { ...mqtt, endpoint: "" } });
    expect(failure).toEqual({
      kind: "malformed",
      detail: expect.stringMatching(/^\$\.websocket\.url: .*; \$\.mqtt\.endpoint: /),
    });
    expect(JSON.stringify(failure)).not.toMatch(/hunter2|c2lnbmF0dXJl/);
  });
});

describe("any input", () => {
  const leaf = fc.oneof(
    fc.string({ unit: "binary", maxLength: 40 }),
    fc.constantFrom(
      "",
      "null",
      "0",
      "1",
      "wss://h/",
      "mqtt://h",
      "https://h/f.bin",
      "x".repeat(3_000),
      null,
      true,
      false,
      0,
      1,
      -1,
      1e300,
      1_752_119_934_489,
    ),
    fc.double(),
  );
  const keysOf = (...keys: string[]) =>
    fc.dictionary(fc.constantFrom(...keys, "__proto__", "constructor"), leaf);
  const section = fc.oneof(
    leaf,
    keysOf("code", "message", "challenge", "url", "token", "version", "force"),
    fc.array(leaf, { maxLength: 2 }),
  );
  const server = fc.record(
    {
      activation: section,
      websocket: fc.oneof(
        section,
        keysOf("token", "version").map((more) => ({ url: "wss://h/", ...more })),
      ),
      mqtt: fc.oneof(
        section,
        keysOf("endpoint", "client_id", "username", "keepalive", "subscribe_topic").map((more) => ({
          ...mqtt,
          ...more,
        })),
      ),
      firmware: section,
      server_time: fc.oneof(section, keysOf("timestamp", "timezone_offset")),
      error: fc.constantFrom(undefined, null, "", "e"),
      code: fc.constantFrom(undefined, 0, "0", 404, {}),
    },
    { requiredKeys: [] },
  );

  function checkCaps(body: string, status: number) {
    const result = decode(body, status);
    if (!result.ok) {
      if ("text" in result.failure) expect([...result.failure.text].length).toBeLessThanOrEqual(120);
      return false;
    }
    const { activation, websocket: ws, mqtt: broker, firmware, serverTime } = result.value;
    expect(activation ?? ws ?? broker).toBeDefined();
    expect(activation?.code ?? "").toMatch(/^[!-~]{0,16}$/);
    expect([...(activation?.message ?? "")].length).toBeLessThanOrEqual(500);
    expect(activation?.challenge ?? "").toMatch(/^[ -~]{0,128}$/);
    expect(ws?.url ?? "ws://h").toMatch(/^wss?:\/\/[!-~]{1,506}$/i);
    expect(ws?.token ?? "t").toMatch(/^[ -~]{1,1500}$/);
    for (const text of [
      broker?.clientId,
      broker?.username,
      broker?.password,
      broker?.publishTopic,
      broker?.subscribeTopic,
    ])
      expect(text ?? "").toMatch(/^[ -~]{0,512}$/);
    expect(broker?.port ?? 1).toBeGreaterThan(0);
    expect(broker?.keepAliveS ?? 10).toBeGreaterThanOrEqual(10);
    expect(broker?.keepAliveS ?? 10).toBeLessThanOrEqual(240);
    expect(firmware?.url ?? "http://h").toMatch(/^https?:\/\//i);
    expect(Number.isSafeInteger(serverTime?.utcMs ?? 0)).toBe(true);
    return true;
  }

  it("never throws, and what comes out respects every cap", () => {
    let good = 0;
    fc.assert(
      fc.property(server, fc.constantFrom(200, 200, 200, 404, 503), (body, status) => {
        if (checkCaps(JSON.stringify(body), status)) good++;
      }),
      { numRuns: 1_000 },
    );
    // Otherwise the property would say nothing.
    expect(good).toBeGreaterThan(100);
  });

  it("never throws on any JSON or any text", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.json(), fc.string({ unit: "binary", maxLength: 200 })),
        fc.integer({ min: 100, max: 599 }),
        (body, status) => void checkCaps(body, status),
      ),
    );
  });

  it("never throws on any headers", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (retryAfter, date) => {
        const failure = failureOf("", 503, { "retry-after": retryAfter, date });
        expect(failure?.kind).toBe("http");
      }),
    );
  });
});
