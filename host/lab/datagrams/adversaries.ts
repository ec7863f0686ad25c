/** What somebody on the path or beside it does to an audio stream, who knows no key. */
import { anyAhead, forged, forgedBlindly } from "./damage.js";
import { minuteMs, spoilt, type Trouble, tripMs, whole } from "./path.js";

/** Behind the datagram that they follow. */
const behindMs = tripMs + 1;
const isTurn = (at: number): boolean => at % 100 === 99;

export const adversaries: readonly Trouble[] = [
  {
    name: "replayed",
    story: "Somebody on the path sends everything once more, seconds to minutes later, in any order.",
    isForgeryHeard: false,
    carry: (random) => (sent) => [whole(sent), whole(sent, random() * 3 * minuteMs)],
  },
  {
    name: "forged-blindly",
    story:
      "Somebody who can't see the path sends well-formed datagrams with numbers of all kinds, as many as the cloud.",
    isForgeryHeard: false,
    carry: (random) => (sent) => [
      whole(sent),
      spoilt(forgedBlindly(sent, random, anyAhead(random, 32)), random() * 100),
    ],
  },
  {
    name: "forged-far-ahead",
    story: "Somebody who sees the path puts one that is far ahead behind every hundredth.",
    isForgeryHeard: false,
    carry: (random) => (sent, at) =>
      isTurn(at)
        ? [whole(sent), spoilt(forged(sent, random, 25 + anyAhead(random, 31)), behindMs)]
        : [whole(sent)],
  },
  {
    name: "forged-near",
    story: "Somebody who sees the path puts one that is up to 25 ahead behind every hundredth.",
    isForgeryHeard: true,
    carry: (random) => (sent, at) =>
      isTurn(at)
        ? [whole(sent), spoilt(forged(sent, random, 1 + Math.floor(random() * 25)), behindMs)]
        : [whole(sent)],
  },
  {
    name: "forged-in-pairs",
    story:
      "Somebody who sees the path puts two neighbours far ahead behind the 400th: silence until the next hello.",
    isForgeryHeard: true,
    carry: (random) => (sent, at) =>
      at === 399
        ? [
            whole(sent),
            spoilt(forged(sent, random, 2 ** 30), behindMs),
            spoilt(forged(sent, random, 2 ** 30 + 1), behindMs),
          ]
        : [whole(sent)],
  },
  {
    name: "reflected",
    story: "Somebody who sees the path sends the device its own, up to 25 ahead, behind every hundredth.",
    isForgeryHeard: true,
    carry:
      (random) =>
      (sent, at, { uplink }) => {
        const own = uplink[at + 1 + Math.floor(random() * 25)];
        return isTurn(at) && own !== undefined ? [whole(sent), spoilt(own, behindMs)] : [whole(sent)];
      },
  },
  {
    name: "from-before",
    story:
      "Somebody who sees the path sends what the cloud said before the last hello, up to 25 ahead, behind every hundredth.",
    isForgeryHeard: true,
    carry:
      (random) =>
      (sent, at, { before }) => {
        const old = before[at + 1 + Math.floor(random() * 25)];
        return isTurn(at) && old !== undefined ? [whole(sent), spoilt(old, behindMs)] : [whole(sent)];
      },
  },
];
