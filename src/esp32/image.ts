/** The first bytes of a firmware image: enough to refuse a wrong one before anything is written over. ESP-IDF, esp_app_format. */
import type { Result } from "../core/failure.js";

/** Image header, header of the first segment, application description. */
export const imageHeadBytes = 24 + 8 + 256;

const imageMagic = 0xe9;
const esp32S3 = 9;
const descriptionMagic = 0xabcd5432;
const chipAt = 12;
const descriptionAt = 32;
const versionAt = 48;
const versionMaxBytes = 32;

/**
 * @param head at least `imageHeadBytes` bytes
 * @returns the version in the image, or why it is none for this board
 */
export function imageVersion(head: Uint8Array): Result<string, string> {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (head.length < imageHeadBytes) return { ok: false, failure: "the image is too short" };
  if (view.getUint8(0) !== imageMagic)
    return { ok: false, failure: "what was downloaded is no firmware image" };
  if (view.getUint16(chipAt, true) !== esp32S3)
    return { ok: false, failure: "the image is for another chip" };
  if (view.getUint32(descriptionAt, true) !== descriptionMagic)
    return { ok: false, failure: "the image does not describe itself" };
  let version = "";
  for (const byte of head.subarray(versionAt, versionAt + versionMaxBytes)) {
    if (byte === 0) break;
    version += String.fromCharCode(byte);
  }
  return { ok: true, value: version };
}
