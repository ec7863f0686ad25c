/** A move that leads where its cell of the table doesn't allow is a defect of this program. Here one is spoilt on purpose. */
import { expect, test, vi } from "vitest";
import type { Draft } from "../../../src/core/lifecycle/draft.js";
import { transition } from "../../../src/core/lifecycle/transition.js";
import { createWorld, goOnline } from "../../fakes/device.js";
import { Life } from "./life.js";

vi.mock("../../../src/core/lifecycle/moves/index.js", async (original) => {
  const { moves } = await original<typeof import("../../../src/core/lifecycle/moves/index.js")>();
  const interrupt = ({ state }: Draft): void => {
    state.name = "updating";
  };
  return { moves: { ...moves, interrupt } };
});

const words = `"pressed" led from online to updating: the table doesn't allow that`;

test("it throws wherever the lifecycle is developed and tested", () => {
  expect(() => new Life().online().post({ type: "pressed" })).toThrow(words);
  const world = createWorld();
  world.device.start();
  world.time.advance(1);
  goOnline(world);
  expect(() => world.device.press()).toThrow(words);
});

test("where people live with the device it is reported, and life goes on", () => {
  const { state } = new Life().online();
  const step = transition(state, { type: "pressed", atMs: 0, utcMs: 0, roll: 0 }, "isReported");
  expect(step.state.name).toBe("updating");
  expect(step.effects).toEqual([{ do: "report", state: "online", event: "pressed", to: "updating" }]);

  const world = createWorld({ config: { lenient: true } });
  world.device.start();
  world.time.advance(1);
  goOnline(world);
  world.device.press();
  expect(world.log).toContainEqual({ level: "error", line: words });
  expect(world.state()).toBe("updating");
});
