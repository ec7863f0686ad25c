/** What the xs-device worker offers beyond the language (host/xs/native/xs-device.c). */

/** Hands bytes to the host and stands still until its answer is there. */
declare function issueCommand(bytes: ArrayBuffer): ArrayBuffer;

declare function print(...values: unknown[]): void;

/** Called for each command of the host. */
declare var handleCommand: (bytes: ArrayBuffer) => void;

/** XS itself has these, on a device as well. */
interface ArrayBufferConstructor {
  fromString(text: string): ArrayBuffer;
}
interface StringConstructor {
  fromArrayBuffer(bytes: ArrayBuffer): string;
}
