/** One audio stream in each direction over a troubled path, on a virtual clock, and what has to hold of it. */

import type { createUdpCodec, UdpCodec } from "../../../src/core/session/udp.js";
import { nodeCrypto } from "../../device/node/crypto.js";
import { seededRandom } from "../../simulation/seeded-random.js";
import { createVirtualClock, type VirtualClock } from "../../simulation/virtual-clock.js";
import { createCloudCodec } from "./cloud-codec.js";
import type { Trouble } from "./troubles.js";

export interface StreamResult {
  readonly trouble: Trouble;
  readonly seed: number;
  /** By the cloud, over all hellos. */
  readonly sent: number;
  /** At the device, damaged and forged ones too. */
  readonly arrived: number;
  readonly heard: number;
  /** Of those heard, what the cloud never said: damaged or forged, which nothing in the protocol would tell. */
  readonly noise: number;
  /** Gaps that the device was told of, in datagrams. */
  readonly lost: number;
  /** Came in order as they were sent, and were not heard. */
  readonly unheard: number;
  readonly failures: readonly string[];
}

export interface StreamOptions {
  readonly trouble: Trouble;
  readonly seed: number;
  /** Of each hello. */
  readonly datagrams: number;
  readonly createCodec: typeof createUdpCodec;
}

const hellos = 2;
const frameMs = 60;
/** docs/session.md: before one that is further ahead is heard, a neighbour of it has to come. */
const aheadMax = 25;
const neighboursWithin = 4;

const hexOf = (random: () => number, bytes: number): string =>
  Array.from({ length: bytes }, () =>
    Math.floor(random() * 256)
      .toString(16)
      .padStart(2, "0"),
  ).join("");

/** What the cloud or the device says in its nth datagram: never the same twice. */
function payloadOf(random: () => number, at: number): Buffer {
  const payload = Buffer.alloc(4 + Math.floor(random() * 200), at);
  payload.writeUInt32BE(at);
  return payload;
}

export function runStream(options: StreamOptions): StreamResult {
  const { trouble, seed, datagrams, createCodec } = options;
  const random = seededRandom(seed);
  const clock = createVirtualClock();
  const failures = new Set<string>();
  const sums = { sent: 0, arrived: 0, heard: 0, noise: 0, lost: 0, unheard: 0 };
  // The connection id outlives a session within one MQTT connection; the key does not.
  const nonce = `01000000${hexOf(random, 4)}0000000000000000`;
  for (let hello = 0; hello < hellos; hello++) {
    const key = hexOf(random, 16);
    const device = createCodec(nodeCrypto(), {
      host: "voice.example",
      port: 8_884,
      key: Buffer.from(key, "hex"),
      nonce: Buffer.from(nonce, "hex"),
    });
    const leg = {
      trouble,
      clock,
      random,
      key,
      nonce,
      device,
      datagrams,
      fail: (what: string) => failures.add(what),
    };
    const down = downlink(leg);
    for (const name of Object.keys(sums) as (keyof typeof sums)[]) sums[name] += down[name];
    uplink(leg);
  }
  return { trouble, seed, ...sums, failures: [...failures] };
}

interface Leg {
  readonly trouble: Trouble;
  readonly clock: VirtualClock;
  readonly random: () => number;
  readonly key: string;
  readonly nonce: string;
  readonly device: UdpCodec;
  readonly datagrams: number;
  fail(what: string): void;
}

/** Sends each 60 ms and lets time pass until all have arrived. The socket of a hello hears nothing of the one before it. */
function overPath(
  { trouble, clock, random, datagrams }: Leg,
  next: (at: number) => Buffer,
  arrived: (bytes: Buffer, isGenuine: boolean) => void,
): void {
  const carry = trouble.carry(random);
  for (let at = 0; at < datagrams; at++)
    clock.after(at * frameMs, () => {
      for (const { bytes, afterMs, isGenuine } of carry(next(at), at))
        clock.after(afterMs, () => arrived(bytes, isGenuine));
    });
  while (clock.step());
}

function downlink(leg: Leg): Omit<StreamResult, "trouble" | "seed" | "failures"> {
  const { trouble, random, key, nonce, device, datagrams, fail } = leg;
  const cloud = createCloudCodec(key, nonce);
  const said: string[] = [];
  let arrived = 0;
  let heard = 0;
  let noise = 0;
  let lost = 0;
  let last = 0;
  let newest = 0;
  let unheard = 0;
  let spoilt = 0;
  let jumps = 0;
  overPath(
    leg,
    (at) => {
      const payload = payloadOf(random, at);
      said.push(payload.toString("hex"));
      return cloud.seal(payload, at * frameMs);
    },
    (bytes, isGenuine) => {
      arrived += 1;
      if (!isGenuine) spoilt += 1;
      const sequence = isGenuine ? bytes.readUInt32BE(12) : 0;
      const isInOrder = sequence > newest;
      // Far ahead of what was heard, and no neighbour of the one before it.
      if (isInOrder && sequence - last > aheadMax && sequence - newest > neighboursWithin) jumps += 1;
      newest = Math.max(newest, sequence);
      const before = bytes.toString("hex");
      const opened = device.open(bytes);
      if (bytes.toString("hex") !== before) fail("a datagram was changed in place");
      if (!opened.ok) {
        if (isInOrder) unheard += 1;
        return;
      }
      const { value } = opened;
      heard += 1;
      if (value.sequence <= last) fail("one was heard twice, or after a later one");
      if (value.lost !== value.sequence - last - 1) fail("a gap was told wrongly");
      lost += value.lost;
      last = value.sequence;
      if (isGenuine && value.timestampMs !== (sequence - 1) * frameMs) fail("another time than was sent");
      const isSaid = Buffer.from(value.payload).toString("hex") === said[value.sequence - 1];
      if (isGenuine && !isSaid) fail("another payload than was said");
      if (!isGenuine && !isSaid) noise += 1;
    },
  );
  if (heard + lost !== last) fail("what was heard and what was lost are not all");
  const unheardMax = jumps + spoilt * trouble.costsMax;
  if (unheard > unheardMax) fail(`${unheard} that came in order were not heard, of at most ${unheardMax}`);
  if (newest > 0 && heard === 0) fail("nothing was heard");
  return { sent: datagrams, arrived, heard, noise, lost, unheard };
}

/** Towards the cloud: each number once under a key, and what it can read is what was said. */
function uplink(leg: Leg): void {
  const { random, key, nonce, device, fail } = leg;
  const cloud = createCloudCodec(key, nonce);
  const said: string[] = [];
  const numbers = new Set<number>();
  overPath(
    leg,
    (at) => {
      const payload = payloadOf(random, at);
      said.push(payload.toString("hex"));
      const sealed = Buffer.from(device.seal(payload, at * frameMs) ?? []);
      const number = sealed.length < 16 ? 0 : sealed.readUInt32BE(12);
      if (number === 0 || numbers.has(number)) fail("a number was used twice under one key");
      numbers.add(number);
      return sealed;
    },
    (bytes, isGenuine) => {
      if (!isGenuine) return;
      try {
        const { payload, sequence, timestampMs } = cloud.open(bytes);
        if (payload.toString("hex") !== said[sequence - 1])
          fail("the cloud hears another payload than was said");
        if (timestampMs !== (sequence - 1) * frameMs) fail("the cloud is told another time");
      } catch (error) {
        fail(`the cloud can't read it: ${error instanceof Error ? error.message : String(error)}`);
      }
    },
  );
}
