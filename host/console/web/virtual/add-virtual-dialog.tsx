import { displays } from "../../../screens/displays.js";
import type { VirtualDevice, VirtualOptions } from "../../contract.js";
import { call } from "../calls.js";
import { FormDialog } from "../parts/form-dialog.js";
import { language } from "../preferences.js";
import { say } from "../say.js";

const displayNames = Object.keys(displays) as VirtualOptions["display"][];

/** The first start in the XS engine builds that engine. */
const startTimeoutMs = 300_000;

/** Switches a further virtual device on. */
export function AddVirtualDialog({ onClose }: { readonly onClose: () => void }) {
  const run = (form: FormData) => {
    const options = Object.fromEntries(form) as unknown as VirtualOptions;
    return call<VirtualDevice>("POST", "/virtual", options, startTimeoutMs);
  };
  return (
    <FormDialog
      title={say("virtual.add")}
      action={say("virtual.add.do")}
      done={say("virtual.add.done")}
      run={run}
      onClose={onClose}
    >
      <label>
        {say("virtual.display")}
        <select name="display">
          {displayNames.map((name) => (
            <option key={name} value={name}>
              {say(`display.${name}`)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {say("language")}
        <select name="language" defaultValue={language.peek()}>
          <option value="en">English</option>
          <option value="zh-CN">中文</option>
        </select>
      </label>
      <label>
        {say("virtual.transport")}
        <select name="transport">
          <option value="auto">{say("transport.auto")}</option>
          <option value="websocket">{say("transport.websocket")}</option>
          <option value="mqtt">{say("transport.mqtt")}</option>
        </select>
      </label>
      <label>
        {say("virtual.engine")}
        <select name="engine">
          <option value="xs">{say("engine.xs")}</option>
          <option value="node">{say("engine.node")}</option>
        </select>
      </label>
    </FormDialog>
  );
}
