import { type CloudFault, cloudFaults } from "../../contract.js";
import { call } from "../calls.js";
import { fault } from "../live/store.js";
import { notify } from "../parts/notice.js";
import { say, sayFailure } from "../say.js";

const choices: readonly (CloudFault | "none")[] = ["none", ...cloudFaults];

/** What is to go wrong in the cloud, for every device. */
export function FaultsPane() {
  const choose = async (choice: CloudFault | "none") => {
    const answer = await call("PUT", "/faults", { fault: choice === "none" ? null : choice });
    if (!answer.ok) notify(sayFailure(answer));
  };
  return (
    <section aria-labelledby="faults-title">
      <h2 id="faults-title">{say("pane.faults")}</h2>
      <p>{say("faults.what")}</p>
      <fieldset>
        <legend class="hidden">{say("pane.faults")}</legend>
        {choices.map((choice) => (
          <label key={choice} class="choice">
            <input
              type="radio"
              name="fault"
              checked={(fault.value ?? "none") === choice}
              onChange={() => void choose(choice)}
            />
            <span>
              {say(`fault.${choice}`)}
              <small>{say(`fault.${choice}.what`)}</small>
            </span>
          </label>
        ))}
      </fieldset>
    </section>
  );
}
