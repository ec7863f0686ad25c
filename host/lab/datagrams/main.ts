/** `npm run lab -- --datagrams`: audio streams over paths that lose, delay, repeat, damage and forge. */
import { createUdpCodec } from "../../../src/core/session/udp.js";
import { runStream, type StreamResult } from "./stream.js";
import { troubles } from "./troubles.js";

export interface DatagramOptions {
  readonly seed: number;
  readonly json: boolean;
  /** Of each stream and hello. */
  readonly datagrams?: number;
}

/** Five minutes of audio. */
const usualDatagrams = 5_000;

/** One stream for each trouble. */
export const runStreams = ({
  seed,
  datagrams = usualDatagrams,
}: Omit<DatagramOptions, "json">): StreamResult[] =>
  troubles.map((trouble) => runStream({ trouble, seed, datagrams, createCodec: createUdpCodec }));

const heading = ["path", "sent", "arrived", "heard", "noise", "lost", "unheard", "what happens"];
const widths: readonly number[] = [18, 7, 8, 7, 6, 7, 8];
const aligned = (row: readonly string[]): string =>
  row.map((text, column) => text.padEnd(widths[column] ?? 0)).join("  ");

/** True if all that has to hold held. */
export function printDatagrams(options: DatagramOptions, print: (line: string) => void): boolean {
  const { json } = options;
  if (!json) print(aligned(heading));
  const results = runStreams(options);
  for (const { trouble, failures, seed, ...counts } of results) {
    const { sent, arrived, heard, noise, lost, unheard } = counts;
    if (json) print(JSON.stringify({ path: trouble.name, seed, ...counts, failures }));
    else {
      const numbers = [sent, arrived, heard, noise, lost, unheard].map(String);
      print(aligned([trouble.name, ...numbers, trouble.story]));
      for (const failure of failures) print(`FAILED  ${failure}`);
    }
  }
  const failed = results.filter(({ failures }) => failures.length > 0).length;
  if (!json) print(`\n${results.length} paths, ${failed} failed`);
  return failed === 0;
}
