/** The part of a websocket that tells whether the device is still there. */
export interface Pingable {
  ping(): void;
  on(event: "pong", listener: () => void): unknown;
}

/**
 * Pings the device, and ends a session in which nothing is said: 1011 when a ping was not answered by the time of the
 * next, 1000 after `idleCloseMs` without a `touch`.
 */
export function watchLiveness(
  socket: Pingable,
  limits: { readonly idleCloseMs: number; readonly pingIntervalMs: number },
  close: (code: number, reason: string) => void,
): { touch(): void; stop(): void } {
  let isAlive = true;
  socket.on("pong", () => {
    isAlive = true;
  });
  const pings = setInterval(() => {
    if (!isAlive) return close(1011, "no pong");
    isAlive = false;
    socket.ping();
  }, limits.pingIntervalMs).unref();
  const idle = setTimeout(close, limits.idleCloseMs, 1000, "idle").unref();
  return {
    touch: () => void idle.refresh(),
    stop() {
      clearInterval(pings);
      clearTimeout(idle);
    },
  };
}
