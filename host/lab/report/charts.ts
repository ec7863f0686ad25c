/** Plots as SVG text, drawn by Vega without a browser. */
import { parse, View } from "vega";
import { type Config, compile, type TopLevelSpec } from "vega-lite";
import { type Html, made } from "./html.js";

/** One axis of a plot. */
export type PositionDef = NonNullable<
  NonNullable<Extract<TopLevelSpec, { readonly mark: unknown }>["encoding"]>["y"]
>;

export const widthPx = 760;

const config: Config = {
  background: "transparent",
  font: "system-ui, sans-serif",
  axis: {
    labelColor: "#777",
    titleColor: "#777",
    gridColor: "#8883",
    domainColor: "#888",
    tickColor: "#888",
  },
  legend: { labelColor: "#777", titleColor: "#777", orient: "top", title: null },
  title: { color: "#777" },
  range: { category: ["#2f7ed8", "#e07b39", "#3a9d5d", "#8e5bc0"] },
  view: { stroke: null },
};

/** @throws Error if the description is wrong: a fault of this program */
export async function svgOf(spec: TopLevelSpec): Promise<Html> {
  const { spec: compiled } = compile(spec, { config });
  const view = new View(parse(compiled), { renderer: "none" });
  try {
    return made(await view.toSVG());
  } finally {
    view.finalize();
  }
}
