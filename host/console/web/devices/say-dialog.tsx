import type { BoundDevice } from "../../contract.js";
import { call } from "../calls.js";
import { FormDialog } from "../parts/form-dialog.js";
import { say } from "../say.js";

const textMaxChars = 200;

/** The cloud lets the device speak this text. */
export function SayDialog({
  device,
  onClose,
}: {
  readonly device: BoundDevice;
  readonly onClose: () => void;
}) {
  const run = async (form: FormData) => {
    const text = String(form.get("text") ?? "").trim();
    if (text === "") return say("say.empty");
    return call("POST", `/devices/${encodeURIComponent(device.id)}/say`, { text });
  };
  return (
    <FormDialog
      title={say("say.title", { device: device.alias || device.macAddress })}
      action={say("say.do")}
      done={say("say.done")}
      run={run}
      onClose={onClose}
    >
      <label>
        {say("say.text")}
        <input name="text" maxLength={textMaxChars} />
      </label>
    </FormDialog>
  );
}
