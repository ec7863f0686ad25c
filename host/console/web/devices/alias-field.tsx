import { useState } from "preact/hooks";
import type { BoundDevice } from "../../contract.js";
import { call } from "../calls.js";
import { notify } from "../parts/notice.js";
import { say, sayFailure } from "../say.js";

const aliasMaxChars = 40;

/** Kept when the person leaves the field or presses Enter; Escape gives it up. What is being typed survives every update. */
export function AliasField({ device: { id, macAddress, alias } }: { readonly device: BoundDevice }) {
  const [draft, setDraft] = useState<string>();
  const save = async () => {
    if (draft === undefined) return;
    if (draft.trim() === alias) return setDraft(undefined);
    const answer = await call("PATCH", `/devices/${encodeURIComponent(id)}`, { alias: draft.trim() });
    if (!answer.ok) return notify(sayFailure(answer));
    notify(say("alias.done"));
    setDraft(undefined);
  };
  return (
    <input
      class="alias"
      aria-label={say("alias.label", { device: macAddress })}
      placeholder={say("alias.none")}
      maxLength={aliasMaxChars}
      value={draft ?? alias}
      onInput={(event) => setDraft(event.currentTarget.value)}
      onBlur={save}
      onKeyDown={(event) => {
        if (event.key === "Enter") void save();
        if (event.key === "Escape") setDraft(undefined);
      }}
    />
  );
}
