/** What the scripted cloud answers. Sizes are those of real replies, since the device pays for every byte. */

import type { HttpResult } from "../../src/core/ports.js";
import type { Transport } from "../../src/core/transport.js";

const deviceId = "d4:06:06:b6:a9:fb";

/** 400 characters, as a signed token has them. */
const token = "eyJhbGciOiJIUzI1NiJ9".repeat(20);

const settings = {
  websocket: { websocket: { url: "wss://voice.example/v1/ws/", token, version: 1 } },
  mqtt: {
    mqtt: {
      endpoint: "mqtt.example:8883",
      client_id: "GID_box@@@d4_06_06_b6_a9_fb@@@0f1e2d3c-4b5a-4678-9abc-def012345678",
      username: "eyJpcCI6IjE5Mi4wLjIuNyJ9",
      password: "c2lnbmF0dXJlc2lnbmF0dXJlc2lnbmF0dXJlc2lnbmE=",
      publish_topic: "device-server",
      subscribe_topic: "devices/p2p/d4_06_06_b6_a9_fb",
      keepalive: 240,
    },
  },
} as const satisfies Record<Transport, object>;

/** The reply to a check, `atMs` after the start of the script. */
export function checkReply(bound: boolean, transport: Transport, atMs: number): HttpResult {
  const activation = { code: "608303", message: "https://console.example\n608303", challenge: deviceId };
  return json(200, {
    server_time: { timestamp: 1_790_000_000_000 + atMs, timeZone: "Asia/Shanghai", timezone_offset: 480 },
    ...(bound ? undefined : { activation }),
    ...settings[transport],
    firmware: { version: "1.0.0", url: "https://cloud.example/INVALID_FIRMWARE" },
  });
}

export function activateReply(bound: boolean, hasEndpoint: boolean): HttpResult {
  if (!hasEndpoint) return json(404, { error: "not found" });
  return bound ? json(200, { message: "success" }) : json(202, { message: "device not bound yet" });
}

export const noAnswer: HttpResult = {
  ok: false,
  failure: { kind: "unreachable", stage: "tcp", detail: "connection refused" },
};

function json(status: number, body: object): HttpResult {
  return {
    ok: true,
    status,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  };
}
