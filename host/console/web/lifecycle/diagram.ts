/** Where the states and the arrows of the device's life stand in the picture. Worked out from the declared table: it can't go stale. */
import { type StateName, stateNames } from "../../../../src/core/lifecycle/names.js";
import { type Cell, table } from "../../../../src/core/lifecycle/table.js";

/** In the units of the picture. */
export interface Node {
  readonly state: StateName;
  readonly x: number;
  readonly y: number;
}

export interface Arrow {
  readonly from: StateName;
  readonly to: StateName;
  /** Names of the events that may lead this way. */
  readonly events: readonly string[];
  /** An SVG path. */
  readonly path: string;
}

export interface Diagram {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly Node[];
  readonly arrows: readonly Arrow[];
}

export const nodeWidth = 100;
export const nodeHeight = 28;
const margin = 10;
const radiusX = 152;
const radiusY = 126;
/** How far an arrow bends towards the middle, so that the two between a pair of states stay apart. */
const bend = 0.22;

const targetsOf = (cell: Cell): readonly StateName[] =>
  cell === "ignore" ? [] : typeof cell === "string" ? [cell] : cell.to;

/** Where a state leads to, and by which events; staying is left out. */
export function exitsOf(state: StateName): ReadonlyMap<StateName, readonly string[]> {
  const exits = new Map<StateName, string[]>();
  for (const [event, cell] of Object.entries(table[state].on) as [string, Cell][])
    for (const to of targetsOf(cell)) if (to !== state) exits.set(to, [...(exits.get(to) ?? []), event]);
  return exits;
}

/** The states stand on an ellipse, so that no arrow runs through a third one. */
export function diagram(): Diagram {
  const middle = { x: margin + nodeWidth / 2 + radiusX, y: margin + nodeHeight / 2 + radiusY };
  const nodes = stateNames.map((state, at): Node => {
    const angle = (at / stateNames.length) * 2 * Math.PI - Math.PI / 2;
    return { state, x: middle.x + radiusX * Math.cos(angle), y: middle.y + radiusY * Math.sin(angle) };
  });
  const placeOf = new Map(nodes.map((node) => [node.state, node]));
  const arrows: Arrow[] = [];
  for (const from of nodes)
    for (const [to, events] of exitsOf(from.state)) {
      const target = placeOf.get(to);
      if (target) arrows.push({ from: from.state, to, events, path: pathBetween(from, target) });
    }
  return { width: 2 * middle.x, height: 2 * middle.y, nodes, arrows };
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** A curve from the edge of one state to the edge of the other, bent to the right of its direction. */
function pathBetween(from: Point, to: Point): string {
  const control = {
    x: (from.x + to.x) / 2 - (to.y - from.y) * bend,
    y: (from.y + to.y) / 2 + (to.x - from.x) * bend,
  };
  const start = edgeTowards(from, control);
  const end = edgeTowards(to, control);
  const text = ({ x, y }: Point) => `${x.toFixed(1)} ${y.toFixed(1)}`;
  return `M ${text(start)} Q ${text(control)} ${text(end)}`;
}

/** Where the line from the middle of a state to `point` leaves its box. */
function edgeTowards(node: Point, point: Point): Point {
  const [dx, dy] = [point.x - node.x, point.y - node.y];
  const share = Math.min(
    nodeWidth / 2 / Math.max(Math.abs(dx), 1e-6),
    nodeHeight / 2 / Math.max(Math.abs(dy), 1e-6),
  );
  return { x: node.x + dx * share, y: node.y + dy * share };
}
