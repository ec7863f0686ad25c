/** What the screen may show: the state it is in, the code that was told, and nothing that is unfit for a person. */
import type { StateName } from "../../../../src/core/lifecycle/names.js";
import type { ScreenModel } from "../../../../src/core/screen/model.js";
import { viewsOf } from "../../model/invariants.js";
import { mustBeLine } from "../oracles/text.js";
import { must } from "../target.js";

export interface Truth {
  readonly state: StateName;
  /** What the last configuration said: a code, maybe an empty one, or `undefined` for bound; absent: none has come. */
  readonly told: { readonly code: string | undefined } | undefined;
  readonly isLinkUp: boolean | undefined;
}

/** @throws Breach */
export function mustBeTruthful(screen: ScreenModel, { state, told, isLinkUp }: Truth): void {
  const { view, status, code } = screen;
  must(viewsOf[state].includes(view), `the screen shows ${view} in state ${state}`);
  must(
    (status.transport !== undefined) === (state === "online"),
    `a session in the status line in state ${state}`,
  );
  if (isLinkUp !== undefined) must(status.network === isLinkUp, `the screen says network ${status.network}`);
  if (code !== undefined) {
    must(state === "activating", `a code in state ${state}`);
    must(
      told?.code === code,
      told?.code === undefined ? "a code that no server gave" : "another code than the server's",
    );
  } else if (state === "activating" && told?.code) must(false, "no code on the screen");
}

/** @throws Breach */
export function mustBeFit(screen: ScreenModel): void {
  mustBeLine(screen.title, 16, "the title");
  must(screen.lines.length <= 6, `${screen.lines.length} lines`);
  // Columns are at least half as many as characters, marks apart; the widths have a test of their own.
  for (const line of screen.lines) mustBeLine(line, 500, "a line");
  const { user, assistant, hint, server, qr, alert, code } = screen;
  for (const text of [user, assistant, hint, server]) if (text !== undefined) mustBeLine(text, 500, "a text");
  if (alert !== undefined) {
    mustBeLine(alert.title, 500, "the title of an alert");
    mustBeLine(alert.text, 500, "an alert");
  }
  if (qr !== undefined) must(/^https?:\/\/[!-~]+$/i.test(qr) && qr.length <= 200, "a QR code of no address");
  if (code !== undefined) must(/^[!-~]{1,16}$/.test(code), "a code that nobody can type");
  const percent = screen.progress?.percent ?? 0;
  must(Number.isInteger(percent) && percent >= 0 && percent <= 100, `${percent} percent`);
}
