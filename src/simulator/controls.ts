/** Words for the device from the simulator's host: the message `{"say":"…"}` stands for a microphone. */
import Control from "control";
import type { Guard } from "../moddable/guard.js";

export function listenToHost(guard: Guard, say: (text: string) => void): void {
  const said = guard((message: unknown) => {
    const text = (message as { say?: unknown } | undefined)?.say;
    if (typeof text === "string") say(text);
  });
  new (class extends Control {
    override onJSON(message: unknown): void {
      said(message);
    }
  })();
}
