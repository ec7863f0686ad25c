import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";

const shownMs = 8_000;
const notice = signal<{ readonly text: string } | undefined>(undefined);

/** Tells for a while what has been done. */
export function notify(text: string): void {
  notice.value = { text };
}

export function Notice() {
  const present = notice.value;
  useEffect(() => {
    if (!present) return;
    const timer = setTimeout(() => {
      if (notice.peek() === present) notice.value = undefined;
    }, shownMs);
    return () => clearTimeout(timer);
  }, [present]);
  return (
    <p class="notice" role="status">
      {present?.text}
    </p>
  );
}
