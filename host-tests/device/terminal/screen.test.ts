import { describe, expect, it } from "vitest";
import { renderScreen } from "../../../host/device/terminal/render.js";
import { TerminalScreen } from "../../../host/device/terminal/screen.js";
import type { ScreenModel } from "../../../src/core/screen/model.js";
import { screenOf } from "../../../src/core/screen/of.js";
import {
  activatingState,
  baseState,
  onlineState,
  updatingState,
  waitingState,
} from "../../core/screen/states.js";
import { emulator } from "./emulator.js";

const starting = screenOf(baseState, "en");
const activating = screenOf(activatingState({ message: "" }), "en");
const waiting = screenOf(waitingState({ kind: "idle" }), "en");

/** A TTY of 60 × 30 in ASCII-width text, with a clock and a ticker in the test's hands. */
function inTerminal(env: Record<string, string> = { NO_COLOR: "1" }) {
  const output = emulator(60, 30);
  const clock = { nowMs: 0 };
  const tickers = new Set<() => void>();
  const every = (_: number, run: () => void) => {
    tickers.add(run);
    return () => tickers.delete(run);
  };
  const screen = new TerminalScreen({ output, nowMs: () => clock.nowMs, env, every });
  const frame = (model: ScreenModel) =>
    renderScreen(model, { columns: output.columns, rows: 29, color: false, nowMs: clock.nowMs });
  return { output, clock, tickers, screen, frame };
}

/** What a pipe gets. */
function inPipe() {
  const writes: string[] = [];
  const output = { write: (text: string) => writes.push(text) };
  return { writes, screen: new TerminalScreen({ output, nowMs: () => 0, env: {} }) };
}

describe("TerminalScreen in a terminal", () => {
  it("draws a taller, an equal and a lower frame in the same place", () => {
    const { output, screen, frame } = inTerminal();
    for (const model of [starting, activating, { ...activating, code: "999999" }, starting, waiting]) {
      screen.show(model);
      expect(output.lines()).toEqual(frame(model));
      expect(output.cursor).toEqual({ row: frame(model).length, column: 0 });
    }
  });

  it("redraws only the countdown when a second has passed, and leaves the cursor where the person types", () => {
    const { output, clock, tickers, screen, frame } = inTerminal();
    screen.show(waiting);
    output.write("hel");
    clock.nowMs = 1000;
    for (const tick of tickers) tick();
    expect(output.lines()).toEqual([...frame(waiting), "hel"]);
    expect(output.cursor.column).toBe(3);
    const last = output.writes.at(-1) ?? "";
    expect(last).toContain("1:14");
    expect(last).not.toContain("Ready");
  });

  it("writes nothing if nothing changed", () => {
    const { output, tickers, screen } = inTerminal();
    screen.show(waiting);
    const before = output.writes.length;
    screen.show({ ...waiting });
    for (const tick of tickers) tick();
    expect(output.writes.length).toBe(before);
  });

  it("ticks only while something counts, and stops with close", () => {
    const { output, tickers, screen } = inTerminal();
    screen.show(starting);
    expect(tickers.size).toBe(0);
    screen.show(waiting);
    expect(tickers.size).toBe(1);
    screen.close();
    screen.close();
    expect([tickers.size, output.listeners.size]).toEqual([0, 0]);
    const before = output.writes.length;
    screen.show(activating);
    expect(output.writes.length).toBe(before);
  });

  it("puts other lines above the frame", () => {
    const { output, screen, frame } = inTerminal();
    screen.show(starting);
    screen.writeLine("a line of the log");
    screen.show(activating);
    expect(output.lines()).toEqual(["a line of the log", ...frame(activating)]);
  });

  it("takes what a person types along, whatever happens to the frame", () => {
    const { output, screen, frame } = inTerminal();
    screen.type({ text: "", cursor: 0 });
    screen.show(starting);
    for (const [text, model] of [
      ["h", activating],
      ["he", starting],
      ["hel", waiting],
    ] as const) {
      screen.type({ text, cursor: text.length });
      screen.show(model);
      expect(output.lines()).toEqual([...frame(model), `> ${text}`]);
      expect(output.cursor.column).toBe(2 + text.length);
    }
    screen.type({ text: "hel", cursor: 1 });
    screen.writeLine("a line of help");
    expect(output.lines()).toEqual(["a line of help", ...frame(waiting), "> hel"]);
    expect(output.cursor.column).toBe(3);
  });

  it("leaves room above a tall frame for what was told last", () => {
    const { output, screen } = inTerminal();
    screen.writeLine("what happened");
    screen.show({ ...activating, qr: "http://127.0.0.1:43141/" });
    expect(output.lines()[0]).toBe("what happened");
    expect(output.cursor.row).toBeLessThanOrEqual(30 - 4);
  });

  it("leaves one frame and no half when lines come, a sentence was sent, or it ends", () => {
    const { output, screen, frame } = inTerminal();
    screen.show(starting);
    screen.type({ text: "/help", cursor: 5 });
    screen.type({ text: "", cursor: 0 });
    screen.writeLine("one");
    screen.writeLine("two");
    screen.show(activating);
    expect(output.lines()).toEqual(["one", "two", ...frame(activating), ">"]);
    screen.close();
    expect(output.lines()).toEqual(["one", "two", ...frame(activating)]);
  });

  it("draws anew after the window changed its size", () => {
    const { output, screen, frame } = inTerminal();
    screen.show(activating);
    output.columns = 40;
    for (const resized of output.listeners) resized();
    expect(output.lines()).toEqual(frame(activating));
    expect(frame(activating)[0]?.length).toBe(40);
  });

  it("uses colour unless NO_COLOR is set", () => {
    const colored = inTerminal({});
    colored.screen.show(activating);
    expect(colored.output.writes.join("")).toContain("\x1b[1m");
    const plain = inTerminal();
    plain.screen.show(activating);
    expect(plain.output.writes.join("")).not.toContain("\x1b[1m");
  });
});

describe("TerminalScreen in a pipe", () => {
  it("prints a frame when the model changed, and never an escape", () => {
    const { writes, screen } = inPipe();
    for (const model of [starting, { ...starting }, activating, activating]) screen.show(model);
    expect(writes).toHaveLength(2);
    expect(writes[1]).toBe(
      `${renderScreen(activating, { columns: 80, color: false, nowMs: 0 }).join("\n")}\n`,
    );
    expect(writes.join("")).not.toContain("\x1b");
  });

  it("prints progress in tenths", () => {
    const { writes, screen } = inPipe();
    for (let done = 0; done <= 1000; done++) screen.show(screenOf(updatingState(done, 1000), "en"));
    expect(writes).toHaveLength(11);
  });

  it("prints every sentence of a conversation", () => {
    const { writes, screen } = inPipe();
    for (const assistant of ["one", "two", "two"]) screen.show(screenOf(onlineState({ assistant }), "en"));
    expect(writes).toHaveLength(2);
  });

  it("is what a dumb terminal gets as well", () => {
    const { output, screen } = inTerminal({ TERM: "dumb" });
    screen.show(activating);
    expect(output.writes.join("")).not.toContain("\x1b");
  });
});
