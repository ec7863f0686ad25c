/** A board with an ESP32-S3. */
import WiFi from "embedded:network/interface/wifi";
import FFI from "mc/ffi";
import { inOneLine } from "../moddable/guard.js";
import { moddableSdk, ownAuthority } from "../moddable/net/moddable-sdk.js";
import type { CreatePlatform } from "../moddable/platform.js";
import { createSntp, keepingTime } from "../moddable/sntp.js";
import { lineDownload } from "./download.js";
import { esp32Facts } from "./facts.js";
import { esp32Firmware } from "./firmware.js";
import { deviceHmac } from "./hmac.js";
import { knownNetworks } from "./known-networks.js";
import { openNextSlot } from "./slot.js";
import { wifiNetwork } from "./wifi.js";

export const createPlatform: CreatePlatform = (parts) => {
  const { settings, guard, log, clock, timers, random, datagrams } = parts;
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
  const sntp = createSntp({
    servers: settings.ntpServers,
    datagrams,
    clock,
    timers,
    random,
    builtAtMs: settings.builtAtMs,
    log,
  });
  log.write("info", `started: reset reason ${facts.resetReason ?? "unknown"}`);
  return {
    facts,
    network: keepingTime(
      wifiNetwork({
        open: (onChanged) => new WiFi({ onChanged }),
        known: () => knownNetworks(settings.wifi),
        timers,
        guard,
        tell: (line) => log.write("warn", line),
      }),
      sntp,
    ),
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
