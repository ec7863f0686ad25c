/** Watches the lengths of incoming MQTT packets, so that a peer cannot make us buffer a huge one. */

/** True while every packet so far keeps to the limit; false for ever after one that does not. */
export type FrameWatch = (bytes: Uint8Array) => boolean;

/** MQTT 3.1.1 §2.2.3: type byte, then one to four bytes of remaining length, seven bits each, lowest first. */
export function watchFrames(packetMaxBytes: number): FrameWatch {
  let good = true;
  let bodyLeft = 0;
  /** 0: the type byte comes next. Otherwise the number of the length byte that comes next. */
  let lengthByte = 0;
  let length = 0;
  return (bytes) => {
    for (let at = 0; good && at < bytes.length; ) {
      if (bodyLeft > 0) {
        const step = Math.min(bodyLeft, bytes.length - at);
        bodyLeft -= step;
        at += step;
        continue;
      }
      const byte = bytes[at] ?? 0;
      at += 1;
      if (lengthByte === 0) {
        lengthByte = 1;
        length = 0;
        continue;
      }
      length += (byte & 0x7f) * 128 ** (lengthByte - 1);
      good = length <= packetMaxBytes && (lengthByte < 4 || byte < 0x80);
      if (byte >= 0x80) lengthByte += 1;
      else {
        lengthByte = 0;
        bodyLeft = length;
      }
    }
    return good;
  };
}
