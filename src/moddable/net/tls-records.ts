/**
 * Reads along below the SDK's TLS 1.2 socket while the handshake is still in the clear, and throws on what the SDK lets pass.
 *
 * These holes are closed here. Each lets anybody on the path pose as any server, or read what we send; they are in `ssl_cert.js`,
 * `ssl_handshake.js`, `ssl_changecipher.js` and `session_419.js` of SDK 8.2.3:
 * - A certificate that its successor did not sign is skipped instead of refused: a leaf that the attacker made, followed by any
 *   public intermediate, passes.
 * - Any certificate may issue others; "is a CA" is not looked at.
 * - A ServerKeyExchange that names no hash or no signature algorithm is not verified at all.
 * - The order of messages is not checked: keys may be changed, or the handshake finished, before there is a secret.
 * - A close_notify in the handshake counts as its success; what is sent then goes out in the clear.
 */
import type { NetStack } from "./line.js";
import { verifyChain } from "./tls.js";

const changeCipherSpec = 20;
const alert = 21;
const handshake = 22;
const applicationData = 23;
const serverHello = 2;
const certificate = 11;
const serverKeyExchange = 12;
const certificateRequest = 13;
const serverHelloDone = 14;
const headerBytes = 5;
/** RFC 5246 §6.2.3: 2^14 and what encryption may add. */
const recordMaxBytes = 16_384 + 2_048;
/** Where a ClientHello in a record has the length of the session that it would resume: headers, version, random. */
const sessionLengthAt = headerBytes + 4 + 2 + 32;

export interface RecordWatch {
  /** How many bytes there are at least until the header or the record ends; never 0. */
  untilBoundary(): number;
  /** Takes what TLS sends. */
  sent(bytes: Uint8Array): void;
  /** Takes what TLS has just read. */
  read(bytes: Uint8Array): void;
  /**
   * Judges what has been read. Throws if it must not go on; the text says why. To be called whenever TLS has taken a record: apart
   * from `read`, which TLS calls deep in its stack, and in time, since nothing of ours is sent in the same turn.
   */
  check(): void;
}

export function watchRecords(stack: NetStack, host: string): RecordWatch {
  const header = new Uint8Array(headerBytes);
  let headerFilled = 0;
  let bodyLeft = 0;
  /** The body of a handshake record in the clear. */
  let body: Uint8Array | undefined;
  let encrypted = false;
  /** Whole handshake records until `check`; an empty one stands for a change of keys. */
  let records: Uint8Array[] = [];
  let wrong: string | undefined;
  const messages = watchMessages(stack, host);

  const beginRecord = (): void => {
    const [type = 0, major = 0, , high = 0, low = 0] = header;
    bodyLeft = (high << 8) | low;
    body = undefined;
    if (type < changeCipherSpec || type > applicationData || major !== 3)
      wrong ??= "the server does not speak TLS";
    else if (bodyLeft > recordMaxBytes) wrong ??= "a TLS record is too long";
    else if (encrypted) return;
    else if (type === applicationData) wrong ??= "data before the handshake";
    // The SDK throws on all alerts but the orderly end, and gets to it before `check` does.
    else if (type === alert) wrong ??= "closed by the server in the handshake";
    else if (type === changeCipherSpec) {
      encrypted = true;
      records.push(new Uint8Array(0));
    } else body = new Uint8Array(bodyLeft);
  };

  return {
    untilBoundary: () => (headerFilled < headerBytes ? headerBytes - headerFilled : bodyLeft),
    sent: messages.sent,
    read(bytes) {
      for (let at = 0; at < bytes.length; ) {
        if (headerFilled < headerBytes) {
          header[headerFilled] = bytes[at] ?? 0;
          headerFilled += 1;
          at += 1;
          if (headerFilled < headerBytes) continue;
          beginRecord();
        } else {
          const step = Math.min(bodyLeft, bytes.length - at);
          body?.set(bytes.subarray(at, at + step), body.length - bodyLeft);
          bodyLeft -= step;
          at += step;
        }
        if (bodyLeft > 0) continue;
        headerFilled = 0;
        if (body !== undefined && body.length > 0) records.push(body);
        body = undefined;
      }
    },
    check() {
      if (wrong !== undefined && (headerFilled === 0 || header[0] !== alert)) throw new Error(wrong);
      const whole = records;
      records = [];
      for (const record of whole) messages.check(record);
    },
  };
}

/** The order and the content of the server's handshake messages in the clear. */
function watchMessages(stack: NetStack, host: string) {
  let resuming: boolean | undefined;
  let verified = false;
  let done = false;

  const checkMessage = (type: number, message: Uint8Array): void => {
    if (type === certificate && !done) {
      checkCertificates(message, stack, host);
      verified = true;
    } else if (type === serverKeyExchange && verified && !done) checkKeyExchange(message);
    else if (type === serverHelloDone && verified) done = true;
    else if ((type !== serverHello && type !== certificateRequest) || done)
      throw new Error("the server's handshake is out of order");
  };

  return {
    sent(bytes: Uint8Array): void {
      resuming ??= bytes[0] === handshake && (bytes[sessionLengthAt] ?? 0) > 0;
    },
    /** A message that is split over records fails here as it does in the SDK. An empty record: the server changes its keys. */
    check(record: Uint8Array): void {
      // Without a ServerHelloDone only the secret of an earlier session can stand behind the keys, and only if we offered one.
      if (record.length === 0 && !done && (verified || resuming !== true))
        throw new Error("the server's handshake is out of order");
      for (let at = 0; at < record.length; ) {
        const end = at + 4 + uint24(record, at + 1);
        if (end > record.length) throw new Error("a handshake message is split over records");
        checkMessage(record[at] ?? 0, record.subarray(at + 4, end));
        at = end;
      }
    },
  };
}

function checkCertificates(message: Uint8Array, stack: NetStack, host: string): void {
  const chain: Uint8Array[] = [];
  if (3 + uint24(message, 0) !== message.length) throw new Error("the certificate list is malformed");
  for (let at = 3; at < message.length; ) {
    const end = at + 3 + uint24(message, at);
    if (end > message.length) throw new Error("the certificate list is malformed");
    // Copied: the SDK's readers take the whole buffer of a view.
    chain.push(message.slice(at + 3, end));
    at = end;
  }
  const wrong = verifyChain(chain, stack, host);
  if (wrong !== undefined) throw new Error(wrong);
}

/** ECDHE on a named curve (the only one we offer, see `config.tls` in the manifest): type, curve, point, then hash and signature. */
function checkKeyExchange(message: Uint8Array): void {
  const algorithms = 4 + (message[3] ?? 0);
  const hash = message[algorithms] ?? 0;
  const signature = message[algorithms + 1] ?? 0;
  // RFC 5246 §7.4.1.4.1: 4 to 6 are SHA-256 to SHA-512; 1 is RSA, 3 is ECDSA.
  if (message[0] !== 3 || hash < 4 || hash > 6 || (signature !== 1 && signature !== 3))
    throw new Error("the server's key is not signed");
}

function uint24(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
}

/** What a person can do about a TLS alert, which the SDK tells as `alert: LEVEL, NUMBER`. Other texts pass. */
export function alertText(text: string): string {
  const number = /^alert: [0-9]+, ([0-9]+)$/.exec(text)?.[1];
  if (number === undefined) return text;
  if (number === "70") return "the server refuses TLS 1.2, the newest that this device speaks (alert 70)";
  if (number === "40") return "the server accepts none of this device's cipher suites (alert 40)";
  return `the server ended the handshake (alert ${number})`;
}
