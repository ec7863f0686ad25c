/** One virtual device of the console: what it did and shows, from before its engine runs until it is removed. */
import type { VirtualDevice as Device } from "../../../device/device.js";
import type { DeviceEvent } from "../../../device/events.js";
import { virtualSsid } from "../../../device/node/network.js";
import {
  type Change,
  type LinkFault,
  maxEvents,
  type TimedEvent,
  type VirtualAction,
  type VirtualDevice,
  type VirtualOptions,
} from "../../contract.js";
import { Refusal } from "../failure.js";
import { createRing } from "../ring.js";
import { shown } from "../shown.js";

/** What an action does to the cloud. */
export interface CloudActions {
  /** No token handed out so far is accepted any more, and open sessions end. */
  expireTokens(): void;
}

export interface VirtualParts {
  readonly id: string;
  readonly mac: string;
  readonly options: VirtualOptions;
  readonly tell: (change: Change) => void;
  readonly cloud: CloudActions;
  /** Milliseconds since 1970. */
  readonly utcMs: () => number;
}

export class ShownDevice {
  private readonly ring = createRing<TimedEvent>(maxEvents);
  private device: Device | undefined;
  private count = 0;
  private link: LinkFault | null = null;
  private screen: VirtualDevice["screen"];
  private state: string | undefined;
  private dead: string | undefined;
  private readonly madeMs = performance.now();

  constructor(private readonly parts: VirtualParts) {}

  get id(): string {
    return this.parts.id;
  }

  /** Its engine runs. */
  running(device: Device): void {
    this.device = device;
  }

  view(): VirtualDevice {
    const { screen, state, dead } = this;
    return {
      id: this.parts.id,
      mac: this.parts.mac,
      ...this.parts.options,
      link: this.link,
      events: this.ring.all(),
      ...(screen === undefined ? {} : { screen }),
      ...(state === undefined ? {} : { state }),
      nowMs: this.nowMs(),
      ...(dead === undefined ? {} : { dead }),
    };
  }

  /** Takes each event of the device. */
  see(event: DeviceEvent): void {
    const { tell, id } = this.parts;
    if (event.event === "screen") {
      this.screen = event;
      tell({ change: "screen", id, screen: event, nowMs: this.nowMs() });
      return;
    }
    const timed = this.timed(event);
    this.ring.push(timed);
    tell({ change: "event", id, event: timed });
    if (event.event === "state") this.state = event.state;
    if (event.event === "restart") {
      this.dead = undefined;
      // Each power-on begins with a whole network; what is broken outside of the device stays broken.
      this.applyLink();
      this.tellWhole();
    }
    if (event.event === "dead") {
      this.dead = event.reason;
      this.tellWhole();
    }
  }

  act(action: VirtualAction): void {
    const { device } = this;
    if (device === undefined) throw new Refusal(409, "starting", "The device is still starting.");
    switch (action.act) {
      case "press":
        return device.press();
      case "say":
        return device.say(action.text);
      case "powerCycle":
        return device.powerCycle();
      case "link":
        this.link = action.fault;
        this.applyLink();
        return this.tellWhole();
      case "expireTokens":
        return this.parts.cloud.expireTokens();
    }
  }

  tellWhole(): void {
    this.parts.tell({ change: "virtual", device: this.view() });
  }

  private applyLink(): void {
    const control = this.device?.control();
    const { link } = this;
    if (link === "unplugged" || link === "wrongPassword") {
      control?.setLinkFault(undefined);
      const trouble = { kind: "wrongPassword", ssid: virtualSsid } as const;
      return control?.setNetwork("down", link === "wrongPassword" ? trouble : undefined);
    }
    control?.setLinkFault(link ?? undefined);
    control?.setNetwork("up");
  }

  /** The first events come before its engine is known here: by then its clock has run since about the time it was made. */
  private nowMs(): number {
    return this.device?.monotonicMs() ?? Math.floor(performance.now() - this.madeMs);
  }

  private timed(event: TimedEvent["event"]): TimedEvent {
    this.count += 1;
    return {
      number: this.count,
      atMs: this.nowMs(),
      at: new Date(this.parts.utcMs()).toISOString(),
      event: shownEvent(event),
    };
  }
}

/** Only messages can be large. */
function shownEvent(event: TimedEvent["event"]): TimedEvent["event"] {
  if (event.event !== "message") return event;
  const message = shown(event.message);
  return message === event.message ? event : ({ ...event, message } as TimedEvent["event"]);
}
