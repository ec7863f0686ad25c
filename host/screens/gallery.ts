/// <reference path="./globals.d.ts" />
/// <reference path="../../typings/moddable.d.ts" />
/// <reference path="../../typings/piu.d.ts" />
/**
 * Runs in the simulator: shows each model for a while and tells its name, so that the one outside can take a picture. The screen is made
 * as `src/main.ts` makes it: from the build's `config`, its fonts and the size of the display.
 */

import Resource from "Resource";
import config from "mc/config";
import Timer from "timer";
import type { Language } from "../../src/core/screen/wording.js";
import { displayOf } from "../../src/moddable/screen/display.js";
import { moddableScreen } from "../../src/moddable/screen/screen.js";
import { readSettings } from "../../src/moddable/settings.js";
import { layout } from "../../src/screen-layout/layout.js";
import { galleryOf, pushedGlyphs, pushedModel, shownAtMs, shownRssiDbm } from "./models.js";

/** Long enough for a picture on a busy machine, too. */
const stepMs = 700;

export default function gallery(): void {
  const { settings } = readSettings(config);
  const display = displayOf(settings.display, screen, (font) => Resource.exists(`${font}.bf4`));
  let nowMs = shownAtMs;
  let clock: string | undefined;
  const shown = moddableScreen({
    display: settings.display,
    clock: { monotonicMs: () => nowMs, timeOfDay: () => clock },
    guard:
      (run) =>
      (...given) => {
        try {
          run(...given);
        } catch (error) {
          trace(`#failed ${String(error)}\n`);
        }
      },
    rssiDbm: () => shownRssiDbm,
  });
  trace(`#display ${JSON.stringify(display)}\n`);
  const steps: (() => void)[] = [];
  for (const language of ["en", "zh-CN"] as const satisfies readonly Language[]) {
    const models = {
      ...galleryOf(language),
      ...(shown.learn ? { "speaking-pushed": pushedModel(language) } : {}),
    };
    for (const [view, model] of Object.entries(models)) {
      const { startsMs } = layout(model, display, { nowMs: shownAtMs, sinceMs: shownAtMs });
      startsMs.forEach((startMs, page) => {
        steps.push(() => {
          clock = view === "standby" ? "9:41" : undefined;
          nowMs = shownAtMs;
          if (page === 0) {
            if (view === "speaking-pushed") shown.learn?.(pushedGlyphs);
            shown.show(model);
          }
          nowMs = shownAtMs + startMs;
          shown.show(model);
          trace(`#shown ${view}${page > 0 ? `-${page + 1}` : ""}.${language}\n`);
        });
      });
    }
  }
  let at = 0;
  Timer.repeat(() => {
    const step = steps[at++];
    if (step) step();
    else if (at === steps.length + 1) trace("#done\n");
  }, stepMs);
}
