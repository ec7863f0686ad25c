/** The button of a board or of the simulator: contacts that bounce become one press, or one long press. */
import type { Cancel, Timers } from "../core/ports.js";
import type { Guard } from "./guard.js";

export interface ButtonEvents {
  /** Pushed and let go within two seconds. */
  pressed(): void;
  /** Held for two seconds; told while it is still held. */
  heldLong(): void;
}

const bounceMs = 30;
const longMs = 2_000;

/** Turns the raw edges of one contact into presses. */
export function createPresses(timers: Timers, events: ButtonEvents): (down: boolean) => void {
  let down = false;
  let settled = false;
  let settling: Cancel | undefined;
  let holding: Cancel | undefined;

  const settle = (): void => {
    settling = undefined;
    if (down === settled) return;
    settled = down;
    if (settled) {
      holding = timers.after(longMs, () => {
        holding = undefined;
        events.heldLong();
      });
    } else if (holding !== undefined) {
      holding();
      holding = undefined;
      events.pressed();
    }
  };

  return (isDown) => {
    down = isDown;
    settling?.();
    settling = timers.after(bounceMs, settle);
  };
}

/** Listens to the default button, if there is one, for as long as the program runs. */
export function listenToButton(timers: Timers, guard: Guard, events: ButtonEvents): void {
  const Button = typeof Host === "undefined" ? undefined : Host?.Button?.Default;
  if (Button === undefined) return;
  const edge = createPresses(timers, events);
  guard(() => {
    // The board's `Button` keeps itself alive.
    new Button({ onPush: guard((pushed: boolean | number) => edge(Boolean(pushed))) });
  })();
}
