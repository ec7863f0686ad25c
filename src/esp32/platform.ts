/** A board with an ESP32-S3. */
import FFI from "mc/ffi";
import { createNetwork } from "platform/link/network";
import { inOneLine } from "../moddable/guard.js";
import { moddableSdk, ownAuthority } from "../moddable/net/moddable-sdk.js";
import type { CreatePlatform } from "../moddable/platform.js";
import { lineDownload } from "./download.js";
import { esp32Facts } from "./facts.js";
import { esp32Firmware } from "./firmware.js";
import { deviceHmac } from "./hmac.js";
import { openNextSlot } from "./slot.js";

export const createPlatform: CreatePlatform = ({ settings, guard, log, clock, timers }) => {
  const c = new FFI();
  const facts = esp32Facts(settings);
  const authority = ownAuthority();
  const download = lineDownload({
    sdk: moddableSdk,
    timers,
    utcMs: () => Math.max(clock.utcMs(), settings.builtAtMs),
    fault: (error) => log.write("error", `a download callback failed: ${inOneLine(error)}`),
    ...(authority === undefined ? {} : { ownAuthority: authority }),
  });
  const celsius = c.xiaozhi_temperature();
  log.write(
    "info",
    `started: reset reason ${facts.resetReason ?? "unknown"}${celsius > -100 ? `, ${Math.round(celsius)} °C` : ""}`,
  );
  return {
    facts,
    network: createNetwork({ settings, log, guard, timers }),
    firmware: esp32Firmware({
      download,
      openSlot: openNextSlot,
      timers,
      markValid: () => {
        if (c.xiaozhi_mark_valid() !== 0)
          log.write("error", "the running image could not be marked as valid");
      },
    }),
    deviceHmacSha256: deviceHmac,
    system: () => ({
      restart(reason) {
        log.write("info", `restart: ${reason}`);
        // Time for the last line to leave.
        timers.after(100, () => c.xiaozhi_restart());
      },
    }),
    listen() {},
  };
};
