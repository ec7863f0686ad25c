/** Memory that stays where it is: Piu keeps the address of a texture's pixels, and the collector moves an ArrayBuffer. */

/** So many bytes of the system's heap, all zero, until it is collected. Throws if there are not so many. */
export function pinnedBuffer(byteLength: number): ArrayBuffer {
  return native("xiaozhi_pinned").call(undefined, byteLength) as ArrayBuffer;
}
