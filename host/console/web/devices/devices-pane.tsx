import { useState } from "preact/hooks";
import { agent } from "../agents/agent.js";
import { AgentBar } from "../agents/agent-bar.js";
import { devices } from "../live/store.js";
import { say } from "../say.js";
import { AddDialog } from "./add-dialog.js";
import { adding } from "./adding.js";
import { DeviceRow } from "./device-row.js";
import { ImportDialog } from "./import-dialog.js";

const columns = ["device", "board", "state", "lastSeen", "autoUpdate"] as const;

/** The devices of an agent, and how they come to it. */
export function DevicesPane() {
  const [importing, setImporting] = useState(false);
  const present = agent.value;
  const bound = devices.value.filter(({ agentId }) => agentId === present?.id);
  return (
    <section aria-labelledby="devices-title">
      <h2 id="devices-title">{say("pane.devices")}</h2>
      <AgentBar />
      {!present && <p>{say("agent.none")}</p>}
      {present && (
        <>
          <div class="actions">
            <button
              type="button"
              onClick={() => {
                adding.value = { code: "" };
              }}
            >
              {say("add.open")}
            </button>
            <button type="button" class="secondary outline" onClick={() => setImporting(true)}>
              {say("import.open")}
            </button>
          </div>
          {bound.length === 0 ? (
            <p class="empty">{say("devices.none")}</p>
          ) : (
            <table class="devices">
              <thead>
                <tr>
                  {columns.map((column) => (
                    <th key={column} scope="col">
                      {say(`devices.${column}`)}
                    </th>
                  ))}
                  <th scope="col">{say("devices.actions")}</th>
                </tr>
              </thead>
              <tbody>
                {bound.map((device) => (
                  <DeviceRow key={device.id} device={device} />
                ))}
              </tbody>
            </table>
          )}
          {adding.value && <AddDialog agent={present} />}
          {importing && <ImportDialog agent={present} onClose={() => setImporting(false)} />}
        </>
      )}
    </section>
  );
}
