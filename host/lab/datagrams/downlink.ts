/** From the cloud to the device: what is heard, and whether that is right. */
import { frameMs, type Leg, overPath, payloadOf, type Said, unlessThrown } from "./leg.js";
import type { Overheard } from "./path.js";
import { createHearingRule } from "./rule.js";

export interface DownlinkCounts {
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
}

/** @returns also what the cloud sent */
export function downlink(leg: Leg, overheard: Overheard): { counts: DownlinkCounts; sent: Buffer[] } {
  const { trouble, random, connection, device, cloud, fail } = leg;
  const rule = createHearingRule(connection);
  const said: Said = new Map();
  const counts = { sent: 0, arrived: 0, heard: 0, noise: 0, lost: 0, unheard: 0 };
  let last = 0;
  let newest = 0;
  let shutOut = 0;

  const arrived = (bytes: Buffer, isGenuine: boolean): void => {
    counts.arrived += 1;
    const sequence = isGenuine ? bytes.readUInt32BE(12) : 0;
    const isInOrder = sequence > newest;
    newest = Math.max(newest, sequence);
    const hasToBeHeard = rule.isHeard(bytes);
    const before = bytes.toString("hex");
    const opened = unlessThrown(fail, () => device.open(bytes));
    if (bytes.toString("hex") !== before) fail("a datagram was changed in place");
    if (opened?.ok !== true) {
      if (hasToBeHeard) fail("one was not heard that has to be");
      if (isInOrder) counts.unheard += 1;
      // Only what is no datagram of the cloud can have gone before it.
      if (isInOrder && sequence <= last) shutOut += 1;
      return;
    }
    const { value } = opened;
    counts.heard += 1;
    if (!hasToBeHeard) fail("one was heard that must not be");
    if (value.sequence <= last) fail("one was heard twice, or after a later one");
    if (value.lost !== value.sequence - last - 1) fail("a gap was told wrongly");
    counts.lost += value.lost;
    last = value.sequence;
    const origin = said.get(value.sequence);
    const isSaid = Buffer.from(value.payload).toString("hex") === origin?.payload;
    if (isGenuine && value.timestampMs !== origin?.timestampMs) fail("another time than was sent");
    if (isGenuine && !isSaid) fail("another payload than was said");
    if (!isGenuine && !isSaid) counts.noise += 1;
  };

  const sent = overPath(
    leg,
    overheard,
    (at) => {
      const payload = payloadOf(random, at);
      const datagram = cloud.seal(payload, at * frameMs);
      said.set(datagram.readUInt32BE(12), { payload: payload.toString("hex"), timestampMs: at * frameMs });
      return datagram;
    },
    arrived,
  );
  if (counts.heard + counts.lost !== last) fail("what was heard and what was lost are not all");
  if (!trouble.isForgeryHeard && counts.noise > 0) fail("a damaged or forged one was heard");
  if (!trouble.isForgeryHeard && shutOut > 0) fail("a damaged or forged one kept others from being heard");
  if (newest > 0 && counts.heard === 0) fail("nothing was heard");
  return { counts: { ...counts, sent: sent.length }, sent };
}
