/** Faults of the OTA server's answers. */
import { schedule } from "../../../src/core/schedule.js";
import { downloadHost, json, otaHosts, otaUrls } from "../cloud.js";
import type { Reply } from "../http.js";
import type { Fault } from "./fault.js";

const replies = (
  name: string,
  story: string,
  reply: (usual: () => Reply) => Reply,
  more: Partial<Fault> = {},
): Fault => ({
  name,
  story,
  begin({ cloud }) {
    cloud.check = reply;
    cloud.activate = reply;
    return undefined;
  },
  harmless: "known",
  ...more,
});

/** Keeps the reply's shape, changes its parts. */
const altered = (usual: () => Reply, change: (body: Record<string, unknown>) => void): Reply => {
  const reply = usual();
  if (reply === "silence" || !reply.body.startsWith("{")) return reply;
  const body = JSON.parse(reply.body) as Record<string, unknown>;
  change(body);
  return json(reply.status, body);
};

/** The sections as they were, but without TLS; an image as well. */
const withoutTls = (usual: () => Reply): Reply =>
  altered(usual, (body) => {
    const { websocket, mqtt } = body as Partial<Record<"websocket" | "mqtt", Record<string, string>>>;
    if (websocket?.url !== undefined) websocket.url = websocket.url.replace("wss:", "ws:");
    if (mqtt?.endpoint !== undefined) mqtt.endpoint = mqtt.endpoint.replace(":8883", ":1883");
    body.firmware = { version: "9.9.9", url: `http://${downloadHost}/9.9.9.bin` };
  });

const askedQuietS = 600;
/** What comes on top of a Retry-After is left to chance, up to this share. */
const withSpread = (quietMs: number): number => quietMs * (1 + schedule.retryAfterSpread);

export const otaServerFaults: readonly Fault[] = [
  replies("ota-500", "The OTA server answers 500.", () => json(500, { error: "internal error" })),
  replies("ota-502-page", "A proxy answers 502 with a page.", () => ({
    status: 502,
    body: "<html><body>Bad gateway</body></html>",
  })),
  replies(
    "ota-503-retry-after",
    "The OTA server answers 503 and asks for ten minutes of quiet.",
    () => json(503, { error: "maintenance" }, { "retry-after": `${askedQuietS}` }),
    { extra: { ms: withSpread(askedQuietS * 1_000), why: "the server asked for ten minutes of quiet" } },
  ),
  replies(
    "ota-429-absurd-retry-after",
    "The OTA server answers 429 and asks for 30 years of quiet; an hour of it is kept.",
    () => ({ status: 429, headers: { "retry-after": "999999999" }, body: "" }),
    {
      extra: {
        ms: withSpread(schedule.retryAfterMaxMs),
        why: "of what the server asked for, an hour is kept",
      },
    },
  ),
  replies("ota-401", "The OTA server answers 401.", () => json(401, { error: "Unauthorized" })),
  replies("ota-403", "A firewall answers 403.", () => ({ status: 403, body: "" })),
  replies("ota-404", "The path is gone, with either ending.", () => json(404, { error: "Not found" })),
  replies("ota-204", "The OTA server answers 204 without a body.", () => ({ status: 204, body: "" })),
  replies("ota-empty-object", "The OTA server answers {}.", () => json(200, {})),
  replies("ota-not-json", "The OTA server answers a text.", () => ({ status: 200, body: "ok" })),
  replies("ota-nonsense", "The OTA server answers JSON of the wrong types.", () =>
    json(200, { activation: 7, websocket: "no", mqtt: [], firmware: null, server_time: "now" }),
  ),
  replies("ota-success-false", "The OTA server answers 200 with success:false.", () =>
    json(200, { success: false, message: "request error." }),
  ),
  replies("ota-code-500", "The OTA server answers 200 with an envelope of code 500.", () =>
    json(200, { code: 500, msg: "internal error", data: null }),
  ),
  replies("ota-huge", "The OTA server answers a megabyte.", () => ({
    status: 200,
    body: "x".repeat(1_000_000),
  })),
  replies("ota-29-s", "The OTA server takes 29 seconds for each answer.", (usual) => {
    const reply = usual();
    return reply === "silence" ? reply : { ...reply, afterMs: 29_000 };
  }),
  replies("ota-redirect-loop", "The OTA server redirects to itself.", () => ({
    status: 302,
    headers: { location: "?again" },
    body: "",
  })),
  {
    name: "ota-without-tls",
    story: "Somebody answers in place of the OTA server and names sessions without TLS; good ones are ended.",
    begin({ cloud }) {
      cloud.check = withoutTls;
      cloud.sessions.endAll({ kind: "closed", code: 1008, reason: "" });
      return undefined;
    },
    harmless: "known",
  },
  replies("ota-no-transport", "A bound device is given no transport.", (usual) =>
    altered(usual, (body) => {
      delete body.websocket;
      delete body.mqtt;
    }),
  ),
  replies("ota-empty-transport-url", "The transport's address is empty (server half set up).", (usual) =>
    altered(usual, (body) => {
      if (body.websocket !== undefined) body.websocket = { url: "", token: "" };
      if (body.mqtt !== undefined) body.mqtt = { endpoint: "", client_id: "" };
    }),
  ),
  replies("ota-null-members", "Members that are not there come as null.", (usual) =>
    altered(usual, (body) => {
      body.error = null;
      body.code = null;
      for (const name of ["activation", "websocket", "mqtt", "firmware"]) body[name] ??= null;
    }),
  ),
  {
    name: "ota-url-without-slash",
    story: "The OTA URL was configured without its slash; the server knows only the one with it.",
    group: "OTA URL wrong or without slash",
    strikes: ["starting"],
    lastsMs: 0,
    begin({ board, options }) {
      board.config = { ...board.config, otaUrl: otaUrls[options.profile].replace("/?", "?") };
      return undefined;
    },
  },
  {
    name: "ota-url-wrong",
    story: "The OTA URL has a wrong path until a person corrects it and switches the device off and on.",
    group: "OTA URL wrong or without slash",
    strikes: ["starting"],
    begin({ board, options }) {
      const right = board.config;
      board.config = { ...right, otaUrl: `https://${otaHosts[options.profile]}/wrong/path/` };
      return () => {
        board.config = right;
        board.cutPower();
        board.powerOn();
      };
    },
  },
  {
    name: "changed-server",
    story:
      "A person gives the device another OTA URL: nobody knows it there, and old tokens are worth nothing.",
    group: "changed server",
    lastsMs: 0,
    begin({ board, cloud, options }) {
      cloud.otaHost = "other.example";
      cloud.sessionHosts[options.transport] = "other-sessions.example";
      cloud.expireTokens();
      cloud.unbind();
      board.config = {
        ...board.config,
        otaUrl: otaUrls[options.profile].replace(otaHosts[options.profile], cloud.otaHost),
      };
      board.cutPower();
      board.powerOn();
      return undefined;
    },
  },
];
