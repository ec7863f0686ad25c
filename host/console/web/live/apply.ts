/** How the page's picture of everything follows the server's changes. Pure. */
import {
  type Change,
  maxEvents,
  maxMessages,
  type Snapshot,
  type TimedEvent,
  type VirtualDevice,
} from "../../contract.js";

export interface Scene extends Snapshot {
  /** By virtual device: what must be added to this page's own clock to have the device's. */
  readonly clockOffsets: Readonly<Record<string, number>>;
}

/** `localMs` is the page's monotonic clock when it arrived. */
export function sceneOf(snapshot: Snapshot, localMs: number): Scene {
  return {
    ...snapshot,
    clockOffsets: Object.fromEntries(snapshot.virtual.map(({ id, nowMs }) => [id, nowMs - localMs])),
  };
}

/** Lists that the change doesn't touch stay the same objects. */
export function applied(scene: Scene, change: Change, localMs: number): Scene {
  switch (change.change) {
    case "agents":
      return { ...scene, agents: change.agents };
    case "devices":
      return { ...scene, devices: change.devices };
    case "firmware":
      return { ...scene, firmware: change.firmware };
    case "fault":
      return { ...scene, fault: change.fault };
    case "message":
      return { ...scene, messages: [...scene.messages, change.message].slice(-maxMessages) };
    case "virtual":
      return withClock(
        { ...scene, virtual: replaced(scene.virtual, change.device) },
        change.device.id,
        change.device.nowMs - localMs,
      );
    case "virtualGone":
      return { ...scene, virtual: scene.virtual.filter(({ id }) => id !== change.id) };
    case "event":
      return {
        ...scene,
        virtual: edited(scene.virtual, change.id, (device) => withEvent(device, change.event)),
      };
    case "screen":
      return withClock(
        {
          ...scene,
          virtual: edited(scene.virtual, change.id, (device) => ({ ...device, screen: change.screen })),
        },
        change.id,
        change.nowMs - localMs,
      );
  }
}

function withClock(scene: Scene, id: string, offsetMs: number): Scene {
  return { ...scene, clockOffsets: { ...scene.clockOffsets, [id]: offsetMs } };
}

function replaced(list: readonly VirtualDevice[], device: VirtualDevice): readonly VirtualDevice[] {
  return list.some(({ id }) => id === device.id)
    ? list.map((each) => (each.id === device.id ? device : each))
    : [...list, device];
}

function edited(
  list: readonly VirtualDevice[],
  id: string,
  edit: (device: VirtualDevice) => VirtualDevice,
): readonly VirtualDevice[] {
  return list.map((device) => (device.id === id ? edit(device) : device));
}

function withEvent(device: VirtualDevice, event: TimedEvent): VirtualDevice {
  const last = device.events.at(-1)?.number ?? 0;
  // It may be in the snapshot already.
  if (event.number <= last) return device;
  const events = [...device.events, event].slice(-maxEvents);
  return event.event.event === "state"
    ? { ...device, events, state: event.event.state }
    : { ...device, events };
}
