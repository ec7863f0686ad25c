/** How far a device has come in the story that the page invites to play. Pure. */
import type { TimedEvent } from "../../contract.js";

export const chapters = ["code", "bound", "talked", "unbound", "again"] as const;

/** How many chapters are behind. A device that was bound before skips the first. */
export function chaptersDone(events: readonly TimedEvent[]): number {
  let done = 0;
  for (const { event } of events) {
    const isCode = event.event === "activation";
    const isOnline = event.event === "online";
    const isTalk = event.event === "message" && event.message.type === "listen";
    if (done === 0 && isCode) done = 1;
    else if (done <= 1 && isOnline) done = 2;
    else if (done === 2 && isTalk) done = 3;
    else if ((done === 2 || done === 3) && isCode) done = 4;
    else if (done === 4 && isOnline) done = 5;
  }
  return done;
}
