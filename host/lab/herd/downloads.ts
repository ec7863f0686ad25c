/** Downloads that share one line evenly, each no faster than a device can take it. */

export interface Downloads {
  /** Now under way. */
  readonly count: number;
  /** What each of them gets now. */
  readonly bytesPerSecond: number;
  start(device: number): void;
  /** Lets time pass and tells which downloads are complete. */
  pass(ms: number, complete: (device: number) => void): void;
}

export interface DownloadOptions {
  readonly devices: number;
  readonly sizeBytes: number;
  readonly lineBytesPerSecond: number;
  readonly deviceBytesPerSecond: number;
}

export function createDownloads(options: DownloadOptions): Downloads {
  const { devices, sizeBytes, lineBytesPerSecond, deviceBytesPerSecond } = options;
  // All of the same size and speed: the first to begin is the first to end, so a ring is enough.
  const ring = new Int32Array(devices);
  const endsAtBytes = new Float64Array(devices);
  let first = 0;
  let count = 0;
  /** What a download that has run from the beginning of time would have got. */
  let doneBytes = 0;
  const rate = () =>
    count === 0 ? deviceBytesPerSecond : Math.min(deviceBytesPerSecond, lineBytesPerSecond / count);
  return {
    get count() {
      return count;
    },
    get bytesPerSecond() {
      return rate();
    },
    start(device) {
      const at = (first + count) % devices;
      ring[at] = device;
      endsAtBytes[at] = doneBytes + sizeBytes;
      count += 1;
    },
    pass(ms, complete) {
      doneBytes += (rate() * ms) / 1_000;
      while (count > 0 && (endsAtBytes[first] as number) <= doneBytes) {
        const device = ring[first] as number;
        first = (first + 1) % devices;
        count -= 1;
        complete(device);
      }
    },
  };
}
