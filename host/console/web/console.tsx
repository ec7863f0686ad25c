import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { call } from "./calls.js";
import { adding } from "./devices/adding.js";
import { normalCode } from "./devices/code.js";
import { DevicesPane } from "./devices/devices-pane.js";
import { FaultsPane } from "./faults/faults-pane.js";
import { FirmwarePane } from "./firmware/firmware-pane.js";
import { signedOut } from "./live/connection.js";
import { fault, line, scene, session } from "./live/store.js";
import { Notice } from "./parts/notice.js";
import { PreferenceSwitches } from "./parts/preference-switches.js";
import { say } from "./say.js";
import { SessionsPane } from "./sessions/sessions-pane.js";
import { Story } from "./virtual/story.js";
import { VirtualDevices } from "./virtual/virtual-devices.js";

const panes = {
  devices: DevicesPane,
  sessions: SessionsPane,
  firmware: FirmwarePane,
  faults: FaultsPane,
} as const;
type PaneName = keyof typeof panes;
const paneNames = Object.keys(panes) as PaneName[];

function paneInAddress(): PaneName {
  const name = location.hash.slice(1);
  return paneNames.find((each) => each === name) ?? "devices";
}
const pane = signal<PaneName>(paneInAddress());

/** The QR code on a device's screen leads here with its code (`#code=007301`): filled in, for the person to send off. */
function takeCode(): void {
  const given = /^#code=(.+)$/.exec(location.hash)?.[1];
  const code = given === undefined ? undefined : normalCode(given);
  if (code === undefined) return;
  adding.value = { code };
  history.replaceState(null, "", "#devices");
}
takeCode();
window.addEventListener("hashchange", () => {
  takeCode();
  pane.value = paneInAddress();
});

export function Console() {
  const Pane = panes[pane.value];
  return (
    <>
      <header class="bar">
        <h1>{say("console")}</h1>
        <Line />
        <PreferenceSwitches />
        <button type="button" class="quiet" onClick={signOut}>
          {say("signOut")}
        </button>
      </header>
      {fault.value && (
        <p class="banner warning" role="status">
          {say("fault.on", { fault: say(`fault.${fault.value}`) })} <a href="#faults">{say("fault.see")}</a>
        </p>
      )}
      <main id="main" tabIndex={-1} class={session.value?.virtual ? "two" : "one"}>
        {session.value?.virtual && <VirtualDevices />}
        <div class="work">
          {session.value?.virtual && <Story />}
          <nav aria-label={say("console")} class="panes">
            <ul>
              {paneNames.map((name) => (
                <li key={name}>
                  <a href={`#${name}`} aria-current={pane.value === name ? "page" : undefined}>
                    {say(`pane.${name}`)}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
          <Loaded>
            <Pane />
          </Loaded>
        </div>
      </main>
      <Notice />
    </>
  );
}

/** Nothing can be said of lists that haven't come yet. */
function Loaded({ children }: { readonly children: ComponentChildren }) {
  return scene.value ? children : <p aria-busy="true">{say("line.connecting")}</p>;
}

function Line() {
  const state = line.value;
  return (
    <span class={`line ${state}`} role="status">
      {say(`line.${state}`)}
    </span>
  );
}

async function signOut() {
  await call("DELETE", "/session");
  signedOut();
}
