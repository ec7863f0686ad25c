import { useState } from "preact/hooks";
import type { BoundDevice } from "../../contract.js";
import { call } from "../calls.js";
import { FormDialog } from "../parts/form-dialog.js";
import { notify } from "../parts/notice.js";
import { momentText, say, sayFailure } from "../say.js";
import { AliasField } from "./alias-field.js";
import { SayDialog } from "./say-dialog.js";

/** One bound device. The labels are for phones, where a row becomes a card. */
export function DeviceRow({ device }: { readonly device: BoundDevice }) {
  const [asking, ask] = useState<"unbind" | "say">();
  const close = () => ask(undefined);
  const { id, macAddress, session, lastConnectedAt } = device;
  return (
    <tr>
      <th scope="row" data-label={say("devices.device")}>
        <code>{macAddress}</code>
        <AliasField device={device} />
      </th>
      <td data-label={say("devices.board")}>
        <span>{device.board || "–"}</span> <small>{device.appVersion}</small>
      </td>
      <td data-label={say("devices.state")}>
        <span class={session ? "pill good" : "pill"}>
          {say(session ? "device.online" : "device.offline")}
        </span>
        {session && <small> {say(`transport.${session.transport}`)}</small>}
      </td>
      <td data-label={say("devices.lastSeen")}>
        {lastConnectedAt ? (
          <time dateTime={lastConnectedAt}>{momentText(lastConnectedAt)}</time>
        ) : (
          say("device.never")
        )}
      </td>
      <td data-label={say("devices.autoUpdate")}>
        <AutoUpdate device={device} />
      </td>
      <td>
        <span class="actions">
          <button type="button" class="quiet" disabled={!session} onClick={() => ask("say")}>
            {say("say.open")}
          </button>
          <button type="button" class="quiet" onClick={() => ask("unbind")}>
            {say("unbind.open")}
          </button>
        </span>
        {asking === "say" && <SayDialog device={device} onClose={close} />}
        {asking === "unbind" && (
          <FormDialog
            title={say("unbind.title", { device: device.alias || macAddress })}
            action={say("unbind.do")}
            done={say("unbind.done")}
            dangerous
            run={() => call("DELETE", `/devices/${encodeURIComponent(id)}`)}
            onClose={close}
          >
            <p>{say("unbind.what")}</p>
          </FormDialog>
        )}
      </td>
    </tr>
  );
}

function AutoUpdate({ device: { id, macAddress, autoUpdate } }: { readonly device: BoundDevice }) {
  return (
    <input
      type="checkbox"
      role="switch"
      aria-label={say("device.autoUpdate", { device: macAddress })}
      checked={autoUpdate}
      aria-checked={autoUpdate}
      onChange={async ({ currentTarget }) => {
        const answer = await call("PATCH", `/devices/${encodeURIComponent(id)}`, {
          autoUpdate: currentTarget.checked,
        });
        if (answer.ok) return;
        currentTarget.checked = autoUpdate;
        notify(sayFailure(answer));
      }}
    />
  );
}
