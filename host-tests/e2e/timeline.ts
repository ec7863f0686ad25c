import type { CloudEvent } from "../../host/cloud/contract.js";
import type { DeviceEvent, StepEvent } from "../../host/device/events.js";
import type { LogLevel } from "../../src/core/ports.js";
import type { ScreenModel } from "../../src/core/screen/model.js";

/** All that was told in one run, in order, and waiting for what is told next. */

export type Entry =
  | { readonly from: "device"; readonly event: DeviceEvent }
  | { readonly from: "step"; readonly event: StepEvent }
  | { readonly from: "log"; readonly event: { readonly level: LogLevel; readonly line: string } }
  | { readonly from: "cloud"; readonly event: CloudEvent };

export type EventNamed<Event extends { readonly event: string }, Name extends Event["event"]> = Extract<
  Event,
  { readonly event: Name }
>;

/** Real time. Long enough for a loaded machine: only what never comes gets here. */
export const patienceMs = 600_000;
const shownEntries = 40;

export class Timeline {
  readonly entries: Entry[] = [];
  readonly #watchers = new Set<() => void>();
  /** Where `sees` goes on looking. */
  #seen = 0;

  add(entry: Entry): void {
    this.entries.push(entry);
    for (const watcher of [...this.#watchers]) watcher();
  }

  deviceEvents<Name extends DeviceEvent["event"]>(name: Name): EventNamed<DeviceEvent, Name>[] {
    return this.entries.flatMap(({ from, event }) =>
      from === "device" && event.event === name ? [event as EventNamed<DeviceEvent, Name>] : [],
    );
  }

  cloudEvents<Name extends CloudEvent["event"]>(name: Name): EventNamed<CloudEvent, Name>[] {
    return this.entries.flatMap(({ from, event }) =>
      from === "cloud" && event.event === name ? [event as EventNamed<CloudEvent, Name>] : [],
    );
  }

  steps(): StepEvent[] {
    return this.entries.flatMap(({ from, event }) => (from === "step" ? [event] : []));
  }

  log(level: LogLevel): string[] {
    return this.entries.flatMap(({ from, event }) =>
      from === "log" && event.level === level ? [event.line] : [],
    );
  }

  screen(): ScreenModel | undefined {
    return this.deviceEvents("screen").at(-1);
  }

  state(): string | undefined {
    return this.deviceEvents("state").at(-1)?.state;
  }

  /** What `sees` has not looked at yet is left out from now on: only what comes later counts. */
  fromNow(): void {
    this.#seen = this.entries.length;
  }

  /** Waits until `isTrue`; asked now and after each entry. Rejects when the device dies or nothing comes of it. */
  until(what: string, isTrue: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const done = (settle: () => void) => {
        this.#watchers.delete(watch);
        clearTimeout(timer);
        settle();
      };
      const watch = () => {
        const dead = this.deviceEvents("dead").at(-1);
        if (isTrue()) done(resolve);
        else if (dead !== undefined)
          done(() => reject(new Error(`The device died waiting for ${what}: ${dead.reason}`)));
      };
      const timer = setTimeout(() => done(() => reject(new Error(this.#story(what)))), patienceMs);
      this.#watchers.add(watch);
      watch();
    });
  }

  /** The next event of that name that `which` accepts, after the last one seen. What lies before it is passed over. */
  async sees<Name extends DeviceEvent["event"]>(
    name: Name,
    which: (event: EventNamed<DeviceEvent, Name>) => boolean = () => true,
    what = `${name} ${which.toString()}`,
  ): Promise<EventNamed<DeviceEvent, Name>> {
    let found: EventNamed<DeviceEvent, Name> | undefined;
    await this.until(what, () => {
      for (; this.#seen < this.entries.length && found === undefined; this.#seen++) {
        const entry = this.entries[this.#seen];
        if (entry?.from !== "device" || entry.event.event !== name) continue;
        const event = entry.event as EventNamed<DeviceEvent, Name>;
        if (which(event)) found = event;
      }
      return found !== undefined;
    });
    return found as EventNamed<DeviceEvent, Name>;
  }

  /** For the person who reads why a test failed. */
  #story(what: string): string {
    const told = this.entries
      .filter(({ from }) => from !== "step")
      .slice(-shownEntries)
      .map(({ from, event }) => `  ${from} ${JSON.stringify(event)}`);
    return [`Waited ${patienceMs} ms for ${what}. State: ${this.state()}. Told last:`, ...told].join("\n");
  }
}
