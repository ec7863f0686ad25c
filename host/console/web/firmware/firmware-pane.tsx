import { useState } from "preact/hooks";
import type { Firmware } from "../../contract.js";
import { call } from "../calls.js";
import { firmware } from "../live/store.js";
import { FormDialog } from "../parts/form-dialog.js";
import { momentText, say, sizeText } from "../say.js";
import { UploadForm } from "./upload-form.js";

/** Images that the cloud offers to devices at their next check. */
export function FirmwarePane() {
  return (
    <section aria-labelledby="firmware-title">
      <h2 id="firmware-title">{say("pane.firmware")}</h2>
      <p>{say("firmware.what")}</p>
      <UploadForm />
      {firmware.value.length === 0 ? (
        <p class="empty">{say("firmware.none")}</p>
      ) : (
        <table>
          <thead>
            <tr>
              <th scope="col">{say("firmware.image")}</th>
              <th scope="col">{say("firmware.size")}</th>
              <th scope="col">{say("firmware.sha256")}</th>
              <th scope="col">{say("firmware.added")}</th>
              <th scope="col">{say("devices.actions")}</th>
            </tr>
          </thead>
          <tbody>
            {firmware.value.map((image) => (
              <FirmwareRow key={`${image.type} ${image.version}`} image={image} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function FirmwareRow({ image }: { readonly image: Firmware }) {
  const [asking, setAsking] = useState(false);
  const { type, version, sizeBytes, sha256, force, addedAt } = image;
  return (
    <tr>
      <th scope="row" data-label={say("firmware.image")}>
        {type} {version} {force && <span class="pill">{say("firmware.forced")}</span>}
      </th>
      <td data-label={say("firmware.size")}>{sizeText(sizeBytes)}</td>
      <td data-label={say("firmware.sha256")}>
        <code class="digest">{sha256}</code>
      </td>
      <td data-label={say("firmware.added")}>
        <time dateTime={addedAt}>{momentText(addedAt)}</time>
      </td>
      <td>
        <button type="button" class="quiet" onClick={() => setAsking(true)}>
          {say("firmware.delete")}
        </button>
        {asking && (
          <FormDialog
            title={say("firmware.delete.title", { image: `${type} ${version}` })}
            action={say("firmware.delete")}
            done={say("firmware.delete.done")}
            dangerous
            run={() => call("DELETE", `/firmware/${encodeURIComponent(type)}/${encodeURIComponent(version)}`)}
            onClose={() => setAsking(false)}
          >
            <p>{say("firmware.delete.what")}</p>
          </FormDialog>
        )}
      </td>
    </tr>
  );
}
