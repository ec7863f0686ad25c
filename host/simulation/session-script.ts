/** What a scripted cloud says in a session. */
import type { Transport } from "../../src/core/transport.js";

/** Key and nonce of the audio channel: a credential, though nothing uses it yet. */
export const udpKeyHex = "0123456789abcdef0123456789abcdef";

export function serverHello(transport: Transport): string {
  const audio = { format: "opus", sample_rate: 24_000, channels: 1, frame_duration: 60 };
  const common = { type: "hello", session_id: "s-7f3a5b", audio_params: audio };
  if (transport === "websocket") return JSON.stringify({ ...common, transport: "websocket" });
  const hex = udpKeyHex;
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
