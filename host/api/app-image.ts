/** Whether a file can be what a board installs over the air. */

export type NoAppImage =
  /** It doesn't even begin like an image. */
  | "noImage"
  /** An image, but of the boot loader: so begins a merged one, which is for flashing by cable. */
  | "noApp";

const imageMagic = 0xe9;
/** `esp_app_desc_t` follows the headers of image and first segment. */
const appDescription = { at: 32, magic: 0xabcd5432 } as const;

/** Undefined: nothing speaks against it. */
export function noAppImage(bytes: Uint8Array): NoAppImage | undefined {
  if (bytes[0] !== imageMagic) return "noImage";
  if (bytes.length < appDescription.at + 4) return "noApp";
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return view.getUint32(appDescription.at, true) === appDescription.magic ? undefined : "noApp";
}
