/** The fault matrix: every fault in every state in which it can strike, over both transports, with both clouds. */
import { type StateName, stateNames } from "../../src/core/lifecycle/names.js";
import type { Transport } from "../../src/core/transport.js";
import { type Cell, type CellResult, runCell } from "./cell.js";
import type { Fault } from "./faults/fault.js";
import type { Profile } from "./profile.js";
import { type Past, pasts } from "./scene.js";

/** Keeps only what is named. */
export interface Selection {
  readonly state?: StateName;
  readonly transport?: Transport;
  readonly profile?: Profile;
  readonly past?: Past;
}

export interface Recovery {
  readonly transport: Transport;
  readonly recoveryMs: number;
  readonly boundMs: number;
}

export interface FaultReport {
  readonly fault: Fault;
  readonly cells: number;
  readonly passed: number;
  /** Of the cells that came back. */
  readonly recoveries: readonly Recovery[];
  /** The slowest way back of all its cells. */
  readonly worst: CellResult | undefined;
  readonly failed: readonly CellResult[];
}

export const transports: readonly Transport[] = ["websocket", "mqtt"];
export const profiles: readonly Profile[] = ["xrobo", "open"];

export function cellsOf(fault: Fault, seed: number, only: Selection = {}): Cell[] {
  const cells: Cell[] = [];
  for (const state of fault.strikes ?? stateNames)
    for (const transport of transports)
      for (const profile of profiles)
        for (const past of pasts) {
          // The seed of a cell depends on its name only, so that it is the same when it runs alone.
          const name = [fault.name, state, transport, profile, past].join(" ");
          cells.push({ fault, state, transport, profile, past, seed: seedOf(name, seed) });
        }
  return cells.filter(
    (cell) =>
      (only.state ?? cell.state) === cell.state &&
      (only.transport ?? cell.transport) === cell.transport &&
      (only.profile ?? cell.profile) === cell.profile &&
      (only.past ?? cell.past) === cell.past,
  );
}

export function runFault(fault: Fault, seed: number, only?: Selection): FaultReport {
  const results = cellsOf(fault, seed, only).map(runCell);
  const failed = results.filter((result) => result.failures.length > 0);
  let worst: CellResult | undefined;
  for (const result of results) if ((result.recoveryMs ?? 0) >= (worst?.recoveryMs ?? 0)) worst = result;
  const recoveries = results.flatMap(({ cell: { transport }, recoveryMs, boundMs }) =>
    recoveryMs === undefined ? [] : [{ transport, recoveryMs, boundMs }],
  );
  return { fault, cells: results.length, passed: results.length - failed.length, recoveries, worst, failed };
}

/** FNV-1a. */
function seedOf(name: string, seed: number): number {
  let hash = 0x811c9dc5 ^ seed;
  for (let at = 0; at < name.length; at++) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
