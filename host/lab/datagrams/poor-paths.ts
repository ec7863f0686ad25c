/** What a path does to datagrams without meaning it. */
import { anyAhead, cutOff, flipped, forged, forgedBlindly } from "./damage.js";
import { minuteMs, spoilt, type Trouble, tripMs, whole } from "./path.js";

export const poorPaths: readonly Trouble[] = [
  {
    name: "calm",
    story: "Each arrives after 40 ms.",
    isForgeryHeard: false,
    carry: () => (sent) => [whole(sent)],
  },
  {
    name: "same-key",
    story: "The same, but the second hello brings the key of the first, and the cloud counts on.",
    isForgeryHeard: false,
    keepsKey: true,
    carry: () => (sent) => [whole(sent)],
  },
  {
    name: "jitter",
    story: "They take 20 to 260 ms, and so arrive in another order.",
    isForgeryHeard: false,
    carry: (random) => (sent) => [whole(sent, 20 + random() * 240)],
  },
  {
    name: "swapped",
    story: "Every second one overtakes the one before it.",
    isForgeryHeard: false,
    carry: () => (sent, at) => [whole(sent, at % 2 === 0 ? tripMs + 90 : tripMs)],
  },
  {
    name: "loss",
    story: "One in five is lost.",
    isForgeryHeard: false,
    carry: (random) => (sent) => (random() < 0.2 ? [] : [whole(sent)]),
  },
  {
    name: "loss-in-bursts",
    story: "Now and then all are lost for seconds, and what gets through comes in another order.",
    isForgeryHeard: false,
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
    isForgeryHeard: false,
    carry: (random) => (sent) => {
      const first = whole(sent, 20 + random() * 200);
      return random() < 1 / 3 ? [first, whole(sent, 20 + random() * 200)] : [first];
    },
  },
  {
    name: "outage",
    story: "Nothing gets through for three minutes.",
    isForgeryHeard: false,
    carry: () => (sent, at) => (at >= 500 && at < 3_500 ? [] : [whole(sent)]),
  },
  {
    name: "narrow",
    story: "Nothing longer than 576 bytes gets through, and nobody is told.",
    isForgeryHeard: false,
    carry: () => (sent) => (sent.length > 576 ? [] : [whole(sent)]),
  },
  {
    name: "held-back",
    story: "One in fifty is held back for up to five minutes.",
    isForgeryHeard: false,
    carry: (random) => (sent) => [whole(sent, random() < 0.02 ? random() * 5 * minuteMs : tripMs)],
  },
  {
    name: "damaged",
    story: "In one of twenty a bit is turned, and no checksum tells.",
    isForgeryHeard: true,
    carry: (random) => (sent) => [random() < 0.05 ? spoilt(flipped(sent, random)) : whole(sent)],
  },
  {
    name: "cut-off",
    story: "One in twenty loses its end, down to nothing.",
    isForgeryHeard: false,
    carry: (random) => (sent) => [random() < 0.05 ? spoilt(cutOff(sent, random)) : whole(sent)],
  },
  {
    name: "all-at-once",
    story: "Late, lost, doubled, held back, damaged, cut and forged, each one in twenty.",
    isForgeryHeard: true,
    carry: (random) => (sent) => {
      const happens = () => random() < 0.05;
      const onTime = () => 20 + random() * 100;
      const flights = happens() ? [] : [whole(sent, happens() ? random() * minuteMs : onTime())];
      if (happens()) flights.push(whole(sent, onTime()));
      if (happens()) flights.push(spoilt(flipped(sent, random), onTime()));
      if (happens()) flights.push(spoilt(cutOff(sent, random), onTime()));
      if (happens()) flights.push(spoilt(forged(sent, random, anyAhead(random, 32)), onTime()));
      if (happens()) flights.push(spoilt(forgedBlindly(sent, random, anyAhead(random, 32)), onTime()));
      return flights;
    },
  },
];
