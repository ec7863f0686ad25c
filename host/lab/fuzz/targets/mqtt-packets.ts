import mqttPacket from "mqtt-packet";
import { mqttFeed } from "../../../../src/moddable/net/mqtt-feed.js";
import { joined, mutatedBytes } from "../bytes/mutate.js";
import { bytesOf, piecesOf, type Stream, shorterStream, streamOf } from "../bytes/stream.js";
import { type Fed, feed, mustNotDependOnCuts } from "../oracles/feed.js";
import { type Plan, pick } from "../plan.js";
import { must, target } from "../target.js";

/** Small: the limit is a setting, and a case with a large one takes long. */
const messageMaxBytes = 700;
/** As `mqtt-feed.ts` has it: a longer topic is no cloud's. */
const packetMaxBytes = messageMaxBytes + 1_024;
const connack = 2;
const publish = 3;

interface Packet {
  readonly type: number;
  readonly flags: number;
  readonly body: Uint8Array;
  /** What the header says, if not the truth. */
  readonly declared?: number;
  /** Bytes that the length takes, if more than it needs. */
  readonly lengthBytes?: number;
}

const accepted: Packet = { type: connack, flags: 0, body: new Uint8Array([0, 0]) };
const message = (topic: string, payload: Uint8Array, qos = 0): Packet => ({
  type: publish,
  flags: qos << 1,
  body: joined([
    new Uint8Array([topic.length >> 8, topic.length & 0xff]),
    new Uint8Array(Buffer.from(topic)),
    new Uint8Array(qos > 0 ? [0, 7] : []),
    payload,
  ]),
});
const said = new Uint8Array(Buffer.from('{"type":"tts","state":"start"}'));
const topic = "devices/p2p/d4_06_06_b6_a9_fb";

const examples: readonly (readonly Packet[])[] = [
  [accepted, { type: 9, flags: 0, body: new Uint8Array([0, 1, 0]) }, message(topic, said)],
  [
    accepted,
    message(topic, said),
    message(topic, new Uint8Array(0)),
    { type: 13, flags: 0, body: new Uint8Array(0) },
  ],
  [
    accepted,
    message("t", said, 1),
    message("t", said, 2),
    { type: 4, flags: 0, body: new Uint8Array([0, 7]) },
  ],
  [{ ...accepted, body: new Uint8Array([0, 5]) }],
  [accepted, message(topic, new Uint8Array(messageMaxBytes).fill(0x61))],
];

const sizes = [0, 1, 2, 3, 126, 127, 128, 699, 700, 701, 1_721, 1_722];
const declaredSizes = [0, 1, 2, 127, 128, 1_721, 1_722, 16_383, 16_384, 2_097_151, 2_097_152, 268_435_455];

function* packetOps(packet: Packet, arg: number): Iterable<readonly Packet[]> {
  yield [];
  yield [packet, packet];
  yield [{ ...packet, flags: arg % 16 }];
  yield [{ ...packet, type: arg % 16 }];
  yield [{ ...packet, declared: pick(declaredSizes, arg) }];
  yield [{ ...packet, lengthBytes: 1 + (arg % 5) }];
  yield [{ ...packet, body: new Uint8Array(pick(sizes, arg)).fill(arg & 0x7f) }];
  yield [packet, ...pick(examples, arg)];
  yield [
    message(
      "x".repeat(pick([0, 1, 65, 1_000, 1_022, 1_100], arg)),
      new Uint8Array(pick(sizes, arg >> 3)),
      (arg >> 6) % 4,
    ),
  ];
  const body = packet.body.slice();
  if (body.length > 1) body.set([arg >> 8, arg & 0xff]);
  yield [{ ...packet, body }];
  yield [message(topic, new Uint8Array(0)), packet];
}
const opCount = [...packetOps(accepted, 0)].length;
/** The rest of the numbers change bytes. */
const packetOpsTo = 48;

function bytesOfPacket({ type, flags, body, declared, lengthBytes = 1 }: Packet): Uint8Array {
  const header = [(type << 4) | flags];
  let left = declared ?? body.length;
  for (let count = 1; count === 1 || left > 0 || count <= lengthBytes; count += 1) {
    const isLast = left < 128 && count >= lengthBytes;
    header.push((left & 0x7f) | (isLast ? 0 : 0x80));
    left = Math.floor(left / 128);
  }
  return joined([new Uint8Array(header), body]);
}

function streamOfPlan({ example, mutations, extras }: Plan): Stream {
  const packets = [...pick(examples, example)];
  for (const { op, at, arg } of mutations) {
    if (op >= packetOpsTo || packets.length > 40) continue;
    const place = at % Math.max(1, packets.length);
    const forms = [...packetOps(packets[place] ?? accepted, arg)];
    packets.splice(place, 1, ...pick(forms, op % opCount));
  }
  let bytes = joined(packets.map(bytesOfPacket));
  for (const { op, at, arg } of mutations) if (op >= packetOpsTo) bytes = mutatedBytes(bytes, op, at, arg);
  return streamOf(bytes, extras);
}

/** @param make the feed; a broken one for the canaries */
export const mqttTarget = (make: typeof mqttFeed) =>
  target<Stream>({
    name: "mqtt-packets",
    about: "packets of an MQTT server, whole and cut, also given to the parser of mqtt-packet",
    cases: 40_000,
    size: { examples: examples.length, mutationsMax: 3, extrasMax: 5 },
    make: streamOfPlan,
    judge(stream) {
      const bytes = bytesOf(stream);
      const run = (pieces: readonly Uint8Array[]): Fed =>
        feed(({ fail, empty }) => make({ messageMaxBytes, fail, empty }), pieces);
      const whole = run([bytes]);
      mustNotDependOnCuts(whole, run(piecesOf(stream)));
      judgeUnits(whole);
      judgeByParser(whole, bytes);
      return whole.end?.kind ?? (whole.units.length > 0 ? "connected" : "waiting");
    },
    reaches: ["connected", "waiting", "malformed", "tooLarge", "refused"],
    shorter: shorterStream,
  });

export const mqttPackets = mqttTarget(mqttFeed);

interface Parsed {
  readonly cmd: string;
  readonly qos: number;
  readonly retain: boolean;
  readonly returnCode: number | undefined;
  readonly topic: string;
  readonly payload: Uint8Array;
}

interface Details {
  readonly topic?: string;
  readonly payload?: Uint8Array;
  readonly returnCode?: number;
  readonly qos?: number;
  readonly retain?: boolean;
}

/** One line for a packet, the same for both sides. */
const lineOf = ({ cmd, topic: name, payload }: Parsed): string =>
  `${cmd} ${Buffer.from(name).toString("hex")} ${Buffer.from(payload).toString("hex")}`;

function parse(bytes: Uint8Array): { readonly packets: readonly Parsed[]; readonly failed: boolean } {
  const parser = mqttPacket.parser({ protocolVersion: 4 });
  const packets: Parsed[] = [];
  let failed = false;
  parser.on("packet", (packet) => {
    const { topic: name, payload, returnCode, qos, retain } = packet as Details;
    packets.push({
      cmd: packet.cmd,
      qos: qos ?? 0,
      retain: retain ?? false,
      returnCode,
      topic: name ?? "",
      payload: payload ?? new Uint8Array(0),
    });
  });
  parser.on("error", () => {
    failed = true;
  });
  try {
    parser.parse(Buffer.from(bytes));
  } catch {
    // Some malformed packets are read beyond their end there.
    failed = true;
  }
  return { packets, failed };
}

/** Each delivery is one whole packet of those that a client may get; the first one accepts it. */
function judgeUnits({ units }: Fed): void {
  for (const [at, unit] of units.entries()) {
    if (unit.length === 0) {
      must(at > 0, "an empty message before the CONNACK");
      continue;
    }
    const type = (unit[0] ?? 0) >> 4;
    must((at === 0) === (type === connack), "a CONNACK in another place than the first");
    if (at === 0) must(unit.length === 4 && unit[3] === 0, "a refusal is delivered");
    must([2, 3, 4, 5, 6, 7, 9, 11, 13].includes(type), `a packet of type ${type} is delivered`);
    must(unit.length <= packetMaxBytes + 5, "a packet over the cap is delivered");
    must(sizeOf(unit) === unit.length, "a delivery is not one packet");
    if (type !== publish) continue;
    const [inside] = parse(unit).packets;
    must(inside !== undefined, "a message is delivered that the parser of mqtt-packet refuses");
    const payloadBytes = inside?.payload.length ?? 0;
    must(payloadBytes <= messageMaxBytes, "a message over the cap is delivered");
    must(payloadBytes > 0, "an empty message is delivered to the client");
    must(inside?.retain !== true, "a retained message is delivered");
  }
}

/** By its own header. */
function sizeOf(unit: Uint8Array): number {
  let length = 0;
  for (let at = 1; at <= 4; at += 1) {
    length += ((unit[at] ?? 0) & 0x7f) * 128 ** (at - 1);
    if ((unit[at] ?? 0) < 0x80) return 1 + at + length;
  }
  return -1;
}

/** What a well-kept parser reads of the same bytes, as far as that one and the feed have the same rules. */
function judgeByParser({ units, end }: Fed, bytes: Uint8Array): void {
  const { packets, failed } = parse(bytes);
  let told = 0;
  // What was retained is told to nobody.
  const due = packets.filter(({ retain }) => !retain);
  for (const packet of due) {
    const unit = units[told];
    // The feed ended here, by a rule of its own or because the cloud said no.
    if (unit === undefined) break;
    told += 1;
    const own = unit.length === 0 ? undefined : parse(unit).packets[0];
    if (unit.length === 0)
      must(packet.cmd === "publish" && packet.payload.length === 0, "another message is told as empty");
    else if (own !== undefined) must(lineOf(own) === lineOf(packet), "another packet is delivered than came");
  }
  if (end === undefined && !failed) must(told === due.length, "a packet that came is not delivered");
  const wholes = wholePackets(bytes);
  const allFit = packets.every((packet, at) => fits(packet, wholes?.[at] ?? new Uint8Array(0), at));
  if (!failed && wholes !== undefined && allFit)
    must(end === undefined, `a good stream ends with ${JSON.stringify(end)}`);
}

/** Cut by their own headers; `undefined` if the stream does not end where a packet ends. */
function wholePackets(bytes: Uint8Array): readonly Uint8Array[] | undefined {
  const wholes: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const size = sizeOf(bytes.subarray(at));
    if (size < 0 || at + size > bytes.length) return undefined;
    wholes.push(bytes.subarray(at, at + size));
    at += size;
  }
  return wholes;
}

/** The feed has no reason to refuse it. */
function fits(
  { cmd, qos, returnCode, topic: name, payload }: Parsed,
  whole: Uint8Array,
  at: number,
): boolean {
  // A CONNACK here has four bytes; a longer form of its length is refused.
  if (at === 0) return cmd === "connack" && returnCode === 0 && whole.length === 4;
  if (whole.length > packetMaxBytes) return false;
  let headBytes = 2;
  while ((whole[headBytes - 1] ?? 0) >= 0x80) headBytes += 1;
  const bodyBytes = whole.length - headBytes;
  if (cmd === "publish") {
    // The parser takes the number of a message from the packet behind, if there is none.
    const isWhole = bodyBytes === 2 + Buffer.byteLength(name) + (qos > 0 ? 2 : 0) + payload.length;
    return name !== "" && payload.length <= messageMaxBytes && isWhole;
  }
  if (cmd === "pingresp") return bodyBytes === 0;
  return ["puback", "pubrec", "pubrel", "pubcomp", "suback", "unsuback"].includes(cmd) && bodyBytes >= 2;
}
