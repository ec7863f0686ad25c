import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { say } from "../say.js";

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/** A modal dialog while it is mounted. The focus goes back to where it was; if that is gone, to the page's main part. */
export function Dialog({ title, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  // Before anything else can be typed.
  useLayoutEffect(() => {
    const shown = dialog.current;
    const before = document.activeElement;
    shown?.showModal();
    // The first field; where there is none, the button that changes nothing.
    shown?.querySelector<HTMLElement>("form input, form select, form textarea, footer button")?.focus();
    return () => {
      shown?.close();
      // After this change of the page is done: the button that opened the dialog may have gone with it.
      setTimeout(() => {
        if (before instanceof HTMLElement && before !== document.body && before.isConnected) before.focus();
        else document.getElementById("main")?.focus();
      });
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <article>
        <header>
          <button type="button" class="close" aria-label={say("close")} onClick={onClose} />
          <h2 id={titleId}>{title}</h2>
        </header>
        {children}
      </article>
    </dialog>
  );
}
