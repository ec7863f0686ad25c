/** Scan conversion: from an outline to pixels that say how much of each is covered. */
import type { PathCommand } from "opentype.js";

export interface Raster {
  /** Of the left upper pixel, relative to the start of the baseline; y grows downwards. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** 0 to 255, row by row. */
  readonly coverage: Uint8Array;
}

type Point = readonly [x: number, y: number];
type Segment = readonly [from: Point, to: Point];

const curveSteps = 12;
/** Lines that are counted per row of pixels. */
const linesPerPixel = 16;

const mixed = (a: Point, b: Point, t: number): Point => [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t];

/** The outline as straight pieces. */
function segments(commands: readonly PathCommand[]): Segment[] {
  const found: Segment[] = [];
  let start: Point = [0, 0];
  let at: Point = [0, 0];
  const lineTo = (to: Point) => {
    found.push([at, to]);
    at = to;
  };
  for (const command of commands) {
    if (command.type === "Z") {
      lineTo(start);
      continue;
    }
    const to: Point = [command.x, command.y];
    if (command.type === "M") {
      start = to;
      at = to;
    } else if (command.type === "L") {
      lineTo(to);
    } else {
      const from = at;
      const first: Point = [command.x1, command.y1];
      const second: Point | undefined = command.type === "C" ? [command.x2, command.y2] : undefined;
      for (let step = 1; step <= curveSteps; step++) {
        const t = step / curveSteps;
        const [a, c] = [mixed(from, first, t), mixed(second ?? first, to, t)];
        const b = second === undefined ? undefined : mixed(first, second, t);
        lineTo(b === undefined ? mixed(a, c, t) : mixed(mixed(a, b, t), mixed(b, c, t), t));
      }
    }
  }
  return found;
}

/** Where a horizontal line is inside (non-zero winding), as pairs of x. */
function spans(outline: readonly Segment[], y: number): [number, number][] {
  const crossings: { x: number; direction: number }[] = [];
  for (const [from, to] of outline) {
    if (from[1] <= y === to[1] <= y) continue;
    const x = from[0] + ((y - from[1]) / (to[1] - from[1])) * (to[0] - from[0]);
    crossings.push({ x, direction: to[1] > from[1] ? 1 : -1 });
  }
  crossings.sort((a, b) => a.x - b.x);
  const inside: [number, number][] = [];
  let winding = 0;
  let since = 0;
  for (const { x, direction } of crossings) {
    if (winding === 0) since = x;
    winding += direction;
    if (winding === 0 && x > since) inside.push([since, x]);
  }
  return inside;
}

/** `threshold` (0 to 1) gives pixels that are on or off, for displays without shades. */
export function rasterised(commands: readonly PathCommand[], threshold?: number): Raster {
  const outline = segments(commands);
  if (outline.length === 0) return { left: 0, top: 0, width: 0, height: 0, coverage: new Uint8Array(0) };
  const xs = outline.flatMap(([from, to]) => [from[0], to[0]]);
  const ys = outline.flatMap(([from, to]) => [from[1], to[1]]);
  const [left, top] = [Math.floor(Math.min(...xs)), Math.floor(Math.min(...ys))];
  const [width, height] = [Math.ceil(Math.max(...xs)) - left, Math.ceil(Math.max(...ys)) - top];
  const sums = new Float64Array(width * height);
  for (let line = 0; line < height * linesPerPixel; line++) {
    const row = Math.floor(line / linesPerPixel) * width;
    for (const [from, to] of spans(outline, top + (line + 0.5) / linesPerPixel)) {
      for (let x = Math.floor(from - left); x < Math.min(width, to - left); x++) {
        const covered = Math.min(to - left, x + 1) - Math.max(from - left, x);
        sums[row + x] = (sums[row + x] ?? 0) + covered / linesPerPixel;
      }
    }
  }
  const shade = (sum: number) =>
    threshold === undefined ? Math.min(255, Math.round(sum * 255)) : sum >= threshold ? 255 : 0;
  return { left, top, width, height, coverage: Uint8Array.from(sums, shade) };
}

/** Less the rows above `top` and from `bottom` on, which are relative to the baseline. */
export function cropped(raster: Raster, top: number, bottom: number): Raster {
  const above = Math.max(0, top - raster.top);
  const below = Math.max(0, raster.top + raster.height - bottom);
  const height = Math.max(0, raster.height - above - below);
  const from = above * raster.width;
  const coverage = raster.coverage.slice(from, from + height * raster.width);
  return { ...raster, top: raster.top + above, height, coverage };
}

/** Shades of a display's fonts. */
const levels = 15;

/**
 * In the shades that the device keeps, with what is nearly empty made empty and what is nearly full made full: `snap` shades on either
 * end. Even areas take the least room.
 */
export function shaded(raster: Raster, snap: number): Raster {
  const coverage = raster.coverage.map((value) => {
    const level = Math.round((value * levels) / 255);
    const snapped = level <= snap ? 0 : level >= levels - snap ? levels : level;
    return (snapped * 255) / levels;
  });
  return trimmed({ ...raster, coverage });
}

/** Less the empty rows and columns around it. */
function trimmed(raster: Raster): Raster {
  const { width, coverage } = raster;
  const filled = [...coverage.keys()].filter((at) => coverage[at]);
  if (filled.length === 0) return { ...raster, width: 0, height: 0, coverage: new Uint8Array(0) };
  const columns = filled.map((at) => at % width);
  const rows = filled.map((at) => Math.floor(at / width));
  const [left, right, top, bottom] = [
    Math.min(...columns),
    Math.max(...columns) + 1,
    Math.min(...rows),
    Math.max(...rows) + 1,
  ];
  const kept = new Uint8Array((right - left) * (bottom - top));
  for (let y = top; y < bottom; y++)
    kept.set(coverage.subarray(y * width + left, y * width + right), (y - top) * (right - left));
  return {
    left: raster.left + left,
    top: raster.top + top,
    width: right - left,
    height: bottom - top,
    coverage: kept,
  };
}
