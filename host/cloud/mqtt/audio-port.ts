import { createSocket } from "node:dgram";
import { once } from "node:events";
import type { MetricName } from "../contract.js";
import { type RandomBytes, randomHex } from "../random.js";

/** The UDP port of MQTT sessions. It exists and counts packets; the scripted assistant has no use for audio. */
export interface AudioPort {
  readonly port: number;
  /** Key and nonce for a new session, as hex; packets of the session are known by the nonce's connection id. */
  openStream(): { readonly key: string; readonly nonce: string; readonly close: () => void };
  close(): Promise<void>;
}

const headerBytes = 16;

export async function openAudioPort(
  host: string,
  random: RandomBytes,
  count: (metric: MetricName) => void,
): Promise<AudioPort> {
  const socket = createSocket(host.includes(":") ? "udp6" : "udp4");
  const streams = new Map<string, () => void>();
  socket.on("error", () => undefined);
  socket.on("message", (packet) => {
    const connection = packet.length >= headerBytes ? packet.toString("hex", 4, 8) : "";
    const isWellFormed = packet[0] === 1 && packet.length === headerBytes + packet.readUInt16BE(2);
    count(isWellFormed && streams.has(connection) ? "udpPackets" : "udpPacketsUnknown");
  });
  socket.bind(0, host);
  await once(socket, "listening");
  let isOpen = true;
  return {
    port: socket.address().port,
    openStream() {
      const key = randomHex(random, 16);
      const connection = randomHex(random, 4);
      const close = () => void streams.delete(connection);
      streams.set(connection, close);
      return { key, nonce: `01000000${connection}0000000000000000`, close };
    },
    async close() {
      if (!isOpen) return;
      isOpen = false;
      await new Promise<void>((resolve) => socket.close(() => resolve()));
    },
  };
}
