/** Whether the dialog that takes a code is open, and what stands in it: the virtual device's panel may open it as well. */
import { signal } from "@preact/signals";

export const adding = signal<{ readonly code: string } | undefined>(undefined);
