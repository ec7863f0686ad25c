import { type LinkFault, linkFaults, type VirtualDevice } from "../../contract.js";
import { notify } from "../parts/notice.js";
import { say } from "../say.js";
import type { Act } from "./act.js";

const choices: readonly (LinkFault | "none")[] = ["none", ...linkFaults];

/** What is to go wrong between this device and the cloud. */
export function NetworkFaults({ device, act }: { readonly device: VirtualDevice; readonly act: Act }) {
  return (
    <>
      <fieldset>
        <legend class="hidden">{say("network.title")}</legend>
        {choices.map((choice) => (
          <label key={choice} class="choice">
            <input
              type="radio"
              name={`link-${device.id}`}
              checked={(device.link ?? "none") === choice}
              onChange={() => act({ act: "link", fault: choice === "none" ? null : choice })}
            />
            <span>
              {say(`link.${choice}`)}
              <small>{say(`link.${choice}.what`)}</small>
            </span>
          </label>
        ))}
      </fieldset>
      <button
        type="button"
        class="secondary outline"
        onClick={async () => {
          if (await act({ act: "expireTokens" })) notify(say("network.expire.done"));
        }}
      >
        {say("network.expire")}
      </button>
    </>
  );
}
