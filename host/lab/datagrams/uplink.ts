/** From the device to the cloud. */
import { frameMs, type Leg, overPath, payloadOf, type Said, unlessThrown } from "./leg.js";

/**
 * Each number once under a key, and what the cloud can read is what was said. What it makes of damaged and forged ones is its own affair.
 *
 * @param used the numbers of all hellos with this key
 * @returns what the device sent
 */
export function uplink(leg: Leg, used: Set<number>): Buffer[] {
  const { random, device, cloud, fail } = leg;
  const said: Said = new Map();
  return overPath(
    leg,
    { uplink: [], before: [] },
    (at) => {
      const payload = payloadOf(random, at);
      const sealed = unlessThrown(fail, () => device.seal(payload, at * frameMs));
      const datagram = Buffer.from(sealed ?? []);
      if (datagram.length <= 16) fail("nothing was sealed");
      else {
        const number = datagram.readUInt32BE(12);
        if (used.has(number)) fail("a number was used twice under one key");
        used.add(number);
        said.set(number, { payload: payload.toString("hex"), timestampMs: at * frameMs });
      }
      return datagram;
    },
    (bytes, isGenuine) => {
      if (!isGenuine) return;
      try {
        const { payload, sequence, timestampMs } = cloud.open(bytes);
        const origin = said.get(sequence);
        if (payload.toString("hex") !== origin?.payload)
          fail("the cloud hears another payload than was said");
        if (timestampMs !== origin?.timestampMs) fail("the cloud is told another time");
      } catch (error) {
        fail(`the cloud can't read it: ${error instanceof Error ? error.message : String(error)}`);
      }
    },
  );
}
