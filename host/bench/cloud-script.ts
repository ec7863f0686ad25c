/** What the scripted cloud answers. Sizes are those of real replies, since the device pays for every byte. */
import type { HttpResult } from "../../src/core/ports.js";

const deviceId = "d4:06:06:b6:a9:fb";

/** 400 characters, as a signed token has them. */
const token = "eyJhbGciOiJIUzI1NiJ9".repeat(20);

export type Transport = "websocket" | "mqtt";

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

export function serverHello(transport: Transport): string {
  const audio = { format: "opus", sample_rate: 24_000, channels: 1, frame_duration: 60 };
  const common = { type: "hello", session_id: "s-7f3a5b", audio_params: audio };
  if (transport === "websocket") return JSON.stringify({ ...common, transport: "websocket" });
  const hex = "0123456789abcdef0123456789abcdef";
  const udp = { server: "192.0.2.9", port: 8884, encryption: "aes-128-ctr", key: hex, nonce: hex };
  return JSON.stringify({ ...common, transport: "udp", udp });
}

/** What the cloud says in one turn: two sentences. */
export const turn: readonly object[] = [
  { type: "stt", text: "What will the weather be like tomorrow?" },
  { type: "llm", emotion: "happy", text: "😀" },
  { type: "tts", state: "start" },
  { type: "tts", state: "sentence_start", text: "Tomorrow will be sunny, with 24 degrees in the afternoon." },
  { type: "tts", state: "sentence_start", text: "In the evening some clouds come in from the sea." },
  { type: "tts", state: "stop" },
];

function json(status: number, body: object): HttpResult {
  return {
    ok: true,
    status,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  };
}
