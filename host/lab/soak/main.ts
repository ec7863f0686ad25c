/** `npm run lab -- --soak`: days without end in the real XS engine. */
import { parseArgs } from "node:util";
import type { Transport } from "../../../src/core/transport.js";
import { profiles, transports } from "../matrix.js";
import type { Profile } from "../profile.js";
import type { SoakResult } from "./result.js";
import { runSoak } from "./soak.js";
import { aligned, heading, rowOf, summaryOf } from "./table.js";

export const soakUsage = `npm run -s lab -- --soak [options]
  --days N               virtual days (default 60)
  --seed N               other days (default 1)
  --transport T          websocket or mqtt (default: both)
  --profile P            xrobo or open (default: xrobo over websocket, open over mqtt)
  --json                 one JSON object a soak`;

interface SoakArguments {
  readonly days: number;
  readonly seed: number;
  readonly json: boolean;
  readonly lives: readonly { readonly transport: Transport; readonly profile: Profile }[];
}

/** @throws Error with a sentence for the person who typed the options */
export function readSoakArguments(args: readonly string[]): SoakArguments {
  const { values } = parseArgs({
    args: [...args],
    options: {
      soak: { type: "boolean" },
      days: { type: "string", default: "60" },
      seed: { type: "string", default: "1" },
      transport: { type: "string" },
      profile: { type: "string" },
      json: { type: "boolean", default: false },
    },
  });
  const days = Number(values.days);
  if (!Number.isInteger(days) || days < 2 || days > 10_000)
    throw new Error("--days takes a whole number from 2 on: a day alone can't be compared");
  const seed = Number(values.seed);
  if (!Number.isSafeInteger(seed)) throw new Error("--seed takes a whole number");
  const chosen = oneOf("transport", values.transport, transports);
  const profile = oneOf("profile", values.profile, profiles);
  const lives = (chosen === undefined ? transports : [chosen]).map((transport) => ({
    transport,
    profile: profile ?? (transport === "mqtt" ? "open" : "xrobo"),
  }));
  return { days, seed, json: values.json, lives };
}

function oneOf<Value extends string>(
  name: string,
  value: string | undefined,
  values: readonly Value[],
): Value | undefined {
  if (value === undefined) return undefined;
  const found = values.find((known) => known === value);
  if (found === undefined) throw new Error(`--${name} takes ${values.join(" or ")}`);
  return found;
}

/** Both transports live at the same time; each is printed when it is over. True if both passed. */
export async function soak(args: readonly string[], print: (line: string) => void): Promise<boolean> {
  const { days, seed, json, lives } = readSoakArguments(args);
  const results = await Promise.all(lives.map((life) => runSoak({ ...life, days, seed })));
  for (const result of results) {
    if (json) print(JSON.stringify(result));
    else printResult(result, print);
  }
  return results.every(({ failures }) => failures.length === 0);
}

function printResult(result: SoakResult, print: (line: string) => void): void {
  print(aligned(heading));
  for (const day of result.days) print(aligned(rowOf(day)));
  if (result.failures.length > 0) for (const line of result.log) print(line);
  print("");
  for (const line of summaryOf(result)) print(line);
  print("");
}
