/** Bytes that wait: appended in pieces as they come, taken in pieces as they are wanted. Copies only where pieces must be joined. */
export class ByteQueue {
  #pieces: Uint8Array[] = [];
  #sizeBytes = 0;

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  append(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#pieces.push(bytes);
    this.#sizeBytes += bytes.length;
  }

  /** The byte at `index` from the front; 0 behind the end. */
  at(index: number): number {
    let left = index;
    for (const piece of this.#pieces) {
      if (left < piece.length) return piece[left] ?? 0;
      left -= piece.length;
    }
    return 0;
  }

  /** Takes `count` bytes (at most what is there) off the front. */
  take(count: number): Uint8Array {
    const wanted = Math.min(count, this.#sizeBytes);
    const first = this.#pieces[0];
    this.#sizeBytes -= wanted;
    if (first !== undefined && first.length >= wanted) {
      if (first.length === wanted) this.#pieces.shift();
      else this.#pieces[0] = first.subarray(wanted);
      return first.subarray(0, wanted);
    }
    const joined = new Uint8Array(wanted);
    for (let filled = 0; filled < wanted; ) {
      const piece = this.#pieces[0] ?? new Uint8Array(0);
      const step = Math.min(piece.length, wanted - filled);
      joined.set(piece.subarray(0, step), filled);
      if (step === piece.length) this.#pieces.shift();
      else this.#pieces[0] = piece.subarray(step);
      filled += step;
    }
    return joined;
  }

  clear(): void {
    this.#pieces = [];
    this.#sizeBytes = 0;
  }
}
