/** `npm run lab -- --datagrams`: audio streams over paths that lose, delay, repeat, damage and forge. */
import { createUdpCodec } from "../../../src/core/session/udp.js";
import { runStream, type StreamResult } from "./stream.js";
import { alignedRow, datagramsHeading, datagramsRow } from "./table.js";
import { troubles } from "./troubles.js";

export interface DatagramOptions {
  readonly seed: number;
  readonly json: boolean;
}

/** Five minutes of audio. */
const usualDatagrams = 5_000;

/** One stream for each trouble, each as it is asked for. */
export function* runStreams(seed: number, datagrams = usualDatagrams): Generator<StreamResult> {
  for (const trouble of troubles) yield runStream({ trouble, seed, datagrams, createCodec: createUdpCodec });
}

/** True if all that has to hold held. */
export function printDatagrams({ seed, json }: DatagramOptions, print: (line: string) => void): boolean {
  let failed = 0;
  if (!json) print(alignedRow(datagramsHeading));
  for (const result of runStreams(seed)) {
    const { trouble, failures, ...counts } = result;
    if (failures.length > 0) failed += 1;
    if (json) print(JSON.stringify({ path: trouble.name, ...counts, failures }));
    else {
      print(alignedRow(datagramsRow(result)));
      for (const failure of failures) print(`FAILED  ${failure}`);
    }
  }
  if (!json) print(`\n${troubles.length} paths, ${failed} failed`);
  return failed === 0;
}
