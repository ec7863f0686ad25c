/** The options of `npm run lab`. */
import { parseArgs } from "node:util";
import { stateNames } from "../../src/core/lifecycle/names.js";
import { canaries } from "./faults/canaries.js";
import type { Fault } from "./faults/fault.js";
import { faults } from "./faults/index.js";
import type { FuzzOptions } from "./fuzz/command.js";
import { targets } from "./fuzz/targets/index.js";
import type { Scenario } from "./herd/scenario.js";
import { scenarios } from "./herd/scenarios.js";
import type { Selection } from "./matrix.js";
import { usualDepth } from "./model/run.js";
import { type CutPoint, cutPointOf } from "./power.js";
import type { ReportOptions } from "./report/main.js";

export interface LabOptions {
  readonly seed: number;
  /** Empty: none, only the power cuts. */
  readonly faults: readonly Fault[];
  readonly powerCuts: boolean;
  /** Only this one. */
  readonly cut: CutPoint | undefined;
  readonly selection: Selection;
  /** In place of everything else. */
  readonly fuzz: FuzzOptions | undefined;
  readonly json: boolean;
  /** Audio streams instead of the faults. */
  readonly datagrams: boolean;
  /** The herd instead of the faults: so many devices, and these scenarios. */
  readonly herd: { readonly devices: number; readonly scenarios: readonly Scenario[] } | undefined;
  readonly report: ReportOptions | undefined;
  /** The model check in place of faults: to this depth, or of one log in a file. */
  readonly model: { readonly depth: number } | { readonly replay: string } | undefined;
}

export const usage = `npm run -s lab -- [options]
  --seed N               another course of events (default 1)
  --only NAME            one fault, or power-cuts; with --herd one scenario; the canaries are faults that must fail
  --state S              only in this state
  --transport T          websocket or mqtt
  --profile P            xrobo or open
  --past P               new or known (has been online before)
  --cut AT               one power cut: write:3:torn, block:2, call:17 (with --only power-cuts, --transport, --profile)
  --herd                 a million devices instead of one: outage, power cut, expired tokens, a release
  --devices N            so many (with --herd)
  --datagrams            audio over UDP instead: lost, late, repeated, damaged, forged
  --model [--depth N]    all pairs of concurrent happenings, N happenings from power-on (default ${usualDepth})
  --replay FILE          the steps of a log that --model has printed
  --report FILE          faults, power cuts, herd, datagrams and soak as one HTML page (with --seed, --devices, --days)
  --json                 one JSON object a line
  --help                 this
  --fuzz                 hostile input to every parser, in place of the faults: a million cases
  --minutes N            with --fuzz: for so long
  --target NAME          with --fuzz: one of ${targets.map(({ name }) => name).join(", ")}
  --path P               with --fuzz and --target: one case again, as a failure names it
A single cell, or a single cut, is printed with its log.`;

/** Wherever it stands. */
export function isHelp(args: readonly string[]): boolean {
  return args.includes("--help") || args.includes("-h");
}

/** @throws Error with a sentence for the person who typed the options */
export function readOptions(args: readonly string[]): LabOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: "string", default: "1" },
      only: { type: "string" },
      state: { type: "string" },
      transport: { type: "string" },
      profile: { type: "string" },
      past: { type: "string" },
      cut: { type: "string" },
      herd: { type: "boolean", default: false },
      devices: { type: "string" },
      datagrams: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      model: { type: "boolean", default: false },
      depth: { type: "string" },
      replay: { type: "string" },
      fuzz: { type: "boolean", default: false },
      minutes: { type: "string" },
      target: { type: "string" },
      path: { type: "string" },
      report: { type: "string" },
      days: { type: "string", default: "60" },
    },
  });
  const seed = Number(values.seed);
  if (!Number.isSafeInteger(seed)) throw new Error("--seed takes a whole number");
  const { only } = values;
  if (values.devices !== undefined && !values.herd && values.report === undefined)
    throw new Error("--devices goes with --herd or --report");
  const named = only === undefined ? faults : [...faults, ...canaries].filter(({ name }) => name === only);
  const powerCuts = only === undefined || only === "power-cuts";
  if (named.length === 0 && !powerCuts && !values.herd)
    throw new Error(`--only: there is no fault "${only}"`);
  return {
    seed,
    faults: named,
    powerCuts,
    cut: values.cut === undefined ? undefined : cutPointOf(values.cut),
    selection: {
      ...oneOf("state", values.state, stateNames),
      ...oneOf("transport", values.transport, ["websocket", "mqtt"] as const),
      ...oneOf("profile", values.profile, ["xrobo", "open"] as const),
      ...oneOf("past", values.past, ["new", "known"] as const),
    },
    fuzz: values.fuzz ? fuzzOptions(seed, values) : undefined,
    json: values.json,
    datagrams: values.datagrams,
    herd: values.herd ? herdOptions(only, values.devices) : undefined,
    model: modelOf(values),
    report: values.report === undefined ? undefined : reportOptions(values.report, seed, values),
  };
}

function reportOptions(
  file: string,
  seed: number,
  { devices, days }: { readonly devices?: string; readonly days: string },
): ReportOptions {
  if (!(Number(days) >= 2)) throw new Error("--days takes a whole number from 2 on");
  return { file, seed, days: Number(days), devices: devicesOf(devices) };
}

function devicesOf(text = "1000000"): number {
  const devices = Number(text);
  if (!Number.isSafeInteger(devices) || devices < 1_000 || devices > 4_000_000)
    throw new Error("--devices takes a whole number from 1000 to 4000000");
  return devices;
}

function herdOptions(
  only: string | undefined,
  devicesText: string | undefined,
): NonNullable<LabOptions["herd"]> {
  const devices = devicesOf(devicesText);
  const named = only === undefined ? scenarios : scenarios.filter(({ name }) => name === only);
  if (named.length === 0)
    throw new Error(`--only: with --herd one of ${scenarios.map(({ name }) => name).join(", ")}`);
  return { devices, scenarios: named };
}

function modelOf(values: { model: boolean; depth?: string; replay?: string }): LabOptions["model"] {
  if (values.replay !== undefined) return { replay: values.replay };
  if (!values.model) return undefined;
  const depth = Number(values.depth ?? usualDepth);
  if (!Number.isSafeInteger(depth) || depth < 1) throw new Error("--depth takes a whole number from 1");
  return { depth };
}

function fuzzOptions(
  seed: number,
  { target, minutes, path }: { readonly target?: string; readonly minutes?: string; readonly path?: string },
): FuzzOptions {
  const chosen = target === undefined ? targets : targets.filter(({ name }) => name === target);
  if (chosen.length === 0) throw new Error(`--target: there is no target "${target}"`);
  if (path !== undefined && target === undefined) throw new Error("--path needs the --target that it is of");
  if (minutes !== undefined && !(Number(minutes) > 0)) throw new Error("--minutes takes a number above 0");
  return { targets: chosen, seed, path, minutes: minutes === undefined ? undefined : Number(minutes) };
}

function oneOf<Name extends string, Value extends string>(
  name: Name,
  value: string | undefined,
  values: readonly Value[],
): { readonly [N in Name]?: Value } {
  if (value === undefined) return {};
  const found = values.find((known) => known === value);
  if (found === undefined) throw new Error(`--${name} is one of ${values.join(", ")}`);
  return { [name]: found } as { readonly [N in Name]?: Value };
}
