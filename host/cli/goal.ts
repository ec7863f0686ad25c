/** What `device` waits for before it ends: a state, an answer, both. */
import type { StateName } from "../../src/core/lifecycle/names.js";
import type { DeviceEvent } from "../device/events.js";
import type { Io } from "./io.js";
import { say } from "./wording/wording.js";

export interface GoalOptions {
  readonly until?: StateName;
  readonly say?: string;
}

type Spoken = Pick<Io, "language">;

export interface Goal {
  /** Feed every event. Answers what to say now, if there is something. */
  see(event: DeviceEvent): string | undefined;
  /** There is a goal and it is reached. */
  reached(): boolean;
  /** What is still waited for, for the sentence at a timeout; the empty text if nothing. */
  waitingFor(io: Spoken): string;
  /** The same when time is up. Without a goal that is the way to end, and only a device that reached no cloud has failed. */
  missedAtTimeout(io: Spoken): string;
}

/** `say` is said once, at the first session; its answer has ended with the `tts` stop after it. */
export function goalOf({ until, say: toSay }: GoalOptions): Goal {
  let inState = until === undefined;
  let said = toSay === undefined;
  let answered = toSay === undefined;
  let answeredByCloud = false;
  let now: StateName | undefined;
  const present = (io: Spoken): string =>
    now === undefined ? "" : say(io, ", the device is {state}", { state: now });
  const waitingFor = (io: Spoken): string => {
    if (!inState) return say(io, "the state {state}{present}", { state: until ?? "", present: present(io) });
    return answered
      ? ""
      : say(io, "the end of the answer to what was said{present}", { present: present(io) });
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
      return toSay;
    },
    reached: () => until !== undefined && inState && answered,
    waitingFor,
    missedAtTimeout(io) {
      const goal = waitingFor(io);
      if (goal !== "" || until !== undefined || answeredByCloud) return goal;
      return say(io, "a code or a session from the cloud{present}", { present: present(io) });
    },
  };
}
