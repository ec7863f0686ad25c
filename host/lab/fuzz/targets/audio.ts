import { createCipheriv } from "node:crypto";
import { createFraming, type FrameVersion } from "../../../../src/core/session/framing.js";
import { createUdpCodec } from "../../../../src/core/session/udp.js";
import { createHearingRule } from "../../datagrams/rule.js";
import { joined, mutatedBytes } from "../bytes/mutate.js";
import { sameBytes } from "../oracles/feed.js";
import { type Plan, pick } from "../plan.js";
import { without } from "../shorten.js";
import { must, target } from "../target.js";

const versions: readonly FrameVersion[] = [1, 2, 3];

export type FrameInput = { readonly version: number; readonly hex: string };

const versionOf = (number: number): FrameVersion => pick(versions, number - 1);

/** Binary frames of the websocket, in all three layouts. */
export const audioFrames = target<FrameInput>({
  name: "audio-frames",
  about: "binary audio frames in layouts 1 to 3, given to the frame decoder",
  cases: 130_000,
  size: { examples: 3, mutationsMax: 3, extrasMax: 2 },
  make: ({ example, mutations, extras: [size = 20, stamp = 0] }) => {
    const version = pick(versions, example);
    const payload = new Uint8Array(1 + (size % 200)).fill(size);
    let bytes = createFraming(version).encode(payload, stamp * 65_537) ?? payload;
    for (const { op, at, arg } of mutations) {
      // The type is one byte in layout 3, two in layout 2.
      if (op < 8) bytes = bytes.map((byte, index) => (index === (version === 2 ? 3 : 0) ? arg % 3 : byte));
      else bytes = mutatedBytes(bytes, op, at, arg);
    }
    return { version, hex: Buffer.from(bytes).toString("hex") };
  },
  judge({ version: number, hex }) {
    const version = versionOf(number);
    const bytes = new Uint8Array(Buffer.from(hex, "hex"));
    const result = createFraming(version).decode(bytes);
    if (!result.ok) {
      must(version !== 1 || bytes.length === 0, "layout 1 refuses a payload");
      return "refused";
    }
    const { type, payload, timestampMs } = result.value;
    must(type === "opus" || type === "json", `a frame of type ${type}`);
    must(
      payload.length > 0 && payload.length <= bytes.length,
      "a payload that is empty or longer than its frame",
    );
    must(sameBytes(payload, bytes.subarray(bytes.length - payload.length)), "another payload than came");
    const view = new DataView(bytes.buffer);
    const declared = version === 2 ? view.getUint32(12) : version === 3 ? view.getUint16(2) : payload.length;
    must(declared === payload.length, "a payload of another size than the header says");
    const framing = createFraming(version);
    const again = framing.encode(payload, timestampMs ?? 0);
    if (again !== undefined) {
      const reread = framing.decode(again);
      must(
        reread.ok && sameBytes(reread.value.payload, payload),
        "encoded again it reads as another payload",
      );
      must(reread.ok && reread.value.timestampMs === timestampMs, "encoded again it has another time");
    }
    return type;
  },
  reaches: ["opus", "json", "refused"],
  *shorter({ version, hex }) {
    for (const fewer of without(hex.match(/../g) ?? [])) yield { version, hex: fewer.join("") };
  },
});

const key = new Uint8Array(Buffer.from("000102030405060708090a0b0c0d0e0f", "hex"));
const nonce = new Uint8Array(Buffer.from("0100000011223344aaaaaaaabbbbbbbb", "hex"));
const params = { host: "203.0.113.7", port: 8_884, key, nonce };
const crypto = {
  aes128Ctr(secret: Uint8Array, counter: Uint8Array, data: Uint8Array): Uint8Array {
    const cipher = createCipheriv("aes-128-ctr", secret, counter);
    return new Uint8Array(Buffer.concat([cipher.update(data), cipher.final()]));
  },
};

/** Datagrams in the order in which they arrive: each as it was sealed, or changed on its way. */
function datagramsOf({ mutations, extras }: Plan): readonly string[] {
  const codec = createUdpCodec(crypto, params);
  const sealed = extras.map((extra, at) =>
    codec.seal(new Uint8Array(1 + (extra % 40)).fill(extra), at * 60)?.slice(),
  );
  const list: Uint8Array[] = sealed.flatMap((datagram) => datagram ?? []);
  for (const { op, at, arg } of mutations) {
    const place = at % Math.max(1, list.length);
    const datagram = list[place];
    if (datagram === undefined) continue;
    if (op < 10) list.splice(arg % (list.length + 1), 0, datagram);
    else if (op < 20) list.push(...list.splice(place, 1));
    else if (op < 26) list.splice(place, 1);
    else if (op < 32)
      list[place] = withSequence(datagram, pick([0, 1, 2, 25, 26, 27, 30, 2 ** 31, 2 ** 32 - 1], arg));
    else if (op < 36) list[place] = joined([datagram, new Uint8Array(pick([1, 1_483, 1_484, 1_485], arg))]);
    else if (op < 40) list[place] = datagram.slice(0, arg % 17);
    else list[place] = mutatedBytes(datagram, op, at, arg);
  }
  return list.map((datagram) => Buffer.from(datagram).toString("hex"));
}

function withSequence(datagram: Uint8Array, sequence: number): Uint8Array {
  const copy = joined([datagram, new Uint8Array(Math.max(0, 16 - datagram.length))]);
  new DataView(copy.buffer).setUint32(12, sequence);
  return copy;
}

/** UDP audio: replayed, reordered, cut and changed. */
export const audioDatagrams = target<readonly string[]>({
  name: "audio-datagrams",
  about: "UDP audio packets, cut, changed, replayed and out of order, given to the datagram codec",
  cases: 25_000,
  size: { examples: 1, extrasMax: 8 },
  make: datagramsOf,
  judge(datagrams) {
    const codec = createUdpCodec(crypto, params);
    const rule = createHearingRule("11223344");
    let last = 0;
    let opened = 0;
    for (const hex of datagrams) {
      const bytes = new Uint8Array(Buffer.from(hex, "hex"));
      const result = codec.open(bytes);
      must(Buffer.from(bytes).toString("hex") === hex, "the datagram is changed in place");
      const isGood = rule.isHeard(Buffer.from(hex, "hex"));
      must(
        result.ok === isGood,
        isGood
          ? "a good datagram is refused"
          : "a datagram that is cut, late, replayed or far ahead is taken",
      );
      if (!result.ok) continue;
      const { payload, timestampMs, lost } = result.value;
      const sequence = new DataView(bytes.buffer).getUint32(12);
      must(
        result.value.sequence === sequence && lost === sequence - last - 1,
        "a wrong count of what is lost",
      );
      must(timestampMs === new DataView(bytes.buffer).getUint32(8), "another time");
      const plain = crypto.aes128Ctr(key, bytes.slice(0, 16), bytes.slice(16));
      must(sameBytes(plain, payload), "another payload than was sealed");
      last = sequence;
      opened += 1;
    }
    return opened === 0 ? "none" : opened === datagrams.length ? "all" : "some";
  },
  reaches: ["none", "some", "all"],
  shorter: without,
});
