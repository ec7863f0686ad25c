/// <reference path="./globals.d.ts" />
/// <reference path="../../typings/piu.d.ts" />
/** Runs in the simulator: shows each model for a while and tells its name, so that the one outside can take a picture. */
import Timer from "timer";
import type { Language } from "../../src/core/screen/wording.js";
import { layout, pageMs } from "../../src/moddable/screen/layout.js";
import { moddableScreen } from "../../src/moddable/screen/screen.js";
import { displays } from "./displays.js";
import { galleryOf, shownAtMs } from "./models.js";

const stepMs = 250;

export default function gallery(): void {
  const { width, height } = screen;
  const [name, display] = Object.entries(displays).find(
    ([, each]) => each.widthPx === width && each.heightPx === height,
  ) ?? ["?", { widthPx: width, heightPx: height }];
  let nowMs = shownAtMs;
  let clock: string | undefined;
  const shown = moddableScreen({
    nowMs: () => nowMs,
    guard:
      (run) =>
      (...given) => {
        try {
          run(...given);
        } catch (error) {
          trace(`#failed ${String(error)}\n`);
        }
      },
    ...display,
    clock: () => clock,
  });
  const steps: (() => void)[] = [];
  for (const language of ["en", "zh-CN"] as const satisfies readonly Language[]) {
    for (const [view, model] of Object.entries(galleryOf(language))) {
      const instant = { nowMs: shownAtMs, sinceMs: shownAtMs };
      const { pages } = layout(model, display, instant);
      for (let page = 0; page < pages; page++) {
        steps.push(() => {
          clock = view === "standby" ? "9:41" : undefined;
          nowMs = shownAtMs;
          if (page === 0) shown.show(model);
          nowMs = shownAtMs + page * pageMs;
          shown.show(model);
          trace(`#shown ${name}/${view}${page > 0 ? `-${page + 1}` : ""}.${language}\n`);
        });
      }
    }
  }
  let at = 0;
  Timer.repeat(() => {
    const step = steps[at++];
    if (step) step();
    else if (at === steps.length + 1) trace("#done\n");
  }, stepMs);
}
