/** Faults of the session server. */
import { schedule } from "../../../src/core/schedule.js";
import { movedTakesMs } from "../bound.js";
import { downloadHost, firstSessionHosts, json } from "../cloud.js";
import { hostileTexts } from "../hostile-texts.js";
import type { Reply } from "../http.js";
import type { Manner } from "../session-server.js";
import type { Fault } from "./fault.js";

const mannered = (name: string, story: string, manner: Manner, more: Partial<Fault> = {}): Fault => ({
  name,
  story,
  begin({ cloud }) {
    cloud.sessions.manner = manner;
    cloud.sessions.endAll({ kind: "lost", detail: "connection reset" });
    return undefined;
  },
  ...more,
});

const other = { websocket: "mqtt", mqtt: "websocket" } as const;

/** As usual, with strange words around the code and a firmware that is none. */
function hostileReply(usual: () => Reply): Reply {
  const reply = usual();
  if (reply === "silence" || !reply.body.startsWith("{")) return reply;
  const words = Object.values(hostileTexts).join("\n");
  const body = JSON.parse(reply.body) as { activation?: object };
  const activation = body.activation && { ...body.activation, message: words };
  const firmware = { version: words, url: `https://${downloadHost}/${words}` };
  return json(reply.status, { ...body, ...(activation && { activation }), firmware });
}

export const sessionServerFaults: readonly Fault[] = [
  mannered("no-hello", "Connections open, the hello is never answered.", "noHello"),
  mannered("broken-hello", "The server's hello has impossible values.", "brokenHello"),
  mannered("hello-for-other-transport", "The server answers with the other transport's hello.", "otherHello"),
  mannered("session-busy", "The session server is busy: HTTP 503 or CONNACK 3.", "busy"),
  mannered(
    "closes-with-4000",
    "The server closes with a code of its own after each hello.",
    "closesWith4000",
  ),
  mannered("closes-with-1011", "The server closes with an internal error after each hello.", "internalError"),
  mannered(
    "closes-idle-sessions",
    "The server closes each session in order, as soon as it is open.",
    "closesInOrder",
    {
      extra: {
        ms: schedule.closedInOrder.capMs,
        why: "a server that closes sessions as soon as they are open is left alone up to 15 min",
      },
    },
  ),
  mannered("says-goodbye", "The server says goodbye after each hello.", "goodbye", {
    extra: {
      ms: schedule.closedInOrder.capMs,
      why: "a server that closes sessions as soon as they are open is left alone up to 15 min",
    },
  }),
  mannered(
    "floods",
    "The server sends 300 messages of unknown types, each with a member of another name.",
    "flood",
  ),
  mannered("oversize-message", "The server sends a message of 100,000 characters.", "oversize"),
  mannered("garbage-messages", "The server sends texts that are no messages.", "garbage"),
  mannered(
    "config-updated-for-ever",
    "The server asks for a new connection after each hello.",
    "configUpdated",
  ),
  mannered("endless-turn", "The server begins a turn and never ends it.", "endlessTurn"),
  mannered("drops-after-5-s", "The server drops each line five seconds after the hello.", "drops"),
  {
    name: "hostile-texts",
    story: "Both servers say texts that would steer a terminal, forge a line or read the other way round.",
    begin({ cloud }) {
      cloud.check = hostileReply;
      cloud.sessions.manner = "hostileTexts";
      cloud.sessions.endAll({ kind: "closed", code: 1008, reason: Object.values(hostileTexts).join(" ") });
      return undefined;
    },
  },
  {
    name: "servers-quote-secrets",
    story: "Both servers refuse everybody and say back what they were given, tokens among it.",
    begin({ cloud }) {
      const quoted = (usual: () => Reply): Reply => {
        const reply = usual();
        const body = reply === "silence" ? "" : reply.body;
        return json(401, { error: `invalid credentials: ${body}` });
      };
      cloud.check = quoted;
      cloud.activate = quoted;
      cloud.sessions.manner = "quotesCredentials";
      cloud.sessions.endAll({ kind: "closed", code: 1008, reason: "" });
      return undefined;
    },
  },
  {
    name: "session-server-restarts",
    story: "The session server restarts once.",
    lastsMs: 0,
    begin: ({ cloud }) => void cloud.sessions.endAll({ kind: "closed", code: 1012, reason: "restart" }),
  },
  {
    name: "session-server-moved",
    story: "Sessions are served at another host from now on; the old one answers, but not to us.",
    group: "changed server",
    lastsMs: 0,
    begin({ cloud, options }) {
      cloud.sessionHosts[options.transport] = "elsewhere.example";
      cloud.sessions.endAll({ kind: "lost", detail: "connection reset" });
      return undefined;
    },
  },
  {
    name: "transport-on-another-server",
    story: "The OTA server works and names a session server that is down.",
    group: "transport and OTA on different servers",
    begin({ cloud, network, options }) {
      cloud.sessionHosts[options.transport] = "second.example";
      network.fault.trouble("second.example", "refused");
      network.fault.trouble(firstSessionHosts[options.transport], "refused");
      cloud.sessions.endAll({ kind: "lost", detail: "connection reset" });
      return undefined;
    },
  },
  {
    name: "other-transport-only",
    story: "The cloud changes over to the other transport.",
    harmless: "bound",
    lastsMs: 900_000,
    group: "transport and OTA on different servers",
    begin({ cloud, options }) {
      cloud.offered = [other[options.transport]];
      cloud.sessions.endAll({ kind: "lost", detail: "connection reset" });
      return undefined;
    },
    extra: {
      ms: movedTakesMs,
      why: "the other transport is learnt from a check, when the last one is two minutes old",
      whileItLasts: true,
    },
  },
  {
    name: "one-of-two-transports-broken",
    story: "Both transports are offered, one of them is down.",
    harmless: "bound",
    lastsMs: 900_000,
    group: "transport and OTA on different servers",
    begin({ cloud, network, options }) {
      cloud.offered = ["mqtt", "websocket"];
      network.fault.trouble(cloud.sessionHosts[options.transport], "refused");
      cloud.sessions.endAll({ kind: "lost", detail: "connection reset" });
      return undefined;
    },
    extra: {
      ms: schedule.attemptsPerTransport * schedule.reconnect.capMs,
      why: "the other transport is tried after 3 failed attempts",
      whileItLasts: true,
    },
  },
];
