/** The codec inside XS: a stream with gaps, repeats, late ones and forged numbers, as long as it is told to be. */
import { createUdpCodec, type UdpCodec } from "../../../../src/core/session/udp.js";
import { encodeUtf8 } from "../../../../src/core/text/utf8.js";

const params = {
  host: "voice.example",
  port: 8_884,
  key: new Uint8Array(16).fill(1),
  nonce: Uint8Array.of(1, 0, 0, 0, 17, 34, 51, 68, 0, 0, 0, 0, 0, 0, 0, 0),
};
/** No cipher: the question is what the codec keeps. */
const crypto = { aes128Ctr: (_key: Uint8Array, _counter: Uint8Array, data: Uint8Array) => data.slice() };

/** For the canary: knows each number that it has heard. */
function hoarding(codec: UdpCodec): UdpCodec {
  const heard: number[] = [];
  return {
    seal: (payload, timestampMs) => codec.seal(payload, timestampMs),
    lastUnder: (key) => codec.lastUnder(key),
    open(datagram) {
      const opened = codec.open(datagram);
      if (opened.ok) heard.push(opened.value.sequence);
      return opened;
    },
  };
}

const codecs = [createUdpCodec(crypto, params), hoarding(createUdpCodec(crypto, params))] as const;
const clouds = [createUdpCodec(crypto, params), createUdpCodec(crypto, params)] as const;

function play(device: UdpCodec, cloud: UdpCodec, datagrams: number): number {
  let heard = 0;
  const hear = (datagram: Uint8Array) => {
    if (device.open(datagram).ok) heard++;
  };
  let late: Uint8Array | undefined;
  for (let at = 0; at < datagrams; at++) {
    const datagram = cloud.seal(Uint8Array.of(at & 255), at * 60)?.slice();
    if (datagram === undefined || at % 5 === 4 || at % 1_000 < 50) continue;
    if (at % 7 === 6) {
      late = datagram;
      continue;
    }
    hear(datagram);
    if (at % 11 === 0) hear(datagram);
    if (late !== undefined) hear(late);
    late = undefined;
    if (at % 13 === 0) {
      const forged = datagram.slice();
      new DataView(forged.buffer).setUint32(12, 0x8000_0000 + at);
      hear(forged);
    }
  }
  return heard;
}

/** Called by the worker: the first byte chooses the codec, four more say how many datagrams. */
const handleCommand = (message: ArrayBuffer): ArrayBufferLike => {
  const view = new DataView(message);
  const at = view.getUint8(0) === 0 ? 0 : 1;
  const heard = play(codecs[at], clouds[at], view.getUint32(1));
  return encodeUtf8(`${heard}`).buffer;
};

Object.assign(globalThis, { handleCommand });
