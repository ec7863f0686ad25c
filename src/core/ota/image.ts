/** The first bytes of a firmware image: enough to refuse a wrong one before anything is written over. ESP-IDF, esp_app_format. */

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
 * Why an image is not installed, as a sentence for the person who offers it; `undefined`: nothing speaks against it so far.
 * @param head at least `imageHeadBytes` bytes, or all of a shorter one
 * @param version the one that was offered
 */
export function imageRefusal(head: Uint8Array, version: string): string | undefined {
  if (head.length === 0) return "the image is empty";
  if (head[0] !== imageMagic) return `${whatElse(head)} came instead of a firmware image`;
  if (head.length < imageHeadBytes) return "the image is too short";
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (view.getUint16(chipAt, true) !== esp32S3) return "the image is for another chip than the ESP32-S3";
  if (view.getUint32(descriptionAt, true) !== descriptionMagic)
    return "the image is no application (a merged one is for flashing by cable only)";
  let found = "";
  for (const byte of head.subarray(versionAt, versionAt + versionMaxBytes)) {
    if (byte === 0) break;
    found += String.fromCharCode(byte);
  }
  return found === version ? undefined : `the image is version ${found}, offered was ${version}`;
}

/** In place of an image: what servers and proxies send with status 200. */
function whatElse(head: Uint8Array): string {
  const first = head.find((byte) => byte > 0x20) ?? 0;
  if (first === 0x3c) return "a web page";
  if (first === 0x7b || first === 0x5b) return "JSON";
  const isGzip = head[0] === 0x1f && head[1] === 0x8b;
  const isZip = head[0] === 0x50 && head[1] === 0x4b;
  return isGzip || isZip ? "a compressed file" : "something else";
}
