/** The part of the report about the herd: requests each second and devices that are back, ours beside the reference. */
import type { HerdRun } from "../herd/main.js";
import type { HerdResult } from "../herd/result.js";
import { herdHeading, herdRow, missedGoals } from "../herd/table.js";
import { type PositionDef, svgOf, widthPx } from "./charts.js";
import { type Html, html, joined, tableOf } from "./html.js";
import type { Section } from "./page.js";

/** So many points a line: more can't be told apart. */
const pointsMax = 400;
const beforeS = 120;

export async function herdSection(runs: readonly HerdRun[]): Promise<Section> {
  const results = runs.map(({ result }) => result);
  const scenarios = [...new Set(results.map(({ scenario }) => scenario))];
  const parts = await Promise.all(
    scenarios.map((name) => scenarioPart(results.filter(({ scenario }) => scenario === name))),
  );
  const missed = results.flatMap((result) => (result.schedule === "ours" ? missedGoals(result) : []));
  // What happens stands below, above each scenario's plots.
  const rows = runs.map(({ result, steadyPerSecond }) => herdRow(result, steadyPerSecond).slice(0, -1));
  return {
    id: "herd",
    title: "Herd",
    passed: missed.length === 0,
    body: html`<p>${results[0]?.devices ?? 0} devices, struck by the same thing at the same moment; ${missed.length} goals missed.</p>
      ${tableOf(herdHeading.slice(0, -1), rows)}${joined(parts)}`,
  };
}

async function scenarioPart(results: readonly HerdResult[]): Promise<Html> {
  const [first] = results;
  if (first === undefined) return html``;
  // Of ours: what the reference takes longer for would press the rest into a corner.
  const shownS = 2 * (first.figures.backAfterS ?? 3600) + 60;
  const values = results.flatMap((result) => pointsOf(result, shownS));
  const requests = await lines(values, 150, {
    field: "perSecond",
    type: "quantitative",
    scale: { type: "symlog", constant: 100 },
    title: "requests a second",
    axis: { format: "~s", tickCount: 6 },
  });
  const back = await lines(values, 110, {
    field: "back",
    type: "quantitative",
    title: first.goal === "online" ? "online" : "updated",
    axis: { format: "%", tickCount: 5 },
  });
  return html`<h3>${first.scenario}</h3><p>${first.story}</p>${requests}${back}`;
}

/** A line for each schedule over the time after the cause. */
const lines = (values: readonly Point[], height: number, y: PositionDef): Promise<Html> =>
  svgOf({
    data: { values: [...values] },
    width: widthPx,
    height,
    mark: { type: "line", strokeWidth: 1.5 },
    encoding: {
      x: { field: "s", type: "quantitative", title: "seconds after the end of the cause" },
      y,
      color: { field: "schedule", type: "nominal" },
    },
  });

interface Point {
  readonly schedule: string;
  readonly s: number;
  readonly perSecond: number;
  readonly back: number;
}

/** The worst second of each stretch: a mean would hide the peaks. */
function pointsOf(
  { schedule, endsS, requestsPerSecond, backOnlineShare }: HerdResult,
  shownS: number,
): Point[] {
  const from = Math.max(0, endsS - beforeS);
  const to = Math.min(requestsPerSecond.length, endsS + shownS);
  const stretchS = Math.max(1, Math.ceil((to - from) / pointsMax));
  const points: Point[] = [];
  for (let at = from; at < to; at += stretchS) {
    const perSecond = requestsPerSecond.subarray(at, at + stretchS).reduce((a, b) => Math.max(a, b), 0);
    points.push({ schedule, s: at - endsS, perSecond, back: backOnlineShare[at] ?? 0 });
  }
  return points;
}
