/** The program inside XS: one byte says which decoder, UTF-8 follows, as it comes out of a network port. */
import { decodeUtf8Lossy, encodeUtf8 } from "../../../../src/core/text/utf8.js";
import { decoderNames, decoders } from "./decoders.js";

/** Called by the worker for each command of the host. */
const handleCommand = (message: ArrayBuffer): ArrayBufferLike => {
  const bytes = new Uint8Array(message);
  const name = decoderNames[bytes[0] ?? 0] ?? "ota-reply";
  return encodeUtf8(decoders[name](decodeUtf8Lossy(bytes.subarray(1)))).buffer;
};

Object.assign(globalThis, { handleCommand });
