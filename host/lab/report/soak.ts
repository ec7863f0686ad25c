/** The part of the report about the soak: what is alive at the end of each day. */
import type { SoakResult } from "../soak/result.js";
import { svgOf, widthPx } from "./charts.js";
import { type Html, html, joined } from "./html.js";
import type { Section } from "./page.js";

export async function soakSection(results: readonly SoakResult[]): Promise<Section> {
  return {
    id: "soak",
    title: "Soak",
    passed: results.every(({ failures }) => failures.length === 0),
    body: joined(await Promise.all(results.map(soakPart))),
  };
}

async function soakPart({ transport, profile, days, failures }: SoakResult): Promise<Html> {
  const faults = days.reduce((sum, day) => sum + day.faults.length, 0);
  const writesMax = Math.max(...days.map(({ storageWrites }) => storageWrites));
  const plots = await Promise.all([
    plot(days, "liveSlots", "live slots"),
    plot(days, "liveChunkBytes", "live chunk bytes"),
    plot(days, "storageWrites", "writes of the day"),
  ]);
  return html`<h3>${transport}, ${profile}</h3>
    <p>${days.length} virtual days with ${faults} faults in the XS engine, ${failures.length} failures; at most ${writesMax} writes of storage a
    day. Alive after a collection of garbage, at the end of each day:</p>${joined(plots)}`;
}

const plot = (
  days: SoakResult["days"],
  field: "liveSlots" | "liveChunkBytes" | "storageWrites",
  title: string,
): Promise<Html> =>
  svgOf({
    data: {
      values: days.map((day) => ({ day: day.day, [field]: day[field], rest: day.faults.length === 0 })),
    },
    width: widthPx,
    height: 90,
    mark: { type: "bar", width: 5 },
    encoding: {
      x: { field: "day", type: "quantitative", title: "day" },
      y: { field, type: "quantitative", title, axis: { tickCount: 4 } },
    },
  });
