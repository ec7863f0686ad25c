/** The options of `npm run lab`. */
import { parseArgs } from "node:util";
import { stateNames } from "../../src/core/lifecycle/names.js";
import { canaries } from "./faults/canaries.js";
import type { Fault } from "./faults/fault.js";
import { faults } from "./faults/index.js";
import { type Scenario, scenarios } from "./herd/scenarios.js";
import type { Selection } from "./matrix.js";
import { type CutPoint, cutPointOf } from "./power.js";

export interface LabOptions {
  readonly seed: number;
  /** Empty: none, only the power cuts. */
  readonly faults: readonly Fault[];
  readonly powerCuts: boolean;
  /** Only this one. */
  readonly cut: CutPoint | undefined;
  readonly selection: Selection;
  readonly json: boolean;
  /** The herd instead of the faults: so many devices, and these scenarios. */
  readonly herd: { readonly devices: number; readonly scenarios: readonly Scenario[] } | undefined;
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
  --json                 one JSON object a line
A single cell, or a single cut, is printed with its log.`;

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
      json: { type: "boolean", default: false },
    },
  });
  const seed = Number(values.seed);
  if (!Number.isSafeInteger(seed)) throw new Error("--seed takes a whole number");
  const { only } = values;
  if (values.devices !== undefined && !values.herd) throw new Error("--devices goes with --herd");
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
    json: values.json,
    herd: values.herd ? herdOptions(only, values.devices ?? "1000000") : undefined,
  };
}

function herdOptions(only: string | undefined, devicesText: string): NonNullable<LabOptions["herd"]> {
  const devices = Number(devicesText);
  if (!Number.isSafeInteger(devices) || devices < 1_000 || devices > 4_000_000)
    throw new Error("--devices takes a whole number from 1000 to 4000000");
  const named = only === undefined ? scenarios : scenarios.filter(({ name }) => name === only);
  if (named.length === 0)
    throw new Error(`--only: with --herd one of ${scenarios.map(({ name }) => name).join(", ")}`);
  return { devices, scenarios: named };
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
