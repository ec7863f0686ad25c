import { useState } from "preact/hooks";
import { maxVirtual } from "../../contract.js";
import { scene, virtualDevices } from "../live/store.js";
import { say } from "../say.js";
import { AddVirtualDialog } from "./add-virtual-dialog.js";
import { VirtualPanel } from "./virtual-panel.js";

/** The devices that run in this computer. */
export function VirtualDevices() {
  const [adding, setAdding] = useState(false);
  const list = virtualDevices.value;
  return (
    <section class="virtual-devices" aria-labelledby="virtual-title">
      <h2 id="virtual-title">{say("virtual.title")}</h2>
      {list.map((device, at) => (
        <VirtualPanel key={device.id} device={device} first={at === 0} />
      ))}
      {scene.value && list.length === 0 && <p class="empty">{say("virtual.none")}</p>}
      <button
        type="button"
        class="secondary outline"
        disabled={list.length >= maxVirtual}
        onClick={() => setAdding(true)}
      >
        {say("virtual.add")}
      </button>
      {adding && <AddVirtualDialog onClose={() => setAdding(false)} />}
    </section>
  );
}
