// The AtomS3R is sold with one of two panels, told apart by the id that the panel gives: a GC9107, which the SDK's target is made for, or
// an ST7735. As `main/boards/m5stack/atoms3r-echo-base` of 78/xiaozhi-esp32 does it.
import Digital from "embedded:io/digital";
import ILI9341 from "ili9341";
import Timer from "timer";

const pins = Object.freeze({ clock: 15, data: 21, select: 14, command: 42, reset: 48 });
const resetMs = 10;
const afterResetMs = 120;
const readId = 0x04;
const idBits = 32;

// The first two bytes, as they come.
const st7735Ids = Object.freeze([0x8376, 0x7c89]);

// Where the 128×128 pixels are in the panel's memory; the target's driver adds its own offset.
const st7735Place = Object.freeze({ x: 2, y: 3 });
const targetRowOffset = 32;
const sleepOutMs = 120;
// Reset, wake, 16 bits a pixel, upside down with blue first, inverted, on.
const st7735Start = Object.freeze(
  [
    [0x01, [], 150],
    [0x11, [], sleepOutMs],
    [0x3a, [0x55], 0],
    [0x36, [0xc8], 0],
    [0x21, [], 0],
    [0x29, [], 20],
  ],
  true,
);

/** Bit by bit: the panel answers on the wire that it is asked on, which the SDK's SPI can't turn around. */
function readPanelId() {
  const opened = [];
  const open = (pin, mode, initialValue) => {
    const io = new Digital({ pin, mode, ...(initialValue === undefined ? {} : { initialValue }) });
    opened.push(io);
    return io;
  };
  try {
    const reset = open(pins.reset, Digital.Output, 0);
    Timer.delay(resetMs);
    reset.write(1);
    Timer.delay(afterResetMs);
    const select = open(pins.select, Digital.Output, 1);
    const clock = open(pins.clock, Digital.Output, 0);
    open(pins.command, Digital.Output, 0);
    const data = open(pins.data, Digital.Output, 0);
    select.write(0);
    for (let bit = 7; bit >= 0; bit -= 1) {
      data.write((readId >> bit) & 1);
      clock.write(1);
      clock.write(0);
    }
    opened.splice(opened.indexOf(data), 1);
    data.close();
    const answer = open(pins.data, Digital.Input);
    // One clock for the panel to turn around.
    clock.write(1);
    clock.write(0);
    let id = 0;
    for (let bit = 0; bit < idBits; bit += 1) {
      clock.write(1);
      id = (id << 1) | answer.read();
      clock.write(0);
    }
    select.write(1);
    return id >>> 0;
  } finally {
    for (const io of opened) io.close();
  }
}

function isSt7735() {
  try {
    const id = readPanelId();
    trace(`info panel id ${id.toString(16).padStart(8, "0")}\n`);
    return st7735Ids.includes(id >>> 16);
  } catch (error) {
    trace(`error panel id: ${error.message}\n`);
    return false;
  }
}

export default class AtomS3rPanel extends ILI9341 {
  #isSt7735;

  constructor(options) {
    const second = isSt7735();
    super(options);
    this.#isSt7735 = second;
    if (!second) return;
    for (const [command, data, delayMs] of st7735Start) {
      if (data.length === 0) this.command(command);
      else this.command(command, Uint8Array.from(data));
      if (delayMs > 0) Timer.delay(delayMs);
    }
  }

  /** The SDK draws past `begin` where it finds this. */
  get c_dispatch() {
    return this.#isSt7735 ? undefined : super.c_dispatch;
  }

  begin(x, y, width, height) {
    if (this.#isSt7735) super.begin(x + st7735Place.x, y + st7735Place.y - targetRowOffset, width, height);
    else super.begin(x, y, width, height);
  }
}
