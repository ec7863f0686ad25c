/** The part of the report about the fault matrix and the power cuts. */
import { seconds } from "../cell.js";
import type { FaultReport } from "../matrix.js";
import type { CutReport } from "../power-cuts.js";
import { heading, rowOf } from "../table.js";
import { svgOf, widthPx } from "./charts.js";
import { html, tableOf } from "./html.js";
import type { Section } from "./page.js";

/** Recoveries lie between a second and an hour: classes that grow. */
const edgesS = [1, 2, 5, 10, 20, 50, 100, 200, 500];
const classes = [
  ...edgesS.map((to, at) => ({ to, name: at === 0 ? `under ${to} s` : `to ${to} s` })),
  { to: Number.POSITIVE_INFINITY, name: "longer" },
];
const classOf = (recoveryMs: number): string =>
  classes.find(({ to }) => recoveryMs < to * 1000)?.name ?? "longer";

export async function matrixSection(reports: readonly FaultReport[]): Promise<Section> {
  const recoveries = reports.flatMap((report) => report.recoveries);
  const cells = reports.reduce((sum, report) => sum + report.cells, 0);
  const failed = reports.reduce((sum, report) => sum + report.failed.length, 0);
  const sorted = recoveries.map(({ recoveryMs }) => recoveryMs).sort((a, b) => a - b);
  const at = (share: number): string => seconds(sorted[Math.floor((sorted.length - 1) * share)] ?? 0);
  const distribution = await svgOf({
    data: {
      values: recoveries.map(({ transport, recoveryMs }) => ({ transport, class: classOf(recoveryMs) })),
    },
    width: widthPx,
    height: 200,
    mark: "bar",
    encoding: {
      x: {
        field: "class",
        type: "ordinal",
        sort: classes.map(({ name }) => name),
        axis: { labelAngle: 0 },
        title: "from the end of the fault until online for good",
      },
      y: { aggregate: "count", title: "cells" },
      color: { field: "transport", type: "nominal" },
    },
  });
  const share = await svgOf({
    data: { values: recoveries.map(({ recoveryMs, boundMs }) => ({ share: recoveryMs / boundMs })) },
    width: widthPx,
    height: 120,
    mark: "bar",
    encoding: {
      x: {
        field: "share",
        bin: { step: 0.05 },
        title: "recovery as a share of the bound that it had to keep",
        axis: { format: "%" },
      },
      y: { aggregate: "count", title: "cells" },
    },
  });
  return {
    id: "matrix",
    title: "Fault matrix",
    passed: failed === 0,
    body: html`
      <p>${reports.length} faults, ${cells} cells, <b>${failed} failed</b>. Half of the cells were back online after ${at(0.5)},
      99 of 100 after ${at(0.99)}, the slowest after ${at(1)}.</p>
      ${distribution} ${share}
      <details><summary>Every fault</summary>${tableOf(heading, reports.map(rowOf))}</details>`,
  };
}

export function cutsSection(reports: readonly CutReport[]): Section {
  const rows = reports.map(({ kind, cuts, passed }) => [kind, `${cuts}`, `${passed}`]);
  return {
    id: "power-cuts",
    title: "Power cuts",
    passed: reports.every(({ failed }) => failed.length === 0),
    body: html`
      <p>A full life, lived once for each place at which the power can go, over both transports with both clouds.</p>
      ${tableOf(["the power goes at every", "cuts", "survived"], rows)}`,
  };
}
