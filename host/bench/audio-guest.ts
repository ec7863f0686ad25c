/** Packets of audio through the codecs inside XS. The worker runs one batch a command and counts. */
import { createFraming } from "../../src/core/session/framing.js";
import { createUdpCodec } from "../../src/core/session/udp.js";

/** No cipher: that is the platform's. It gives what it was given. */
const crypto = { aes128Ctr: (_key: Uint8Array, _counter: Uint8Array, data: Uint8Array) => data };
const params = {
  host: "voice.example",
  port: 8_884,
  key: new Uint8Array(16).fill(1),
  nonce: Uint8Array.of(1, 0, 0, 0, 17, 34, 51, 68, 0, 0, 0, 0, 0, 0, 0, 0),
};
/** 60 ms of speech. */
const packet = new Uint8Array(180).fill(1);
const device = createUdpCodec(crypto, params);
const framing = createFraming(3);
const frame = framing.encode(packet, 0)?.slice() ?? packet;
const datagram = device.seal(packet, 0)?.slice() ?? packet;
let sequence = 0;
let at = 0;

const steps = [
  () => device.seal(packet, ++at),
  () => {
    sequence++;
    datagram[14] = sequence >> 8;
    datagram[15] = sequence;
    return device.open(datagram);
  },
  () => framing.encode(packet, 0),
  () => framing.decode(frame),
] as const;

/** The first byte says which, the second how often. */
const handleCommand = (message: ArrayBuffer): void => {
  const bytes = new Uint8Array(message);
  const step = steps[bytes[0] as 0 | 1 | 2 | 3];
  const count = bytes[1] as number;
  for (let done = 0; done < count; done++) step();
};

Object.assign(globalThis, { handleCommand });
