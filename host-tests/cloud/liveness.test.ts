import { EventEmitter } from "node:events";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { watchLiveness } from "../../host/cloud/session/liveness.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function watched(limits: { idleCloseMs: number; pingIntervalMs: number }) {
  const socket = Object.assign(new EventEmitter(), { ping: vi.fn() });
  const close = vi.fn();
  return { socket, close, liveness: watchLiveness(socket, limits, close) };
}

describe("the liveness of a websocket", () => {
  it("ends it with 1000 only after the idle time without a message", () => {
    const { close, liveness } = watched({ idleCloseMs: 100, pingIntervalMs: 10_000 });
    for (let turn = 0; turn < 5; turn++) {
      vi.advanceTimersByTime(99);
      liveness.touch();
    }
    expect(close).not.toHaveBeenCalled();
    vi.advanceTimersByTime(100);
    expect(close).toHaveBeenCalledWith(1000, "idle");
  });

  it("goes on while pings are answered and ends it with 1011 when one is not", () => {
    const { socket, close } = watched({ idleCloseMs: 10_000, pingIntervalMs: 20 });
    for (let turn = 1; turn <= 5; turn++) {
      vi.advanceTimersByTime(20);
      expect(socket.ping).toHaveBeenCalledTimes(turn);
      socket.emit("pong");
    }
    vi.advanceTimersByTime(20);
    expect(close).not.toHaveBeenCalled();
    vi.advanceTimersByTime(20);
    expect(close).toHaveBeenCalledWith(1011, "no pong");
  });

  it("leaves no timer behind once stopped", () => {
    const { liveness } = watched({ idleCloseMs: 100, pingIntervalMs: 20 });
    liveness.stop();
    expect(vi.getTimerCount()).toBe(0);
  });
});
