/** The two firmware slots of a board and its bootloader. */
import type { Cancel, InstallEvents } from "../../src/core/ports.js";
import type { VirtualClock } from "../simulation/virtual-clock.js";
import { downloadHost } from "./cloud.js";
import type { LabLog } from "./log.js";
import { type Network, usualRoundTripMs } from "./network.js";

/** What the download server has. */
export type Image =
  | "good"
  /** The checksum is wrong. */
  | "broken"
  /** Installs well and dies before it has done anything. */
  | "crashes"
  | "missing"
  /** The server sends the first block and no more. */
  | "stalls"
  /** Nothing comes, and the platform never gives up. */
  | "neverBegins";

export interface Slots {
  image: Image;
  /** The version in the slot that runs. */
  running(): string;
  /** Downloads block by block; `block` is told before each is written. */
  install(version: string, events: InstallEvents, block: () => void): Cancel;
  markValid(): void;
  /** How often the bootloader has gone back to the old image. */
  rollbacks(): number;
  /** The bootloader's choice. */
  boot(): void;
}

const firstVersion = "1.0.0";
const blocks = 8;
const blockBytes = 131_072;
const blockMs = 400;
const lineDiesAfterMs = 30_000;
/** With the round trip that a request takes. */
export const downloadTakesMs = usualRoundTripMs + blocks * blockMs;

export function createSlots(clock: VirtualClock, network: Network, log: LabLog): Slots {
  let running = firstVersion;
  let previous = firstVersion;
  let chosen: { readonly version: string; readonly crashes: boolean } | undefined;
  let isOnTrial = false;
  let rollbacks = 0;

  const slots: Slots = {
    image: "good",
    running: () => running,
    rollbacks: () => rollbacks,
    install(version, events, block) {
      let over = false;
      let done = 0;
      let silentMs = 0;
      const end = (failure: string | undefined) => {
        if (over) return;
        over = true;
        events.ended(failure);
      };
      const later = (delayMs: number, run: () => void) =>
        void clock.after(delayMs, () => {
          if (!over) run();
        });
      function next(): void {
        if (!network.passes(downloadHost)) {
          silentMs += blockMs;
          return silentMs >= lineDiesAfterMs ? end("the line went silent") : later(blockMs, next);
        }
        silentMs = 0;
        block();
        // The power went.
        if (over) return;
        done += 1;
        if (slots.image === "broken" && done === blocks) return end("checksum wrong");
        events.progress(done * blockBytes, blocks * blockBytes);
        if (slots.image === "stalls") return;
        if (done < blocks) return later(blockMs, next);
        chosen = { version, crashes: slots.image === "crashes" };
        log.note("slots", `${version} installed`);
        end(undefined);
      }
      const trouble = network.troubleAt(downloadHost);
      if (
        network.linkState() !== "up" ||
        (trouble !== undefined && trouble !== "blackhole" && trouble !== "halfOpen")
      )
        later(network.roundTripMs, () => end("the server can't be reached"));
      else if (slots.image === "missing") later(network.roundTripMs, () => end("HTTP status 404"));
      else if (slots.image !== "neverBegins") later(network.roundTripMs + blockMs, next);
      return () => {
        over = true;
      };
    },
    markValid() {
      if (isOnTrial) log.note("slots", `${running} is valid`);
      isOnTrial = false;
    },
    boot() {
      if (isOnTrial) {
        // The image on trial was reset before it had proved itself.
        rollbacks += 1;
        running = previous;
        isOnTrial = false;
        log.note("slots", `back to ${running}`);
      }
      if (chosen === undefined) return;
      const { version, crashes } = chosen;
      chosen = undefined;
      if (crashes) {
        rollbacks += 1;
        log.note("slots", `${version} crashes, back to ${running}`);
        return;
      }
      previous = running;
      running = version;
      isOnTrial = true;
      log.note("slots", `${running} on trial`);
    },
  };
  return slots;
}
