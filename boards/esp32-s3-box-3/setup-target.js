// Runs before the program: button, backlight, and the panel's reset, which is active high here.
import Button from "button";
import Digital from "pins/digital";
import PWM from "pins/pwm";
import Timer from "timer";

const pins = Object.freeze({ boot: 0, backlight: 47, panelReset: 48 });
const resetMs = 10;
const pwmMax = 1023;

class Boot {
  constructor(options) {
    // biome-ignore lint/correctness/noConstructorReturn: the SDK's way to make a named button
    return new Button({ ...options, pin: pins.boot, invert: true });
  }
}

class Backlight extends PWM {
  constructor(brightness = 100) {
    super({ pin: pins.backlight });
    this.write(brightness);
  }
  write(percent) {
    super.write(Math.round((Math.min(100, Math.max(0, percent)) / 100) * pwmMax));
  }
}

globalThis.Host = Object.freeze({ Backlight, Button: { Default: Boot, Boot } }, true);

export default function setup(done) {
  Digital.write(pins.panelReset, 1);
  Timer.delay(resetMs);
  Digital.write(pins.panelReset, 0);
  done();
}
