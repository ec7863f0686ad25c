/** The virtual devices of this console, in memory: the terminal's and those that were made on the page. */
import {
  type VirtualDevice as Device,
  startVirtualDevice,
  type VirtualDeviceOptions,
} from "../../../device/device.js";
import { keptMac } from "../../../device/node/identity.js";
import { displays } from "../../../screens/displays.js";
import {
  type Change,
  maxVirtual,
  type VirtualAction,
  type VirtualDevice,
  type VirtualOptions,
} from "../../contract.js";
import { notFound, Refusal } from "../failure.js";
import { type CloudActions, ShownDevice } from "./device.js";

/** What the terminal's device has beyond one that was made on the page. */
export interface VirtualExtras
  extends Pick<VirtualDeviceOptions, "stateDir" | "screen" | "log" | "engineLog" | "onEvent" | "ports"> {
  /** Somebody removed it on the page. */
  readonly onRemoved?: () => void;
}

export interface VirtualRegistry {
  /** Starts one; it is shown before its engine runs. Rejects with Refusal if there are too many, or if it can't start. */
  start(
    options: VirtualOptions,
    extras?: VirtualExtras,
  ): Promise<{ readonly id: string; readonly device: Device }>;
  /** Throws Refusal if there is none of that id, or if it can't do that now. */
  act(id: string, action: VirtualAction): void;
  /** Switches it off and forgets it. Rejects with Refusal if there is none of that id. */
  remove(id: string): Promise<void>;
  view(id: string): VirtualDevice | undefined;
  all(): readonly VirtualDevice[];
  /** Switches all off; later ones can't start. Idempotent. */
  close(): Promise<void>;
}

export interface RegistryParts {
  readonly otaUrl: () => string;
  readonly tell: (change: Change) => void;
  readonly cloud: CloudActions;
  /** Milliseconds since 1970. */
  readonly utcMs: () => number;
}

interface Entry {
  readonly shown: ShownDevice;
  readonly starting: Promise<Device>;
  readonly onRemoved?: () => void;
}

export function createVirtualRegistry({ otaUrl, tell, cloud, utcMs }: RegistryParts): VirtualRegistry {
  const entries = new Map<string, Entry>();
  let lastNumber = 0;
  let closed = false;

  const forget = async (id: string, { starting }: Entry): Promise<void> => {
    if (!entries.delete(id)) return;
    tell({ change: "virtualGone", id });
    // One that is still starting is switched off as soon as it has started.
    const device = await starting.catch(() => undefined);
    await device?.close();
  };

  const start = async (options: VirtualOptions, extras: VirtualExtras = {}) => {
    if (closed) throw new Refusal(503, "closing", "The console is ending.");
    if (entries.size >= maxVirtual)
      throw new Refusal(409, "tooManyVirtual", `There can be at most ${maxVirtual} virtual devices.`);
    lastNumber += 1;
    const id = `${lastNumber}`;
    const mac = macFor(extras);
    const shown = new ShownDevice({ id, mac, options, tell, cloud, utcMs });
    const { onRemoved, ...given } = extras;
    const starting = startVirtualDevice({
      ...given,
      engine: options.engine,
      language: options.language,
      transport: options.transport,
      otaUrl: otaUrl(),
      mac,
      ports: { ...extras.ports, display: displayOf(options) },
      onEvent(event) {
        if (entries.has(id)) shown.see(event);
        extras.onEvent?.(event);
      },
    });
    const entry = { shown, starting, ...(onRemoved === undefined ? {} : { onRemoved }) };
    entries.set(id, entry);
    shown.tellWhole();
    try {
      const device = await starting;
      shown.running(device);
      return { id, device };
    } catch (error) {
      await forget(id, entry);
      throw notStarted(error);
    }
  };

  return {
    start,
    act(id, action) {
      const entry = entries.get(id);
      if (entry === undefined) throw notFound("virtual device");
      entry.shown.act(action);
    },
    async remove(id) {
      const entry = entries.get(id);
      if (entry === undefined) throw notFound("virtual device");
      const gone = forget(id, entry);
      entry.onRemoved?.();
      await gone;
    },
    view: (id) => entries.get(id)?.shown.view(),
    all: () => [...entries.values()].map(({ shown }) => shown.view()),
    async close() {
      closed = true;
      await Promise.all([...entries].map(([id, entry]) => forget(id, entry)));
    },
  };
}

/** Known before the device is, so that it can be shown while its engine is still built. */
function macFor({ stateDir }: VirtualExtras): string {
  try {
    return keptMac(stateDir);
  } catch (error) {
    throw notStarted(error);
  }
}

function notStarted(error: unknown): Refusal {
  return new Refusal(500, "server", error instanceof Error ? error.message : "The device did not start.");
}

function displayOf({ display }: VirtualOptions) {
  const shape = displays[display];
  const monochrome = "monochrome" in shape && shape.monochrome;
  return { monochrome, widthPx: shape.widthPx, heightPx: shape.heightPx };
}
