/** Where a line of a bundle came from. */
export interface SourceLine {
  readonly source: string;
  /** 1-based. */
  readonly line: number;
}

const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/**
 * Reads a version 3 source map into one entry per generated line (index 0 = line 1). XS knows lines but not
 * columns, so the first mapping of each line is taken. Throws an Error when the text is not a source map.
 */
export function readLineMap(json: string): ReadonlyArray<SourceLine | undefined> {
  const map: unknown = JSON.parse(json);
  if (typeof map !== "object" || map === null) throw new Error("not a source map");
  const { mappings, sources } = map as { mappings?: unknown; sources?: unknown };
  if (typeof mappings !== "string" || !Array.isArray(sources)) throw new Error("not a source map");
  let source = 0;
  let line = 0;
  return mappings.split(";").map((segments) => {
    let first: SourceLine | undefined;
    for (const segment of segments.split(",")) {
      const [, sourceDelta, lineDelta] = readValues(segment);
      if (sourceDelta === undefined || lineDelta === undefined) continue;
      source += sourceDelta;
      line += lineDelta;
      first ??= { source: String(sources[source]), line: line + 1 };
    }
    return first;
  });
}

/** Replaces `(bundle:line)` in a stack trace by the line of the source it came from. */
export function mapStack(
  text: string,
  programName: string,
  lines: ReadonlyArray<SourceLine | undefined>,
): string {
  return text.replace(/\(([^()\n]+):(\d+)\)/g, (whole: string, name: string, line: string) => {
    const origin = name === programName ? lines[Number(line) - 1] : undefined;
    return origin ? `(${origin.source}:${origin.line})` : whole;
  });
}

function readValues(segment: string): number[] {
  const values: number[] = [];
  let value = 0;
  let shift = 0;
  for (const character of segment) {
    const digit = digits.indexOf(character);
    if (digit < 0) throw new Error("not a source map: unexpected character in its mappings");
    value += (digit & 31) << shift;
    if (digit & 32) {
      shift += 5;
      continue;
    }
    values.push(value & 1 ? -(value >> 1) : value >> 1);
    value = 0;
    shift = 0;
  }
  return values;
}
