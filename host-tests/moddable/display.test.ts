/** A display that can't be made, or not wholly: the device has to work without it. */
import { describe, expect, it, vi } from "vitest";
import { madeOr } from "../../src/moddable/display.js";

const setUp = vi.hoisted(() => vi.fn<(done: () => void) => void>());
vi.mock("sdk/display-setup", () => ({ default: setUp }));
const { openDisplay } = await import("../../src/esp32/display/open.js");

describe("the display of a board", () => {
  it("that fails is told, and the program goes on", () => {
    setUp.mockImplementation(() => {
      throw new Error("no memory");
    });
    const failed = vi.fn();
    openDisplay(failed);
    expect(failed).toHaveBeenCalledWith(new Error("no memory"));
  });

  it("is made once, and nothing is told when all went well", () => {
    setUp.mockReset().mockImplementation((done) => done());
    const failed = vi.fn();
    openDisplay(failed);
    expect(setUp).toHaveBeenCalledTimes(1);
    expect(failed).not.toHaveBeenCalled();
  });

  it("that Piu can't draw on shows nothing", () => {
    const failed = vi.fn();
    const screen = { show() {} };
    const drawn = madeOr(
      () => {
        throw new Error("not configured for requested rotation");
      },
      screen,
      failed,
    );
    expect(failed).toHaveBeenCalledTimes(1);
    expect(drawn).toBe(screen);
  });
});
