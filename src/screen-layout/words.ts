/** The words of a model as paragraphs, in the order in which they are read. */
import { durationText, type ScreenModel } from "../core/screen/model.js";
import { say } from "../core/screen/wording.js";
import type { Ink, Role } from "./drawing.js";
import type { Paragraph } from "./flow.js";

export function paragraphsOf(model: ScreenModel): Paragraph[] {
  const paragraphs: Paragraph[] = [];
  const add = (role: Role, ink: Ink, text: string | undefined) => {
    if (text) paragraphs.push({ role, ink, text });
  };
  add("alert", "warning", model.alert?.title);
  add("alert", "text", model.alert?.text);
  for (const line of model.lines) add("line", "text", line);
  add("pace", "dim", model.progress?.pace);
  add("user", "dim", model.user);
  add("assistant", "text", model.assistant);
  if (model.server) add("server", "dim", say(model.language, "line.server", { server: model.server }));
  add("hint", "accent", model.hint);
  return paragraphs;
}

/** The countdown, or how long the device has waited. */
export function momentOf(model: ScreenModel, nowMs: number): Paragraph | undefined {
  if (model.next)
    return {
      role: "moment",
      ink: "text",
      text: `${model.next.text} ${durationText(model.next.atMs - nowMs)}`,
    };
  if (!model.since) return undefined;
  // Whole seconds that have passed, where `durationText` rounds up.
  const passedMs = Math.floor((nowMs - model.since.atMs) / 1000) * 1000;
  return { role: "moment", ink: "dim", text: `${model.since.text} ${durationText(passedMs)}` };
}
