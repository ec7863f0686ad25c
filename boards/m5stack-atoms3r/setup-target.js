// Runs before the program: the button under the screen. The SDK's own setup takes GPIO 0, which is the clock of the bus to the backlight.
import Button from "button";

const buttonPin = 41;

class Screen {
  constructor(options) {
    // biome-ignore lint/correctness/noConstructorReturn: the SDK's way to make a named button
    return new Button({ ...options, pin: buttonPin, invert: true });
  }
}

globalThis.Host = Object.freeze({ Button: { Default: Screen, Screen } }, true);

export default function setup(done) {
  done();
}
