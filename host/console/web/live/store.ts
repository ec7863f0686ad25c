/** What the page knows, as signals: each part of it changes alone. */
import { computed, signal } from "@preact/signals";
import type { SessionInfo } from "../../contract.js";
import type { Scene } from "./apply.js";

/** `undefined`: not asked yet. `null`: nobody is signed in. */
export const session = signal<SessionInfo | null | undefined>(undefined);

/** `connecting` until the first snapshot; `lost` while the page tries to get the server back. */
export const line = signal<"connecting" | "live" | "lost">("connecting");

export const scene = signal<Scene | undefined>(undefined);

export const agents = computed(() => scene.value?.agents ?? []);
export const devices = computed(() => scene.value?.devices ?? []);
export const firmware = computed(() => scene.value?.firmware ?? []);
export const virtualDevices = computed(() => scene.value?.virtual ?? []);
export const messages = computed(() => scene.value?.messages ?? []);
export const fault = computed(() => scene.value?.fault ?? null);

/** A device's own monotonic clock, on which the moments of its screen are. */
export function deviceNowMs(id: string): number {
  return performance.now() + (scene.peek()?.clockOffsets[id] ?? 0);
}
