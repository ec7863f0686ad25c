/** The emulated board's network: C is asked for its state, and changes are told. */

import FFI from "mc/ffi";
import { beforeEach, expect, it, vi } from "vitest";
import { createNetwork } from "../../src/esp32/openeth/network.js";
import { createGuard } from "../../src/moddable/guard.js";
import { readSettings } from "../../src/moddable/settings.js";
import { VirtualTime } from "../fakes/virtual-time.js";

const c = vi.hoisted(() => ({ state: 0, started: 0, failure: 0, ip: "" }));
vi.mock("mc/ffi", () => ({
  default: class {
    xiaozhi_ethernet_start = () => {
      c.started += 1;
      return c.failure;
    };
    xiaozhi_ethernet_state = () => c.state;
    xiaozhi_ethernet_ip = () => c.ip;
  },
}));

beforeEach(() => Object.assign(c, { state: 0, started: 0, failure: 0, ip: "" }));

function network() {
  const time = new VirtualTime();
  const lines: string[] = [];
  const log = { write: (_: string, line: string) => lines.push(line) };
  const { settings } = readSettings({});
  const told: string[] = [];
  const port = createNetwork({ settings, log, guard: createGuard(log), timers: time, native: new FFI() });
  const cancel = port.start((state) => told.push(state));
  return { time, lines, told, cancel, port };
}

it("is up once there is an address, and down again without", () => {
  const { time, told, port } = network();
  time.advance(0);
  c.state = 1;
  time.advance(1_000);
  expect(told).toEqual(["down"]);
  Object.assign(c, { state: 2, ip: "10.0.2.15" });
  time.advance(250);
  expect(port.facts()).toEqual({ kind: "ethernet", ip: "10.0.2.15" });
  c.state = 0;
  time.advance(250);
  expect(told).toEqual(["down", "up", "down"]);
});

it("tells nothing after its cancel, and leaves no timer", () => {
  const { time, told, cancel } = network();
  cancel();
  cancel();
  time.advance(10_000);
  expect(told).toEqual([]);
});

it("says what is wrong if it can't be started, and stays down", () => {
  c.failure = 257;
  const { time, told, lines } = network();
  time.advance(1_000);
  expect(lines).toEqual(["ethernet: it can't be started (ESP-IDF error 257)"]);
  expect(told).toEqual(["down"]);
});
