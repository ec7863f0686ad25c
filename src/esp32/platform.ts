/** A board with an ESP32-S3. */
import FFI from "mc/ffi";
import { createNetwork } from "platform/link/network";
import { writeLine } from "../moddable/console.js";
import { inOneLine } from "../moddable/guard.js";
import { moddableSdk, ownAuthority } from "../moddable/net/moddable-sdk.js";
import type { CreatePlatform } from "../moddable/platform.js";
import { createSntp, keepingTime } from "../moddable/sntp.js";
import { lineDownload } from "./download.js";
import { esp32Facts } from "./facts.js";
import { esp32Firmware } from "./firmware.js";
import { deviceHmac } from "./hmac.js";
import { tellMemory } from "./memory.js";
import { startProving } from "./proving.js";
import { openNextSlot } from "./slot.js";

export const startAnew = (): void => new FFI().xiaozhi_restart();

export const createPlatform: CreatePlatform = (parts) => {
  const { settings, guard, log, clock, timers, random, datagrams, native } = parts;
  if (settings.observed) tellMemory(native, timers, writeLine);
  const facts = esp32Facts(native, settings);
  const authority = ownAuthority();
  const download = lineDownload({
    sdk: moddableSdk,
    timers,
    utcMs: () => Math.max(clock.utcMs(), settings.builtAtMs),
    fault: (error) => log.write("error", `a download callback failed: ${inOneLine(error)}`),
    ...(authority === undefined ? {} : { ownAuthority: authority }),
  });
  const sntp = createSntp({
    servers: settings.ntpServers,
    datagrams,
    clock,
    timers,
    random,
    builtAtMs: settings.builtAtMs,
    log,
  });
  const celsius = native.xiaozhi_temperature();
  log.write(
    "info",
    `started: reset reason ${facts.resetReason ?? "unknown"}${celsius > -100 ? `, ${Math.round(celsius)} °C` : ""}`,
  );
  const restart = (reason: string): void => {
    log.write("info", `restart: ${reason}`);
    // Time for the last line to leave.
    timers.after(100, () => native.xiaozhi_restart());
  };
  const proved = startProving({
    unproven: native.xiaozhi_is_unproven() !== 0,
    withinMs: settings.proveWithinMs,
    timers,
    restart,
  });
  return {
    lenient: true,
    facts,
    network: keepingTime(createNetwork({ settings, log, guard, timers, native }), sntp),
    firmware: esp32Firmware({
      download,
      openSlot: openNextSlot,
      timers,
      markValid: () => {
        proved();
        if (native.xiaozhi_mark_valid() !== 0)
          log.write("error", "the running image could not be marked as valid");
      },
    }),
    deviceHmacSha256: (message) => deviceHmac(native, message),
    system: () => ({ restart }),
    listen() {},
  };
};
