import { useState } from "preact/hooks";
import type { Agent } from "../../contract.js";
import { call } from "../calls.js";
import { agents, devices } from "../live/store.js";
import { FormDialog } from "../parts/form-dialog.js";
import { say } from "../say.js";
import { agent, chosenAgentId } from "./agent.js";

const nameMaxChars = 40;

/** Chooses the agent, and makes, renames and deletes one. */
export function AgentBar() {
  const [asking, ask] = useState<"create" | "rename" | "delete">();
  const close = () => ask(undefined);
  const present = agent.value;
  return (
    <div class="agent-bar">
      <label>
        {say("agent")}
        <select
          value={present?.id}
          disabled={!present}
          onChange={(event) => {
            chosenAgentId.value = event.currentTarget.value;
          }}
        >
          {agents.value.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <span class="actions">
        <button type="button" class="quiet" onClick={() => ask("create")}>
          {say("agent.create")}
        </button>
        {present && (
          <>
            <button type="button" class="quiet" onClick={() => ask("rename")}>
              {say("agent.rename")}
            </button>
            <button type="button" class="quiet" onClick={() => ask("delete")}>
              {say("agent.delete")}
            </button>
          </>
        )}
      </span>
      {asking === "create" && <NameDialog onClose={close} />}
      {asking === "rename" && present && <NameDialog renamed={present} onClose={close} />}
      {asking === "delete" && present && <DeleteDialog agent={present} onClose={close} />}
    </div>
  );
}

interface NameDialogProps {
  /** Absent: a new one. */
  readonly renamed?: Agent;
  readonly onClose: () => void;
}

function NameDialog({ renamed, onClose }: NameDialogProps) {
  const run = async (form: FormData) => {
    const name = String(form.get("name") ?? "").trim();
    if (name === "") return say("agent.nameMissing");
    if (renamed) return call("PATCH", `/agents/${encodeURIComponent(renamed.id)}`, { name });
    const answer = await call<Agent>("POST", "/agents", { name });
    if (answer.ok) chosenAgentId.value = answer.value.id;
    return answer;
  };
  const key = renamed ? "agent.rename" : "agent.create";
  return (
    <FormDialog
      title={say(`${key}.title`)}
      action={say(`${key}.do`)}
      done={say(`${key}.done`)}
      run={run}
      onClose={onClose}
    >
      <label>
        {say("agent.name")}
        <input name="name" maxLength={nameMaxChars} defaultValue={renamed?.name} />
      </label>
    </FormDialog>
  );
}

function DeleteDialog({
  agent: { id, name },
  onClose,
}: {
  readonly agent: Agent;
  readonly onClose: () => void;
}) {
  const count = devices.value.filter((device) => device.agentId === id).length;
  return (
    <FormDialog
      title={say("agent.delete.title", { name })}
      action={say("agent.delete.do")}
      done={say("agent.delete.done")}
      dangerous
      run={() => call("DELETE", `/agents/${encodeURIComponent(id)}`)}
      onClose={onClose}
    >
      <p>{say("agent.delete.what", { count })}</p>
    </FormDialog>
  );
}
