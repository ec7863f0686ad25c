/** `npm run lab -- --report FILE`: the whole lab, as one page. */
import { writeFileSync } from "node:fs";
import { runStreams } from "../datagrams/main.js";
import { faults } from "../faults/index.js";
import { runHerds } from "../herd/main.js";
import { scenarios } from "../herd/scenarios.js";
import { runFault } from "../matrix.js";
import { cutEverywhere } from "../power-cuts.js";
import { runSoak } from "../soak/soak.js";
import { datagramsSection } from "./datagrams.js";
import { herdSection } from "./herd.js";
import { cutsSection, matrixSection } from "./matrix.js";
import { pageOf } from "./page.js";
import { soakSection } from "./soak.js";

export interface ReportOptions {
  readonly file: string;
  readonly seed: number;
  readonly devices: number;
  readonly days: number;
}

/** True if all passed. Takes some minutes. */
export async function writeReport(
  { file, seed, devices, days }: ReportOptions,
  print: (line: string) => void,
): Promise<boolean> {
  // First, so that a name that can't be written shows up before minutes have gone.
  writeFileSync(file, "");
  print(`${faults.length} faults …`);
  const matrix = await matrixSection(faults.map((fault) => runFault(fault, seed)));
  print("power cuts …");
  const cuts = cutsSection(cutEverywhere(seed, {}));
  print(`a herd of ${devices} devices …`);
  const herd = await herdSection([...runHerds({ scenarios, devices, seed })]);
  print("datagrams …");
  const datagrams = datagramsSection([...runStreams(seed)]);
  print(`${days} days …`);
  const soak = await soakSection(
    await Promise.all([
      runSoak({ transport: "websocket", profile: "xrobo", days, seed }),
      runSoak({ transport: "mqtt", profile: "open", days, seed }),
    ]),
  );
  const sections = [matrix, cuts, herd, datagrams, soak];
  writeFileSync(file, pageOf(seed, sections));
  for (const { title, passed } of sections) print(`${passed ? "passed" : "FAILED"}  ${title}`);
  print(`${file} is written`);
  return sections.every(({ passed }) => passed);
}
