/**
 * Checks what an MQTT server sends and gives it to the SDK's client one whole packet at a time. The client hides a refusal, trusts
 * every length in a packet, and stands still for ever at a message without payload.
 */
import { frozen } from "../../core/frozen.js";
import type { ChannelEnd } from "../../core/ports.js";
import { ByteQueue } from "./byte-queue.js";
import type { Feed } from "./line.js";

const types = frozen({
  connack: 2,
  publish: 3,
  puback: 4,
  pubcomp: 7,
  suback: 9,
  unsuback: 11,
  pingresp: 13,
} as const);

/** MQTT 3.1.1 §3.3.1.3: the broker had kept this message when we subscribed. */
const retainFlag = 1;

export interface MqttFeedSettings {
  readonly messageMaxBytes: number;
  readonly fail: (end: ChannelEnd) => void;
  /** A message without payload came; the client does not see it. */
  readonly empty: () => void;
}

export function mqttFeed(settings: MqttFeedSettings): Feed {
  const waiting = new ByteQueue();
  let accepted = false;
  /** What came behind the reason for the end, in the same piece, is told to nobody. */
  let over = false;
  const fail = (end: ChannelEnd): false => {
    over = true;
    settings.fail(end);
    return false;
  };
  const malformed = (detail: string): false => fail({ kind: "malformed", detail });

  const checkPublish = (packet: Uint8Array, head: number): boolean => {
    const topicBytes = ((packet[head] ?? 0) << 8) | (packet[head + 1] ?? 0);
    const qos = ((packet[0] ?? 0) >> 1) & 3;
    const payloadBytes = packet.length - head - 2 - topicBytes - (qos > 0 ? 2 : 0);
    if (topicBytes === 0 || qos === 3 || payloadBytes < 0) return malformed("a message is malformed");
    if (payloadBytes > settings.messageMaxBytes)
      return fail({ kind: "tooLarge", limitBytes: settings.messageMaxBytes });
    if (((packet[0] ?? 0) & retainFlag) !== 0) return false;
    if (payloadBytes === 0) settings.empty();
    return payloadBytes > 0;
  };

  /** @returns whether the client is to see the packet */
  const check = (packet: Uint8Array, head: number): boolean => {
    const type = (packet[0] ?? 0) >> 4;
    const bodyBytes = packet.length - head;
    if (!accepted) {
      if (type !== types.connack || bodyBytes !== 2) return malformed("the server does not speak MQTT 3.1.1");
      const code = packet[head + 1] ?? 0;
      if (code !== 0) return fail({ kind: "refused", status: code });
      accepted = true;
      return true;
    }
    if (type === types.publish) return checkPublish(packet, head);
    if (type === types.pingresp) return bodyBytes === 0 || malformed("a PINGRESP has a body");
    const acknowledges =
      (type >= types.puback && type <= types.pubcomp) || type === types.suback || type === types.unsuback;
    if (!acknowledges || bodyBytes < 2) return malformed("a packet is malformed");
    return true;
  };

  return {
    received(bytes, deliver) {
      waiting.append(bytes);
      while (!over) {
        const length = packetLength(waiting);
        if (length === undefined) return;
        // A packet is its payload, its topic and a few bytes; the first is a CONNACK of four.
        const limitBytes = accepted ? settings.messageMaxBytes + topicMaxBytes : connackBytes;
        if (length.totalBytes > limitBytes) {
          if (accepted) fail({ kind: "tooLarge", limitBytes: settings.messageMaxBytes });
          else malformed("the server does not speak MQTT 3.1.1");
          return;
        }
        if (waiting.sizeBytes < length.totalBytes) return;
        const packet = waiting.take(length.totalBytes);
        if (check(packet, length.headBytes)) deliver(packet);
      }
    },
  };
}

const connackBytes = 4;
/** Topics have up to 65,535 bytes by the standard; one of more than this is no cloud's, and would fill a board's heap. */
const topicMaxBytes = 1_024;

/** MQTT 3.1.1 §2.2.3: type byte, then one to four bytes of length, seven bits each, lowest first. Infinity if there are more. */
function packetLength(
  bytes: ByteQueue,
): { readonly totalBytes: number; readonly headBytes: number } | undefined {
  let length = 0;
  for (let at = 1; at <= 4; at += 1) {
    if (bytes.sizeBytes <= at) return undefined;
    const byte = bytes.at(at);
    length += (byte & 0x7f) * 128 ** (at - 1);
    if (byte < 0x80) return { totalBytes: 1 + at + length, headBytes: 1 + at };
  }
  return { totalBytes: Number.POSITIVE_INFINITY, headBytes: 5 };
}
