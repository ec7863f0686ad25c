/** What each message of a session costs the device in XS: instructions, and the garbage it makes. */
import type { Transport } from "../../src/core/transport.js";
import { live, type MeasuredEngine } from "./engine.js";
import type { Cost } from "./metered-device.js";

const session_id = "s-7f3a5b";

/** In this order, in one session: an answer needs its question. The first of each kind is measured. */
const messages = {
  stt: { type: "stt", text: "What will the weather be like tomorrow?", session_id },
  llm: { type: "llm", emotion: "happy", text: "😀", session_id },
  ttsStart: { type: "tts", state: "start", session_id },
  ttsSentence: {
    type: "tts",
    state: "sentence_start",
    text: "Tomorrow will be sunny, with 24 degrees in the afternoon.",
    session_id,
  },
  ttsSentenceChinese: {
    type: "tts",
    state: "sentence_start",
    text: "明天是晴天，下午气温二十四度，傍晚有云从海上来。",
    session_id,
  },
  ttsStop: { type: "tts", state: "stop", session_id },
  mcpInitialize: {
    type: "mcp",
    payload: { jsonrpc: "2.0", id: 1, method: "initialize", params: { capabilities: {} } },
    session_id,
  },
  mcpToolsList: { type: "mcp", payload: { jsonrpc: "2.0", id: 2, method: "tools/list" }, session_id },
  mcpToolsCall: {
    type: "mcp",
    payload: { jsonrpc: "2.0", id: 3, method: "tools/call", params: { name: "self.get_device_status" } },
    session_id,
  },
  alert: {
    type: "alert",
    status: "Warning",
    message: "The battery is nearly empty.",
    emotion: "sad",
    session_id,
  },
  notifyUnknownEvent: { type: "notify", event: "weather_changed", session_id },
  unknownType: { type: "novelty", session_id },
  unknownTypeAgain: { type: "novelty", session_id },
} as const satisfies Readonly<Record<string, object>>;

export type MessageName = keyof typeof messages;
export type MessageFigures = Readonly<Record<MessageName, Cost>>;

/** Over websocket and MQTT the same messages cost about the same; both are told. */
export async function messageFigures(
  engine: MeasuredEngine,
): Promise<Readonly<Record<Transport, MessageFigures>>> {
  return { websocket: await over(engine, "websocket"), mqtt: await over(engine, "mqtt") };
}

function over(engine: MeasuredEngine, transport: Transport): Promise<MessageFigures> {
  return live(engine, transport, async (device, world) => {
    world.bindAt(0);
    await device.start();
    await device.until("standby");
    const costs: Partial<Record<MessageName, Cost>> = {};
    for (const name of Object.keys(messages) as MessageName[])
      costs[name] = await device.cost(() => world.tell(messages[name]));
    return costs as MessageFigures;
  });
}
