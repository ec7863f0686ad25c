/** Valid examples of everything that is fuzzed as JSON: what real servers send, and what the device stores. */
import type { JsonExamples } from "./json/mutate.js";
import { treeOf } from "./json/tree.js";
import { secretMark } from "./oracles/text.js";

const examplesOf = (values: readonly object[], words: readonly string[]): JsonExamples => ({
  trees: values.map(treeOf),
  words: words.map((word) => JSON.stringify(word)),
});

const websocket = { url: "wss://voice.example/v1/ws/", token: `${secretMark}.1752119934`, version: 1 };
const mqtt = {
  endpoint: "mqtt.example:8883",
  client_id: "GID_box@@@d4_06_06_b6_a9_fb@@@0f1e2d3c",
  username: "dXNlcg==",
  password: secretMark,
  publish_topic: "device-server",
  subscribe_topic: "devices/p2p/d4_06_06_b6_a9_fb",
  keepalive: 240,
};
const serverTime = { timestamp: 1_790_000_000_000, timeZone: "Asia/Shanghai", timezone_offset: 480 };
const activation = {
  code: "608303",
  message: "https://console.example\n608303",
  challenge: "d4:06:06:b6:a9:fb",
  timeout_ms: 30_000,
};
const firmware = { version: "1.0.1", url: "https://dl.example/fw-1.0.1.bin?sig=abc", force: 0 };

export const otaReplies = examplesOf(
  [
    { server_time: serverTime, websocket, firmware },
    { server_time: serverTime, activation, mqtt, websocket, firmware },
    { activation: { ...activation, message: "null\n608303" } },
    { mqtt, firmware: { version: "1.0.0", url: "https://api.example/v1/ota/INVALID_FIRMWARE_FOR_TEST" } },
    { code: 0, msg: "ok", data: { server_time: serverTime, activation, websocket: { url: "", token: "" } } },
    { code: 404, msg: "not found", data: null },
    { error: "Device ID is required" },
    { success: false, message: "Invalid OTA request" },
    { error: { message: `token=${secretMark} bearer ${secretMark}` } },
    { mqtt: { ...mqtt, endpoint: "mqtts://[2001:db8::1]:8884/", subscribe_topic: "null", keepalive: "60" } },
    { server_time: serverTime, websocket },
    { server_time: serverTime, mqtt, websocket },
  ],
  [
    "wss://[::1]:8080/a?b=c#d",
    "ws://1.2.3.4",
    "ws://user:password@voice.example/",
    "wss://voice.example:99999/",
    "http://dl.example/x",
    "mqtt://mqtt.example",
    "[::1]:1883",
    "::1",
    "0x7f.1",
    "a+b/#",
    "1.2.3.4.5.6.7.8",
    "INVALID_URL",
    secretMark,
    "a".repeat(129),
    "a".repeat(513),
    "a".repeat(1_501),
  ],
);

export const serverMessages = examplesOf(
  [
    { type: "stt", session_id: "s-1", text: "What will the weather be like?" },
    { type: "tts", state: "sentence_start", text: "Tomorrow will be sunny." },
    { type: "tts", state: "start" },
    { type: "tts", state: "stop", is_aborted: true },
    { type: "llm", emotion: "happy", text: "😀" },
    { type: "alert", status: "Warning", message: "The battery is low.", emotion: "sad" },
    { type: "notify", event: "config_updated" },
    { type: "notify", config_updated: true },
    { type: "system", command: "reboot" },
    { type: "goodbye", session_id: "s-1" },
    {
      type: "mcp",
      session_id: "s-1",
      payload: { jsonrpc: "2.0", id: 1, method: "tools/list", params: { cursor: "" } },
    },
    {
      type: "mcp",
      payload: {
        jsonrpc: "2.0",
        id: 2,
        method: "initialize",
        params: { capabilities: { vision: { url: "https://vision.example", token: secretMark } } },
      },
    },
    { type: "hello", transport: "websocket", session_id: "s-1" },
    { type: "custom", payload: { a: [1, 2, 3] } },
  ],
  [
    "stt",
    "tts",
    "llm",
    "alert",
    "notify",
    "system",
    "goodbye",
    "mcp",
    "hello",
    "start",
    "stop",
    "sentence_start",
    "s-1",
  ],
);

const audio = { format: "opus", sample_rate: 24_000, channels: 1, frame_duration: 60 };
const udp = {
  server: "203.0.113.7",
  port: 8_884,
  encryption: "aes-128-ctr",
  key: "000102030405060708090a0b0c0d0e0f",
  nonce: "0100000011223344aaaaaaaabbbbbbbb",
};

export const serverHellos = examplesOf(
  [
    { type: "hello", transport: "websocket", session_id: "s-7f3a5b", audio_params: audio },
    { type: "hello", transport: "udp", session_id: "s-81c0", audio_params: audio, udp },
    { type: "hello", transport: "websocket" },
    { type: "hello", transport: "udp", session_id: "", udp },
  ],
  [
    "hello",
    "websocket",
    "udp",
    "opus",
    "pcm",
    "aes-128-ctr",
    "000102030405060708090A0B0C0D0E0F",
    "voice.example",
  ],
);

export const mcpPayloads = examplesOf(
  [
    {
      jsonrpc: "2.0",
      id: 1,
      method: "initialize",
      params: { protocolVersion: "2024-11-05", capabilities: {} },
    },
    { jsonrpc: "2.0", id: 2, method: "tools/list", params: { cursor: "", withUserTools: false } },
    {
      jsonrpc: "2.0",
      id: 3,
      method: "tools/call",
      params: { name: "self.get_device_status", arguments: { a: 1 } },
    },
    { jsonrpc: "2.0", id: "four", method: "ping" },
    { jsonrpc: "2.0", method: "notifications/initialized" },
    { jsonrpc: "2.0", id: 5, method: "resources/list" },
  ],
  ["2.0", "initialize", "ping", "tools/list", "tools/call", "notifications", "self.reboot"],
);

export const storedRecords = examplesOf(
  [
    { v: 1, websocket, mqtt: { ...mqtt, endpoint: "mqtts://mqtt.example:8883" } },
    { v: 1 },
    { v: 1, websocket, issuedAtUtcMs: 1_768_465_800_000 },
    {
      v: 1,
      configuredUrl: "https://api.example/v1/ota/",
      workedUrl: "https://api.example/v1/ota",
      proven: "mqtt",
      tlsOnly: true,
    },
    {
      v: 1,
      configuredUrl: "http://home.example:8002/xiaozhi/ota/",
      workedUrl: "http://home.example:8002/xiaozhi/ota/",
    },
    {
      v: 1,
      attempts: [
        {
          version: "1.0.1",
          url: "https://dl.example/fw.bin",
          outcome: "failed",
          forced: false,
          atUtcMs: 1_790_000_000_000,
        },
        {
          version: "1.0.2",
          url: "https://dl.example/fw2.bin",
          outcome: "installed",
          forced: true,
          atUtcMs: 0,
        },
      ],
    },
    {
      v: 1,
      attempts: Array.from({ length: 10 }, (_, at) => ({
        version: `1.0.${at}`,
        url: "https://dl.example/a.bin",
        outcome: "started",
        forced: true,
        atUtcMs: at,
      })),
    },
    { uuid: "0f1e2d3c-4b5a-4678-9abc-def012345678" },
    { v: 1, rebooted: true },
  ],
  [
    "mqtt",
    "websocket",
    "started",
    "installed",
    "failed",
    "https://dl.example/a?b#c",
    "0f1e2d3c-4b5a-1678-9abc-def012345678",
  ],
);
