/** What a screen reader says in the place of the picture. */
import type { ScreenModel } from "../../../../src/core/screen/model.js";

/** One sentence a part; the code's digits stand apart, so that they are read one by one. */
export function spokenScreen(model: ScreenModel): string {
  const parts = [
    model.title,
    ...(model.alert ? [model.alert.title, model.alert.text] : []),
    ...(model.code ? [[...model.code].join(" ")] : []),
    ...model.lines,
    ...(model.progress?.percent === undefined ? [] : [`${model.progress.percent} %`]),
    ...(model.user ? [model.user] : []),
    ...(model.assistant ? [model.assistant] : []),
    ...(model.hint ? [model.hint] : []),
  ];
  return parts.map((part) => (/[.!?。！？]$/.test(part) ? part : `${part}.`)).join(" ");
}
