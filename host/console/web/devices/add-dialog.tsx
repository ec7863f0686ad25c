import type { Agent } from "../../contract.js";
import { call } from "../calls.js";
import { FormDialog } from "../parts/form-dialog.js";
import { say } from "../say.js";
import { adding } from "./adding.js";
import { normalCode } from "./code.js";

/** Binds the device that shows the code. */
export function AddDialog({ agent }: { readonly agent: Agent }) {
  const run = async (form: FormData) => {
    const typed = String(form.get("code") ?? "");
    if (typed.trim() === "") return say("add.empty");
    const code = normalCode(typed);
    if (code === undefined) return say("add.notACode");
    return call("POST", `/agents/${encodeURIComponent(agent.id)}/devices`, { code });
  };
  return (
    <FormDialog
      title={say("add.title")}
      action={say("add.do")}
      done={say("add.done")}
      run={run}
      onClose={() => {
        adding.value = undefined;
      }}
    >
      <label>
        {say("add.code")}
        <input
          name="code"
          class="code"
          inputMode="numeric"
          autocomplete="one-time-code"
          spellcheck={false}
          defaultValue={adding.peek()?.code}
          placeholder="608303"
        />
        <small>{say("add.how", { agent: agent.name })}</small>
      </label>
    </FormDialog>
  );
}
