/** Reads again whenever something changed, one reading at a time. */

/**
 * Answers a function that starts `read`, or lets it run once more after the one that runs now. Its promise resolves when a
 * reading that began after the call is over; a reading that fails keeps what was known and counts as over.
 */
export function refresher(read: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  const start = (): Promise<void> => {
    running = read()
      .catch(() => undefined)
      .finally(() => {
        running = undefined;
      });
    return running;
  };
  return () => {
    if (running === undefined) return start();
    next ??= running.then(() => {
      next = undefined;
      return start();
    });
    return next;
  };
}
