/** All that is fuzzed. */
import type { Target } from "../target.js";
import { audioDatagrams, audioFrames } from "./audio.js";
import { deviceLife } from "./device-life.js";
import { flashCopies } from "./flash-copies.js";
import { httpBody } from "./http-body.js";
import { mcpRequest } from "./mcp-request.js";
import { mqttPackets } from "./mqtt-packets.js";
import { otaReply } from "./ota-reply.js";
import { serverHello } from "./server-hello.js";
import { serverMessage } from "./server-message.js";
import { sntpPacket } from "./sntp-packet.js";
import { storedRecord } from "./stored-record.js";
import { shownTexts, utf8Bytes } from "./text.js";
import { redirects, urls } from "./url.js";
import { websocketFrames } from "./websocket-frames.js";
import { websocketUpgrade } from "./websocket-upgrade.js";

/** What comes as text. */
export const textTargets: readonly Target[] = [
  otaReply,
  serverMessage,
  serverHello,
  mcpRequest,
  storedRecord,
  urls,
  redirects,
  shownTexts,
];

/** What comes over a wire, or out of flash, as bytes. */
export const byteTargets: readonly Target[] = [
  websocketFrames,
  websocketUpgrade,
  mqttPackets,
  httpBody,
  audioFrames,
  audioDatagrams,
  sntpPacket,
  utf8Bytes,
  flashCopies,
];

/** The whole core. */
export const deviceTargets: readonly Target[] = [deviceLife];

export const targets: readonly Target[] = [...textTargets, ...byteTargets, ...deviceTargets];
