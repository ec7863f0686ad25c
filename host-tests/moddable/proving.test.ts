/** A new image that never reaches its server gives way to the one before it. */
import { expect, it } from "vitest";
import { startProving } from "../../src/esp32/proving.js";
import { VirtualTime } from "../fakes/virtual-time.js";

function image(unproven: boolean) {
  const time = new VirtualTime();
  const restarts: string[] = [];
  const proved = startProving({
    unproven,
    withinMs: 900_000,
    timers: time,
    restart: (reason) => restarts.push(reason),
  });
  return { time, restarts, proved };
}

it("restarts when its time is over, so that the bootloader can go back", () => {
  const { time, restarts } = image(true);
  time.advance(899_999);
  expect(restarts).toEqual([]);
  time.advance(1);
  expect(restarts).toEqual(["this image has not reached its server: back to the one before"]);
});

it("runs on once it has proved itself", () => {
  const { time, restarts, proved } = image(true);
  proved();
  proved();
  time.advance(86_400_000);
  expect(restarts).toEqual([]);
});

it("an image that was proved before never restarts for this", () => {
  const { time, restarts, proved } = image(false);
  time.advance(86_400_000);
  proved();
  expect(restarts).toEqual([]);
});
