/** What a path does to the datagrams that are sent over it, and what somebody on it or beside it adds. */

/** One datagram on its way. */
export interface Flight {
  readonly bytes: Buffer;
  readonly afterMs: number;
  /** Exactly as it was sent. */
  readonly isGenuine: boolean;
}

/** @param at counts from 0 */
export type Carry = (sent: Buffer, at: number) => readonly Flight[];

export interface Trouble {
  readonly name: string;
  readonly story: string;
  /**
   * How many datagrams that came in order may go unheard for each one that was damaged or forged. Where none is, only one
   * after a gap of more than 25 may, until a neighbour of it comes.
   */
  readonly costsMax: number;
  carry(random: () => number): Carry;
}

const tripMs = 40;
const minuteMs = 60_000;

/** Arrives as it was sent. */
const whole = (bytes: Buffer, afterMs = tripMs): Flight => ({ bytes, afterMs, isGenuine: true });
const spoilt = (bytes: Buffer, afterMs = tripMs): Flight => ({ bytes, afterMs, isGenuine: false });

function flipped(sent: Buffer, random: () => number): Buffer {
  const bytes = Buffer.from(sent);
  const at = Math.floor(random() * bytes.length);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8));
  return bytes;
}

/** With another number, or also another connection id, and noise for a payload. */
function forged(sent: Buffer, random: () => number, ahead: number, knowsConnection: boolean): Buffer {
  const bytes = Buffer.from(sent);
  if (!knowsConnection) bytes.writeUInt32BE(Math.floor(random() * 2 ** 32), 4);
  bytes.writeUInt32BE(Math.min(2 ** 32 - 1, bytes.readUInt32BE(12) + ahead), 12);
  for (let at = 16; at < bytes.length; at++) bytes[at] = Math.floor(random() * 256);
  return bytes;
}

export const troubles: readonly Trouble[] = [
  {
    name: "calm",
    story: "Each arrives after 40 ms.",
    costsMax: 0,
    carry: () => (sent) => [whole(sent)],
  },
  {
    name: "jitter",
    story: "They take 20 to 260 ms, and so arrive in another order.",
    costsMax: 0,
    carry: (random) => (sent) => [whole(sent, 20 + random() * 240)],
  },
  {
    name: "swapped",
    story: "Every second one overtakes the one before it.",
    costsMax: 0,
    carry: () => (sent, at) => [whole(sent, at % 2 === 0 ? tripMs + 90 : tripMs)],
  },
  {
    name: "loss",
    story: "One in five is lost.",
    costsMax: 0,
    carry: (random) => (sent) => (random() < 0.2 ? [] : [whole(sent)]),
  },
  {
    name: "loss-in-bursts",
    story: "Now and then all are lost for seconds, and what gets through comes in another order.",
    costsMax: 0,
    carry: (random) => {
      let isLosing = false;
      return (sent) => {
        if (random() < (isLosing ? 0.02 : 0.01)) isLosing = !isLosing;
        return isLosing ? [] : [whole(sent, 20 + random() * 120)];
      };
    },
  },
  {
    name: "doubled",
    story: "One in three arrives twice, in any order.",
    costsMax: 0,
    carry: (random) => (sent) => {
      const first = whole(sent, 20 + random() * 200);
      return random() < 1 / 3 ? [first, whole(sent, 20 + random() * 200)] : [first];
    },
  },
  {
    name: "outage",
    story: "Nothing gets through for three minutes.",
    costsMax: 0,
    carry: () => (sent, at) => (at >= 500 && at < 3_500 ? [] : [whole(sent)]),
  },
  {
    name: "held-back",
    story: "One in fifty is held back for up to five minutes.",
    costsMax: 0,
    carry: (random) => (sent) => [whole(sent, random() < 0.02 ? random() * 5 * minuteMs : tripMs)],
  },
  {
    name: "replayed",
    story: "Somebody on the path sends everything once more, seconds to minutes later, in any order.",
    costsMax: 0,
    carry: (random) => (sent) => [whole(sent), whole(sent, random() * 3 * minuteMs)],
  },
  {
    name: "damaged",
    story: "In one of twenty a bit is turned, and no checksum tells.",
    costsMax: 25,
    carry: (random) => (sent) => [random() < 0.05 ? spoilt(flipped(sent, random)) : whole(sent)],
  },
  {
    name: "cut-off",
    story: "One in twenty loses its end, down to nothing.",
    costsMax: 1,
    carry: (random) => (sent) => [
      random() < 0.05 ? spoilt(sent.subarray(0, Math.floor(random() * sent.length))) : whole(sent),
    ],
  },
  {
    name: "forged-blindly",
    story:
      "Somebody who can't see the path sends well-formed datagrams with numbers of all kinds, as many as the cloud.",
    costsMax: 0,
    carry: (random) => (sent) => [
      whole(sent),
      spoilt(forged(sent, random, Math.floor(2 ** (random() * 32)), false), random() * 100),
    ],
  },
  {
    name: "forged-far-ahead",
    story: "Somebody who sees the path puts one that is far ahead behind every hundredth.",
    costsMax: 0,
    carry: (random) => (sent, at) =>
      at % 100 === 99
        ? [whole(sent), spoilt(forged(sent, random, 26 + Math.floor(2 ** (random() * 31)), true), tripMs + 1)]
        : [whole(sent)],
  },
  {
    name: "forged-near",
    story: "Somebody who sees the path puts one that is up to 25 ahead behind every hundredth.",
    costsMax: 25,
    carry: (random) => (sent, at) =>
      at % 100 === 99
        ? [whole(sent), spoilt(forged(sent, random, 1 + Math.floor(random() * 25), true), tripMs + 1)]
        : [whole(sent)],
  },
];
