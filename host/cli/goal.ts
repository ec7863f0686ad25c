/** What `device` waits for before it ends: a state, an answer, both. */
import type { StateName } from "../../src/core/lifecycle/names.js";
import type { DeviceEvent } from "../device/events.js";

export interface GoalOptions {
  readonly until?: StateName;
  readonly say?: string;
}

export interface Goal {
  /** Feed every event. Answers what to say now, if there is something. */
  see(event: DeviceEvent): string | undefined;
  /** There is a goal and it is reached. */
  reached(): boolean;
  /** What is still waited for, for the sentence at a timeout; the empty text if nothing. */
  waitingFor(): string;
  /** The same when time is up. Without a goal that is the way to end, and only a device that reached no cloud has failed. */
  missedAtTimeout(): string;
}

/** `say` is said once, at the first session; its answer has ended with the `tts` stop after it. */
export function goalOf({ until, say }: GoalOptions): Goal {
  let inState = until === undefined;
  let said = say === undefined;
  let answered = say === undefined;
  let answeredByCloud = false;
  let now: StateName | undefined;
  const present = (): string => (now === undefined ? "" : `, the device is ${now}`);
  const waitingFor = (): string => {
    if (!inState) return `the state ${until}${present()}`;
    return answered ? "" : `the end of the answer to what was said${present()}`;
  };
  return {
    see(event) {
      if (event.event === "state") {
        now = event.state;
        inState ||= event.state === until;
      }
      answeredByCloud ||= event.event === "activation" || event.event === "online";
      if (said && event.event === "message" && event.direction === "in") {
        answered ||= event.message.type === "tts" && event.message.state === "stop";
      }
      if (event.event !== "online" || said) return undefined;
      said = true;
      return say;
    },
    reached: () => until !== undefined && inState && answered,
    waitingFor,
    missedAtTimeout() {
      const goal = waitingFor();
      if (goal !== "" || until !== undefined || answeredByCloud) return goal;
      return `a code or a session from the cloud${present()}`;
    },
  };
}
