// Runs before the program: power, reset of the panel, backlight. The SDK's own setup also starts the sound, which this firmware has not, and
// its backlight changes nothing. A chip that doesn't answer costs what hangs on it and not the start.
import Timer from "timer";

// AXP2101: all rails on, 3.3 V for camera and card, charging LED, measuring of voltages; as the SDK sets it.
const powerAddress = 0x34;
const powerRegisters = Object.freeze(
  [
    [0x90, 0xbf],
    [0x92, 13],
    [0x93, 28],
    [0x94, 28],
    [0x95, 28],
    [0x27, 0x00],
    [0x69, 0x11],
    [0x10, 0x30],
    [0x30, 0x0f],
  ],
  true,
);
// AW9523: directions and levels of its sixteen pins.
const expanderAddress = 0x58;
const expanderRegisters = Object.freeze(
  [
    [0x02, 0b0000_0111],
    [0x03, 0b1000_0011],
    [0x04, 0b0001_1000],
    [0x05, 0b0000_1100],
    [0x11, 0b0001_0000],
    [0x12, 0xff],
    [0x13, 0xff],
  ],
  true,
);
// The sources disagree on the pin: P1.1 in 78/xiaozhi-esp32 and esp-bsp, P1.5 in M5GFX and the SDK. Nothing else hangs on either.
const portOne = 0x03;
const panelInReset = 0b1000_0001;
const panelOutOfReset = 0b1010_0011;
const resetMs = 20;
const afterResetMs = 10;

// Backlight: the voltage of DLDO1, 2.5 V to 3.3 V in steps of 0.1 V, and bit 7 of the switches.
const switches = 0x90;
const backlightSwitch = 0x80;
const backlightVoltage = 0x99;

function open(address) {
  return new device.io.SMBus({ ...device.I2C.internal, hz: 400_000, address });
}

function withChip(address, use) {
  let chip;
  try {
    chip = open(address);
    return use(chip);
  } catch (error) {
    trace(`error chip 0x${address.toString(16)} of the board: ${error.message}\n`);
  } finally {
    chip?.close();
  }
}

function writeAll(chip, registers) {
  for (const [register, value] of registers) chip.writeUint8(register, value);
}

class Backlight {
  constructor(brightness = 100) {
    this.write(brightness);
  }
  write(percent) {
    withChip(powerAddress, (power) => {
      const on = power.readUint8(switches) & ~backlightSwitch;
      if (percent <= 0) return power.writeUint8(switches, on);
      const level = Math.round((Math.min(100, percent) / 100) * 255);
      power.writeUint8(backlightVoltage, (level + 641) >> 5);
      power.writeUint8(switches, on | backlightSwitch);
    });
  }
  close() {}
}

globalThis.Host = Object.freeze({ Backlight }, true);

export default function setup(done) {
  withChip(powerAddress, (power) => writeAll(power, powerRegisters));
  withChip(expanderAddress, (expander) => {
    writeAll(expander, expanderRegisters);
    expander.writeUint8(portOne, panelInReset);
    Timer.delay(resetMs);
    expander.writeUint8(portOne, panelOutOfReset);
    Timer.delay(afterResetMs);
  });
  done();
}
