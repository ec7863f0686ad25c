import type { ComponentChildren } from "preact";

interface ScrollListProps {
  readonly label: string;
  readonly kind: string;
  readonly children: ComponentChildren;
}

/** A list that scrolls by itself. */
export function ScrollList({ label, kind, children }: ScrollListProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without a place in the tab order it can't be scrolled by keyboard
    <ol class={kind} aria-label={label} tabIndex={0}>
      {children}
    </ol>
  );
}
