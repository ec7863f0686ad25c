/** Which datagrams the device has to hear, written from docs/session.md and not from the firmware. */

const headerBytes = 16;
const datagramMaxBytes = 1_500;
const audioType = 1;
/** One that is further ahead is heard once a neighbour of it has come. */
const aheadMax = 25;
const neighboursWithin = 4;

export interface HearingRule {
  /** Whether the one that arrives now has to be heard. If not, it must not be. */
  isHeard(datagram: Buffer): boolean;
}

/** Of one hello. */
export function createHearingRule(connectionHex: string): HearingRule {
  let last = 0;
  let doubted = Number.NaN;
  const isOurs = (datagram: Buffer): boolean =>
    datagram.length >= headerBytes &&
    datagram.length <= datagramMaxBytes &&
    datagram[0] === audioType &&
    datagram.readUInt16BE(2) === datagram.length - headerBytes &&
    datagram.toString("hex", 4, 8) === connectionHex;
  return {
    isHeard(datagram) {
      if (!isOurs(datagram)) return false;
      const number = datagram.readUInt32BE(12);
      if (number <= last) return false;
      const isNear = number - last <= aheadMax;
      const isConfirmed = number !== doubted && Math.abs(number - doubted) <= neighboursWithin;
      doubted = isNear || isConfirmed ? Number.NaN : number;
      if (isNear || isConfirmed) last = number;
      return isNear || isConfirmed;
    },
  };
}
