/** The servers of one cloud, scripted: who is bound, which credentials hold, where sessions are served. */

import type { HttpRequest } from "../../src/core/ports.js";
import type { Transport } from "../../src/core/transport.js";
import { boardFacts } from "../simulation/board-facts.js";
import type { Accept } from "./channel.js";
import type { Reply } from "./http.js";
import type { LabLog } from "./log.js";
import type { Profile } from "./profile.js";
import { planted, secretMark } from "./secrets.js";
import { createSessionServer, type SessionServer } from "./session-server.js";

export interface Release {
  readonly version: string;
  readonly url: string;
  readonly force: boolean;
}

/** Puts another answer in the place of the usual one. */
export type Interference = (usual: () => Reply, request: HttpRequest) => Reply;

export const otaHosts: Readonly<Record<Profile, string>> = { xrobo: "api.example", open: "home.example" };
export const otaUrls: Readonly<Record<Profile, string>> = {
  xrobo: `https://${otaHosts.xrobo}/v1/ota/?key=${planted.otaUrl}`,
  open: `http://${otaHosts.open}:8002/xiaozhi/ota/?key=${planted.otaUrl}`,
};
export const downloadHost = "files.example";
export const firstSessionHosts: Readonly<Record<Transport, string>> = {
  websocket: "voice.example",
  mqtt: "mqtt.example",
};

export interface Cloud {
  readonly profile: Profile;
  readonly bound: boolean;
  readonly code: string;
  /** Credentials of earlier epochs are no longer taken. */
  readonly tokenEpoch: number;
  offered: readonly Transport[];
  readonly sessionHosts: Record<Transport, string>;
  otaHost: string;
  release: Release | undefined;
  hasActivateEndpoint: boolean;
  /** Each check hands out another text, as tokens do that hold the time of their issue. */
  stampsTokens: boolean;
  /** What the last check was given. */
  readonly lastCredential: string;
  /** What the reply says of the server's clock: `undefined` leaves it out. */
  serverTime: ((utcMs: number) => object | undefined) | undefined;
  check: Interference | undefined;
  activate: Interference | undefined;
  readonly sessions: SessionServer;
  bind(): void;
  /** The owner gives the device away: a new code is due. */
  unbind(): void;
  newCode(): void;
  expireTokens(): void;
  /** Client ids of all reports so far: one device has one. */
  readonly clientIds: ReadonlySet<string>;
  answer(request: HttpRequest): Reply;
  readonly accept: Accept;
  /** Everything as it should be, whatever a fault has changed; binding and code stay. */
  mend(): void;
}

export const json = (status: number, body: object, headers: Record<string, string> = {}): Reply => ({
  status,
  headers,
  body: JSON.stringify(body),
});

/** 2026-09: later than the build, so that the device believes it. */
const firstUtcMs = 1_790_000_000_000;

/** So many digits are enough for the longest soak. */
const epochDigits = 5;

/** All of one length: the device keeps its token, and the soak compares days to the byte. */
const credentialOf = (epoch: number, clientId: string): string =>
  `${secretMark}-${String(epoch).padStart(epochDigits, "0")}-${clientId}`;

export function createCloud(
  profile: Profile,
  transport: Transport,
  clock: { monotonicMs(): number; after(delayMs: number, run: () => void): () => void },
  random: () => number,
  log: LabLog,
): Cloud {
  const path = new URL(otaUrls[profile]).pathname;
  const clientIds = new Set<string>();
  let bound = false;
  let code = freshCode();
  let tokenEpoch = 1;
  let lastCredential = "";

  function freshCode(): string {
    return Math.floor(random() * 1_000_000)
      .toString()
      .padStart(6, "0");
  }

  const usualTime = (utcMs: number): object => ({
    timestamp: utcMs,
    timeZone: "Asia/Shanghai",
    timezone_offset: 480,
  });

  function transports(clientId: string): object {
    const issuedAt = `@${String(Math.floor(clock.monotonicMs())).padStart(13, "0")}`;
    const credential = credentialOf(tokenEpoch, clientId) + (cloud.stampsTokens ? issuedAt : "");
    const { websocket, mqtt } = cloud.sessionHosts;
    lastCredential = credential;
    return {
      ...(cloud.offered.includes("websocket")
        ? {
            websocket: {
              url: `wss://${websocket}/v1/ws/?key=${planted.websocketUrl}`,
              token: credential,
              version: 1,
            },
          }
        : {}),
      ...(cloud.offered.includes("mqtt")
        ? {
            mqtt: {
              endpoint: `${mqtt}:8883`,
              client_id: `GID_box@@@d4_06_06_b6_a9_fb@@@${clientId}`,
              username: planted.mqttUsername,
              password: credential,
              publish_topic: "device-server",
              subscribe_topic: "devices/p2p/d4_06_06_b6_a9_fb",
              keepalive: 240,
            },
          }
        : {}),
    };
  }

  function firmware(request: HttpRequest): object {
    const { release } = cloud;
    if (release !== undefined && bound)
      return { ...release, url: `${release.url}?Signature=${planted.imageUrl}` };
    const { application } = JSON.parse(request.body ?? "{}") as { application?: { version?: string } };
    const url = profile === "xrobo" ? "https://api.example/v1/ota/INVALID_FIRMWARE_FOR_TEST" : "";
    return { version: application?.version ?? "0.0.0", url };
  }

  function checkReply(request: HttpRequest): Reply {
    const clientId = request.headers["Client-Id"] ?? "";
    clientIds.add(clientId);
    const message = `https://console.example\n${code}`;
    const time = cloud.serverTime?.(firstUtcMs + clock.monotonicMs());
    return json(200, {
      ...(time === undefined ? {} : { server_time: time }),
      ...(bound ? {} : { activation: { code, message, challenge: boardFacts.mac } }),
      // The open servers hand out transports to unbound devices as well.
      ...(bound || profile === "open" ? transports(clientId) : {}),
      firmware: firmware(request),
    });
  }

  function activateReply(): Reply {
    if (!cloud.hasActivateEndpoint) return missing();
    if (bound)
      return profile === "open" ? { status: 200, body: "success" } : json(200, { message: "success" });
    return { status: 202, body: "" };
  }

  /** No such path: a status, or the open servers' envelope. */
  function missing(): Reply {
    return profile === "open"
      ? json(200, { code: 404, msg: "not found", data: null })
      : json(404, { error: "Not found" });
  }

  const sessions = createSessionServer(profile, clock, log, {
    isBound: () => bound,
    code: () => code,
    serves: (call) =>
      cloud.sessionHosts[call.transport] === call.host && cloud.offered.includes(call.transport),
    holds: (call) => call.credential.split("@")[0] === credentialOf(tokenEpoch, call.clientId),
  });

  const cloud: Cloud = {
    profile,
    get bound() {
      return bound;
    },
    get code() {
      return code;
    },
    get tokenEpoch() {
      return tokenEpoch;
    },
    offered: [transport],
    sessionHosts: { ...firstSessionHosts },
    otaHost: otaHosts[profile],
    release: undefined,
    hasActivateEndpoint: true,
    stampsTokens: false,
    get lastCredential() {
      return lastCredential;
    },
    serverTime: usualTime,
    check: undefined,
    activate: undefined,
    sessions,
    bind() {
      if (!bound) log.note("cloud", "bound");
      bound = true;
    },
    unbind() {
      bound = false;
      cloud.newCode();
      log.note("cloud", "unbound");
    },
    newCode() {
      const before = code;
      while (code === before) code = freshCode();
      log.note("cloud", `new code ${code}`);
    },
    expireTokens() {
      tokenEpoch += 1;
      log.note("cloud", `token epoch ${tokenEpoch}`);
    },
    clientIds,
    answer(request) {
      const { hostname, pathname } = new URL(request.url);
      if (hostname !== cloud.otaHost) return missing();
      const isActivate = pathname.endsWith("/activate");
      const usual = (): Reply => {
        if (pathname === path) return checkReply(request);
        return pathname === `${path}activate` ? activateReply() : missing();
      };
      return (isActivate ? cloud.activate : cloud.check)?.(usual, request) ?? usual();
    },
    accept: sessions.accept,
    mend() {
      cloud.offered = [transport];
      cloud.release = undefined;
      cloud.hasActivateEndpoint = true;
      cloud.serverTime = usualTime;
      cloud.check = undefined;
      cloud.activate = undefined;
      sessions.manner = undefined;
    },
  };
  return cloud;
}
