import { useState } from "preact/hooks";
import type { VirtualDevice } from "../../contract.js";
import { agent } from "../agents/agent.js";
import { call } from "../calls.js";
import { adding } from "../devices/adding.js";
import { Display } from "../display/display.js";
import { StateDiagram, stateOf } from "../lifecycle/state-diagram.js";
import { FormDialog } from "../parts/form-dialog.js";
import { notify } from "../parts/notice.js";
import { say, sayFailure } from "../say.js";
import type { Act } from "./act.js";
import { EventLog } from "./event-log.js";
import { NetworkFaults } from "./network-faults.js";
import { SayForm } from "./say-form.js";

/** On a phone the picture of the states would push the console far down. */
const hasRoom = window.matchMedia("(min-width: 62rem)").matches;

interface VirtualPanelProps {
  readonly device: VirtualDevice;
  /** The picture of its states is open from the start, if there is room. */
  readonly first: boolean;
}

/** One virtual device: what a person would have on the desk, and what no device shows. */
export function VirtualPanel({ device, first }: VirtualPanelProps) {
  const [removing, setRemoving] = useState(false);
  const [logOpen, setLogOpen] = useState(false);
  const { id, mac, screen, dead } = device;
  const path = `/virtual/${encodeURIComponent(id)}`;
  const act: Act = async (action) => {
    const answer = await call("POST", `${path}/act`, action);
    if (!answer.ok) notify(sayFailure(answer));
    return answer.ok;
  };
  const state = stateOf(device.state);
  const titleId = `virtual-${id}`;
  return (
    <article class="virtual-device" aria-labelledby={titleId}>
      <header>
        <h3 id={titleId}>
          <code>{mac}</code>
        </h3>
        <small>
          {say(`engine.${device.engine}.short`)} · {say(`transport.${device.transport}`)}
        </small>
        <span class={`pill ${state === "online" ? "good" : ""}`}>
          {dead ? say("virtual.dead") : state ? say(`state.${state}`) : "…"}
        </span>
      </header>
      <Display device={device} />
      {dead && (
        <p class="banner warning" role="status">
          {say("virtual.dead.what", { reason: dead })}
        </p>
      )}
      <div class="buttons">
        <button type="button" onClick={() => act({ act: "press" })}>
          {say("virtual.press")}
        </button>
        <button type="button" class="secondary" onClick={() => act({ act: "powerCycle" })}>
          {say("virtual.power")}
        </button>
        {screen?.code && agent.value && (
          <button
            type="button"
            class="secondary outline"
            onClick={() => {
              location.hash = "devices";
              adding.value = { code: screen.code ?? "" };
            }}
          >
            {say("virtual.enter")}
          </button>
        )}
      </div>
      <SayForm act={act} />
      <details open={first && hasRoom}>
        <summary>{say("diagram.title")}</summary>
        <StateDiagram state={state} before={stateBefore(device)} />
      </details>
      <details>
        <summary>{say("network.title")}</summary>
        <NetworkFaults device={device} act={act} />
      </details>
      <details onToggle={(event) => setLogOpen(event.currentTarget.open)}>
        <summary>{say("log.title", { count: device.events.length })}</summary>
        {logOpen && <EventLog device={device} />}
      </details>
      <button type="button" class="quiet" onClick={() => setRemoving(true)}>
        {say("virtual.remove")}
      </button>
      {removing && (
        <FormDialog
          title={say("virtual.remove.title", { device: mac })}
          action={say("virtual.remove")}
          done={say("virtual.remove.done")}
          dangerous
          run={() => call("DELETE", path)}
          onClose={() => setRemoving(false)}
        >
          <p>{say("virtual.remove.what")}</p>
        </FormDialog>
      )}
    </article>
  );
}

/** The state that it left for the present one. */
function stateBefore({ events }: VirtualDevice) {
  const states = events.flatMap(({ event }) => (event.event === "state" ? [event.state] : []));
  return states.at(-2);
}
