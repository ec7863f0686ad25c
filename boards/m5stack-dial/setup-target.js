// Runs before the program: the power, which on battery goes when nobody holds it, and the button under the dial. The SDK's own setup does
// not hold it, and takes GPIO 0.
import Button from "button";
import Digital from "pins/digital";

const pins = Object.freeze({ powerHold: 46, dial: 42 });

class Dial {
  constructor(options) {
    // biome-ignore lint/correctness/noConstructorReturn: the SDK's way to make a named button
    return new Button({ ...options, pin: pins.dial, invert: true });
  }
}

globalThis.Host = Object.freeze({ Button: { Default: Dial, Dial } }, true);

export default function setup(done) {
  Digital.write(pins.powerHold, 1);
  done();
}
