/** What joins a board to its network; its board manifest chooses the folder that supplies it (`wifi/` or `openeth/`). */
import type { Network } from "../core/ports.js";
import type { PlatformParts } from "../moddable/platform.js";

export type CreateNetwork = (
  parts: Pick<PlatformParts, "settings" | "log" | "guard" | "timers" | "native">,
) => Network;
