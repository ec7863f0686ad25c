/** Composition root on Moddable: picks the ports and starts the device. No logic. */
import config from "mc/config";
import FFI from "mc/ffi";
import { openDisplay } from "platform/display/open";
import { createPlatform, startAnew } from "platform/platform";
import { createDevice, type Device } from "./core/device.js";
import type { Ports } from "./core/device-ports.js";
import { createPresses, listenToButton } from "./moddable/buttons.js";
import { moddableClock } from "./moddable/clock.js";
import { writeLine } from "./moddable/console.js";
import { moddableCrypto } from "./moddable/crypto.js";
import { madeOr } from "./moddable/display.js";
import { createGuard, inOneLine } from "./moddable/guard.js";
import { keepLastWords, tellLastWords } from "./moddable/last-words.js";
import { moddableLog } from "./moddable/log.js";
import { networkPorts } from "./moddable/net/network-ports.js";
import { observeOn } from "./moddable/observe.js";
import { moddableRandom } from "./moddable/random.js";
import { type BoardScreen, moddableScreen } from "./moddable/screen/screen.js";
import { readSettings } from "./moddable/settings.js";
import { moddableStorage } from "./moddable/storage.js";
import { moddableTimers } from "./moddable/timers.js";

export default function main(): void {
  const { settings, mistakes } = readSettings(config);
  const log = moddableLog(settings.logLevel, writeLine);
  keepLastWords(settings.store, log, startAnew);
  for (const mistake of mistakes) log.write("error", mistake);
  tellLastWords(settings.store, log);
  const guard = createGuard(log);
  const clock = moddableClock();
  const timers = moddableTimers(guard);
  const native = new FFI();
  const random = moddableRandom(native);
  const network = networkPorts({
    clock,
    timers,
    compileTimeMs: settings.builtAtMs,
    fault: (error) => log.write("error", `a network callback failed: ${inOneLine(error)}`),
  });
  const platform = createPlatform({
    settings,
    log,
    guard,
    clock,
    timers,
    random,
    datagrams: network.datagrams,
    native,
  });
  let device: Device | undefined;
  const presses = {
    pressed: (): void => {
      screen.pressed();
      device?.press();
    },
    heldLong: (): void => ports.system.restart("the button was held"),
  };
  const displayFailed = (error: unknown): void =>
    log.write("error", `the display failed: ${inOneLine(error)}`);
  openDisplay(displayFailed);
  const screen = madeOr<BoardScreen>(
    () =>
      moddableScreen({
        display: settings.display,
        clock,
        guard,
        touched: createPresses(timers, presses),
        rssiDbm: () => platform.network.facts().rssiDbm,
      }),
    { show() {}, pressed() {} },
    displayFailed,
  );
  const ports: Ports = {
    clock,
    timers,
    random,
    http: network.http,
    webSockets: network.webSockets,
    mqtt: network.mqtt,
    storage: moddableStorage(settings.store, log),
    network: platform.network,
    facts: platform.facts,
    firmware: platform.firmware,
    crypto: moddableCrypto(platform.deviceHmacSha256),
    screen,
    log,
    system: platform.system(() => start()),
  };

  const start = (): void => {
    const { lenient } = platform;
    device = createDevice(
      ports,
      { ...settings, lenient },
      settings.observed ? observeOn(writeLine) : undefined,
    );
    device.start();
  };
  const say = (text: string): void => device?.say(text);

  guard(start)();
  listenToButton(timers, guard, presses);
  platform.listen({ press: presses.pressed, say });
}
