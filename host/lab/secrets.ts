/** The credentials that are planted in the simulated world, and the scanner that looks for them in all that comes out of the device. */
import { udpKeyHex } from "../simulation/session-script.js";

/** Stands in each of them. */
export const secretMark = "SECRET";

/** Handed out by the cloud, or in a URL. `token` and `password` are made for each device (`cloud.ts`). */
export const planted = {
  /** In the query of the configured OTA URL. */
  otaUrl: `${secretMark}-ota-5e2f81`,
  /** In the query of the websocket's URL. */
  websocketUrl: `${secretMark}-ws-77c01d`,
  /** The signature of an image. */
  imageUrl: `${secretMark}-image-0b9e44`,
  mqttUsername: `${secretMark}-user-31d7aa`,
  /** In a parameter of an MCP request. */
  vision: `${secretMark}-vision-c4410e`,
} as const;

/** So many digits of the audio key give it away. */
const keyDigits = 12;
const needles: readonly string[] = [secretMark, udpKeyHex.slice(0, keyDigits)];

export const holdsSecret = (text: string): boolean => needles.some((needle) => text.includes(needle));
