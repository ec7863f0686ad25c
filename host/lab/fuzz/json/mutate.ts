/** Mutations by the grammar of JSON, then by its text. */
import { type Mutation, pick } from "../plan.js";
import { characters, crowds, depths, keys, lengths, values } from "./hostile.js";
import { copyOf, type Place, placesIn, raw, type Tree, textOf } from "./tree.js";

export interface JsonExamples {
  readonly trees: readonly Tree[];
  /** Words of the protocol, as JSON texts: they lead further into a parser than chance does. */
  readonly words: readonly string[];
}

interface Scene {
  readonly place: Place;
  readonly all: readonly Place[];
  readonly arg: number;
  readonly examples: JsonExamples;
}

const stringOf = (tree: Tree): string => {
  const text = textOf(tree);
  if (!text.startsWith('"')) return text.slice(0, 100);
  try {
    return JSON.parse(text) as string;
  } catch {
    return text.slice(1, 100);
  }
};
const quoted = (text: string): Tree => raw(JSON.stringify(text));

/** Each changes the tree in place. */
const treeOps: readonly ((scene: Scene) => void)[] = [
  ({ place }) => place.remove(),
  ({ place, arg }) => place.follow(raw(pick(values, arg)), place.key),
  ({ place, arg }) => place.rename(pick(keys, arg)),
  ({ place, arg }) => place.put(raw(pick(values, arg))),
  ({ place, arg, examples }) => place.put(raw(pick(examples.words, arg))),
  // Retyped: the same in another wrapping.
  ({ place, arg }) => {
    const text = textOf(place.value);
    const bare = stringOf(place.value);
    const forms = [
      JSON.stringify(text),
      /^-?[0-9]/.test(bare) ? bare : "0",
      `[${text}]`,
      `{"value":${text}}`,
      `{${JSON.stringify(place.key)}:${text}}`,
    ];
    place.put(raw(pick(forms, arg)));
  },
  ({ place, arg }) => {
    const depth = pick(depths, arg >> 1);
    const [open, close] = arg % 2 === 0 ? ["[", "]"] : ['{"a":', "}"];
    place.put(
      raw(open.repeat(depth) + textOf(place.value) + close.repeat(arg % 16 === 2 ? depth - 1 : depth)),
    );
  },
  ({ place, arg }) => {
    const fill = pick(
      ["a", "9", "A1", " ", "中", "😀", '"', "\\", "\u0007", "\ud800", "a b ", "\n", "x:{[,"],
      arg,
    );
    const length = pick(lengths, arg >> 4);
    const kept = stringOf(place.value);
    place.put(
      quoted((arg % 2 === 0 ? kept : "") + fill.repeat(Math.ceil(length / fill.length)).slice(0, length)),
    );
  },
  ({ place, arg }) => {
    const text = stringOf(place.value);
    const at = arg % (text.length + 1);
    place.put(quoted(text.slice(0, at) + pick(characters, arg >> 2) + text.slice(at)));
  },
  ({ place, arg }) => {
    const count = pick(crowds, arg >> 2);
    const item = pick(["0", "{}", '"k":0', "[]"], arg);
    const inside = Array.from({ length: count }, (_, at) =>
      item === '"k":0' ? `"k${arg % 8 < 4 ? at % 50 : 0}":0` : item,
    ).join(",");
    place.put(raw(item === '"k":0' ? `{${inside}}` : `[${inside}]`));
  },
  ({ place, all, arg }) => {
    const other = pick(all, arg);
    const value = copyOf(other.value);
    other.put(copyOf(place.value));
    place.put(value);
  },
  ({ place, examples, arg }) => {
    const places = placesIn(pick(examples.trees, arg));
    if (places.length > 0) place.put(copyOf(pick(places, arg >> 3).value));
  },
  ({ place, arg }) => place.follow(copyOf(place.value), pick(keys, arg)),
  ({ place, arg, examples }) => place.follow(raw(pick(examples.words, arg)), pick(keys, arg >> 3)),
  // A member of another example comes along with its name.
  ({ place, examples, arg }) => {
    const other = pick(examples.trees, arg);
    if (other.kind !== "object" || other.members.length === 0) return;
    const { key, value } = pick(other.members, arg >> 3);
    place.follow(copyOf(value), key);
  },
  ({ place, arg }) => {
    const text = stringOf(place.value);
    const from = arg % (text.length + 1);
    place.put(quoted(text.slice(0, from) + text.slice(from + 1 + (arg >> 6))));
  },
  ({ place, arg }) =>
    place.put(raw(String((Number(stringOf(place.value)) || 0) + pick([1, -1, 0.5, 1e3, -1e6, 1e12], arg)))),
];

/** Each answers the changed text. */
const textOps: readonly ((text: string, at: number, arg: number) => string)[] = [
  (text, at) => text.slice(0, at),
  (text, at, arg) => text.slice(0, at) + pick(characters, arg) + text.slice(at),
  (text, at, arg) => text.slice(0, at) + text.slice(at + 1 + (arg % 16)),
  (text, at, arg) =>
    text.slice(0, at) +
    String.fromCharCode((text.charCodeAt(at) || 0) ^ (1 << (arg % 16))) +
    text.slice(at + 1),
  (text, _at, arg) =>
    pick(["\ufeff", " ", "\n\t ", "\ufeff\ufeff", "<html>", ")]}',\n", "\u0000"], arg) + text,
  (text, _at, arg) => text + pick([" ", "\n", ",", "}", "]", text, "\u0000", "//", "a".repeat(20_000)], arg),
  (text, at, arg) => text.slice(0, at) + text.slice(at, at + 1 + (arg % 64)) + text.slice(at),
  (text, at, arg) =>
    text.slice(0, at) + pick(["\\", "\\u", "\\ud8", "\\x41", '"', "'"], arg) + text.slice(at),
];

/** Most of what is done is done to the structure: a text that is no JSON goes no further. */
const textOpsFrom = 54;

/** The text of an example after the mutations. */
export function mutatedJson(examples: JsonExamples, example: number, mutations: readonly Mutation[]): string {
  const root: Tree = { kind: "array", items: [copyOf(pick(examples.trees, example))] };
  let text: string | undefined;
  for (const { op, at, arg } of mutations) {
    if (op >= textOpsFrom) {
      text ??= rootText(root);
      text = pick(textOps, op - textOpsFrom)(text, at % (text.length + 1), arg);
    } else if (text === undefined) {
      const all = placesIn(root);
      // The whole document is a place, too, but not one for most of the time.
      const place = all[at === 0 || all.length < 2 ? 0 : 1 + (at % (all.length - 1))];
      if (place !== undefined) pick(treeOps, op)({ place, all, arg, examples });
    }
  }
  return text ?? rootText(root);
}

const rootText = (root: Tree): string =>
  root.kind === "array" ? root.items.map(textOf).join("") : textOf(root);
