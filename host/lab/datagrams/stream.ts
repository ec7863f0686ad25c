/** Audio in both directions over a troubled path, with two hellos, on a virtual clock. */
import type { createUdpCodec, UdpCodec } from "../../../src/core/session/udp.js";
import { nodeCrypto } from "../../device/node/crypto.js";
import { seededRandom } from "../../simulation/seeded-random.js";
import { createVirtualClock } from "../../simulation/virtual-clock.js";
import { type CloudCodec, createCloudCodec } from "./cloud-codec.js";
import { type DownlinkCounts, downlink } from "./downlink.js";
import type { Trouble } from "./path.js";
import { uplink } from "./uplink.js";

/** The counts are of both hellos. */
export interface StreamResult extends DownlinkCounts {
  readonly trouble: Trouble;
  readonly seed: number;
  readonly failures: readonly string[];
}

export interface StreamOptions {
  readonly trouble: Trouble;
  readonly seed: number;
  /** Of each hello, in each direction. */
  readonly datagrams: number;
  readonly createCodec: typeof createUdpCodec;
}

const hellos = 2;

const hexOf = (random: () => number, bytes: number): string =>
  Array.from({ length: bytes }, () =>
    Math.floor(random() * 256)
      .toString(16)
      .padStart(2, "0"),
  ).join("");

/** What a hello brings, and who lives by it. */
interface Ends {
  readonly device: UdpCodec;
  readonly cloud: CloudCodec;
  readonly keyHex: string;
  /** Numbers of the device under this key. */
  readonly used: Set<number>;
}

export function runStream({ trouble, seed, datagrams, createCodec }: StreamOptions): StreamResult {
  const random = seededRandom(seed);
  const clock = createVirtualClock();
  const failures = new Set<string>();
  const sums = { sent: 0, arrived: 0, heard: 0, noise: 0, lost: 0, unheard: 0 };
  // The connection id outlives a hello within one MQTT connection; the key does not, with most servers.
  const connection = hexOf(random, 4);
  const nonceHex = `01000000${connection}0000000000000000`;
  const greet = (earlier: Ends | undefined): Ends => {
    const kept = trouble.keepsKey ? earlier : undefined;
    const keyHex = kept?.keyHex ?? hexOf(random, 16);
    const params = {
      host: "voice.example",
      port: 8_884,
      key: Buffer.from(keyHex, "hex"),
      nonce: Buffer.from(nonceHex, "hex"),
    };
    return {
      device: createCodec(nodeCrypto(), params, earlier?.device),
      cloud: kept?.cloud ?? createCloudCodec(keyHex, nonceHex),
      keyHex,
      used: kept?.used ?? new Set(),
    };
  };

  let ends: Ends | undefined;
  let before: readonly Buffer[] = [];
  for (let hello = 0; hello < hellos; hello++) {
    ends = greet(ends);
    const leg = {
      ...{ trouble, clock, random, connection, datagrams },
      device: ends.device,
      cloud: ends.cloud,
      fail: (what: string) => failures.add(what),
    };
    // As in a conversation: the person first.
    const own = uplink(leg, ends.used);
    const { counts, sent } = downlink(leg, { uplink: own, before });
    for (const name of Object.keys(sums) as (keyof typeof sums)[]) sums[name] += counts[name];
    before = sent;
  }
  return { trouble, seed, ...sums, failures: [...failures] };
}
