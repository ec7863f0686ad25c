import type { Calls, MessageKind } from "../contract.js";

const headBytes = 5;
const noBytes = new Uint8Array(0);

export interface Message {
  readonly kind: number;
  readonly json: unknown;
  readonly bytes: Uint8Array;
}

function encode(kind: MessageKind, json: unknown, bytes: Uint8Array): ArrayBuffer {
  const text = new Uint8Array(ArrayBuffer.fromString(JSON.stringify(json)));
  const message = new Uint8Array(headBytes + text.length + bytes.length);
  message[0] = kind;
  new DataView(message.buffer).setUint32(1, text.length, true);
  message.set(text, headBytes);
  message.set(bytes, headBytes + text.length);
  return message.buffer;
}

/** Takes a message of the host apart. Trusts it: both halves are this project's own. */
export function decode(message: ArrayBuffer): Message {
  const head = new DataView(message);
  const textEnd = headBytes + head.getUint32(1, true);
  return {
    kind: head.getUint8(0),
    json: JSON.parse(String.fromArrayBuffer(message.slice(headBytes, textEnd))),
    bytes: textEnd === message.byteLength ? noBytes : new Uint8Array(message.slice(textEnd)),
  };
}

/** Asks the host and has the answer when it returns. */
export function call<Name extends keyof Calls>(
  name: Name,
  args: Parameters<Calls[Name]>,
  bytes: Uint8Array = noBytes,
): { readonly value: ReturnType<Calls[Name]>; readonly bytes: Uint8Array } {
  const answer = decode(issueCommand(encode(1, [name, ...args], bytes)));
  return { value: answer.json as ReturnType<Calls[Name]>, bytes: answer.bytes };
}
