import type { ComponentChildren } from "preact";
import { useId, useState } from "preact/hooks";
import type { Answer } from "../calls.js";
import { say, sayFailure } from "../say.js";
import { Dialog } from "./dialog.js";
import { Failure } from "./failure.js";
import { notify } from "./notice.js";

interface FormDialogProps {
  readonly title: string;
  /** What the button says that does it. */
  readonly action: string;
  /** Told when it is done. */
  readonly done: string;
  /** It takes something away. */
  readonly dangerous?: boolean;
  /** A sentence that says what to mend, or what the server answered. */
  readonly run: (form: FormData) => Promise<Answer<unknown> | string>;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/** A question with one answer: it closes when the server has done it, and else says why not and keeps what was typed. */
export function FormDialog({ title, action, done, dangerous, run, onClose, children }: FormDialogProps) {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const failureId = useId();
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (busy) return;
    const form = event.currentTarget as HTMLFormElement;
    setBusy(true);
    setFailure(undefined);
    const answer = await run(new FormData(form));
    setBusy(false);
    if (typeof answer !== "string" && answer.ok) {
      notify(done);
      onClose();
      return;
    }
    setFailure(typeof answer === "string" ? answer : sayFailure(answer));
    form.querySelector("input")?.focus();
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form onSubmit={submit} noValidate aria-describedby={failureId}>
        {children}
        <Failure id={failureId} text={failure} />
        <footer>
          <button type="button" class="secondary" onClick={onClose}>
            {say("cancel")}
          </button>
          <button type="submit" class={dangerous ? "danger" : ""} aria-busy={busy}>
            {action}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
