/** The picture in docs/architecture.md: which folder imports from which, read from the sources. */
import { readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import ts from "typescript";

/** Folder → folders that it imports from. */
export type Imports = ReadonlyMap<string, ReadonlySet<string>>;

/** Everything in the core may import the files of `src/core` itself; only these two join what is in its folders. */
const joining = ["src/core/device.ts", "src/core/memory.ts"];

/** The room that a file stands in: two levels, three in the core. `undefined`: one that all may use. */
function roomOf(file: string): string | undefined {
  if (joining.includes(file)) return file;
  const parts = file.split("/");
  const depth = file.startsWith("src/core/") ? 3 : 2;
  return depth === 3 && parts.length === 3 ? undefined : parts.slice(0, depth).join("/");
}

/** @param root the project's folder, ending in a slash */
export function importsOfRooms(root: string): Imports {
  const imports = new Map<string, Set<string>>();
  for (const top of ["src", "host"])
    for (const name of readdirSync(`${root}${top}`, { recursive: true, encoding: "utf8" })) {
      if (!/(?<!\.d)\.tsx?$/.test(name)) continue;
      const file = `${top}/${name}`;
      const from = roomOf(file);
      if (from === undefined) continue;
      const targets = imports.get(from) ?? new Set();
      imports.set(from, targets);
      // Imports of types count.
      for (const { fileName } of ts.preProcessFile(readFileSync(`${root}${file}`, "utf8")).importedFiles) {
        const target = posix.join(posix.dirname(file), fileName.replace(/\.js$/, ".ts"));
        const to = fileName.startsWith(".") && /^(src|host)\//.test(target) ? roomOf(target) : undefined;
        if (to !== undefined && to !== from) targets.add(to);
      }
    }
  return imports;
}

/** All that can be got to from there. */
function reachableFrom(imports: Imports, from: string, seen = new Set<string>()): Set<string> {
  for (const to of imports.get(from) ?? [])
    if (!seen.has(to)) {
      seen.add(to);
      reachableFrom(imports, to, seen);
    }
  return seen;
}

/** The same without the arrows that only shorten a way along others. */
export function withoutShortcuts(imports: Imports): Imports {
  const isShortcut = (targets: ReadonlySet<string>, to: string) =>
    [...targets].some((other) => other !== to && reachableFrom(imports, other).has(to));
  return new Map(
    [...imports].map(([from, targets]) => [
      from,
      new Set([...targets].filter((to) => !isShortcut(targets, to)).sort()),
    ]),
  );
}

/** As Mermaid source. */
export function roomsDiagram(imports: Imports): string {
  const rooms = [...new Set([...imports].flatMap(([from, targets]) => [from, ...targets]))].sort();
  const id = (room: string) => room.replace(/\W/g, "_");
  const group = (name: string, title: string, prefix: string, except = "-") => [
    `  subgraph ${name}["${title}"]`,
    ...rooms
      .filter((room) => room.startsWith(prefix) && !room.startsWith(except))
      .map((room) => `    ${id(room)}["${room.slice(prefix.length)}"]`),
    "  end",
  ];
  return [
    "flowchart TD",
    ...group("companion", "host: desktop companion", "host/"),
    ...group("firmware", "src: firmware", "src/", "src/core/"),
    ...group("core", "src/core: platform-free", "src/core/"),
    ...[...withoutShortcuts(imports)]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([from, targets]) => [...targets].map((to) => `  ${id(from)} --> ${id(to)}`)),
  ].join("\n");
}

/** The page with its picture made anew. */
export function withFolders(page: string, root: string): string {
  return page.replace(
    /(<!-- generated: folders -->\n)[\s\S]*?(<!-- end -->)/,
    (_whole, head: string, tail: string) =>
      `${head}\`\`\`mermaid\n${roomsDiagram(importsOfRooms(root))}\n\`\`\`\n${tail}`,
  );
}
