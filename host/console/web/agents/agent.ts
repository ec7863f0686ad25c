/** Which agent the person works with. */
import { computed, signal } from "@preact/signals";
import { agents } from "../live/store.js";

export const chosenAgentId = signal<string | undefined>(undefined);

/** The chosen one; the first, if it is gone. `undefined`: there is none at all. */
export const agent = computed(
  () => agents.value.find(({ id }) => id === chosenAgentId.value) ?? agents.value[0],
);
