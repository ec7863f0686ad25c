/** Images for tests and demonstrations: what a device looks at is right, the rest is noise. No board would run one. */
import { imageHeadBytes } from "../../src/core/ota/image.js";

export interface FirmwareImageOptions {
  /** At most 31 ASCII characters. */
  readonly version: string;
  /** At least `imageHeadBytes`; default: no more than that. */
  readonly sizeBytes?: number;
  /** As esp_chip_id_t counts; default: ESP32-S3. */
  readonly chip?: number;
}

/** As esptool makes one: header, chip, description with the version. */
export function firmwareImage({
  version,
  sizeBytes = imageHeadBytes,
  chip = 9,
}: FirmwareImageOptions): Uint8Array<ArrayBuffer> {
  const bytes = Uint8Array.from({ length: sizeBytes }, (_, at) => (at * 7 + (at >> 8)) & 0xff);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 0xe9);
  view.setUint16(12, chip, true);
  view.setUint32(32, 0xabcd5432, true);
  bytes.fill(0, 48, 80);
  bytes.set(new TextEncoder().encode(version), 48);
  return bytes;
}
