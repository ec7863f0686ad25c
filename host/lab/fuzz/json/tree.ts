/** JSON as it stands in a text: with members twice, numbers in any form and whatever a mutation put there. */

export interface ObjectTree {
  readonly kind: "object";
  readonly members: Member[];
}

export interface Member {
  key: string;
  value: Tree;
}

export type Tree =
  | ObjectTree
  | { readonly kind: "array"; readonly items: Tree[] }
  /** A scalar, or any other text, as it is printed. */
  | { readonly kind: "raw"; readonly text: string };

export const raw = (text: string): Tree => ({ kind: "raw", text });

export function treeOf(value: unknown): Tree {
  if (Array.isArray(value)) return { kind: "array", items: value.map(treeOf) };
  if (typeof value !== "object" || value === null) return raw(JSON.stringify(value));
  return {
    kind: "object",
    members: Object.entries(value).map(([key, member]) => ({ key, value: treeOf(member) })),
  };
}

export function copyOf(tree: Tree): Tree {
  if (tree.kind === "raw") return tree;
  if (tree.kind === "array") return { kind: "array", items: tree.items.map(copyOf) };
  return { kind: "object", members: tree.members.map(copyOfMember) };
}

const copyOfMember = ({ key, value }: Member): Member => ({ key, value: copyOf(value) });

export function textOf(tree: Tree): string {
  if (tree.kind === "raw") return tree.text;
  let text = "";
  if (tree.kind === "array") {
    for (const item of tree.items) text += `${text === "" ? "" : ","}${textOf(item)}`;
    return `[${text}]`;
  }
  for (const { key, value } of tree.members)
    text += `${text === "" ? "" : ","}${JSON.stringify(key)}:${textOf(value)}`;
  return `{${text}}`;
}

/** A place in a tree that holds a value. Good until the tree around it changes. */
export class Place {
  constructor(
    readonly holder: Exclude<Tree, { kind: "raw" }>,
    readonly at: number,
  ) {}

  get member(): Member | undefined {
    return this.holder.kind === "object" ? this.holder.members[this.at] : undefined;
  }

  /** Empty for what is not a member. */
  get key(): string {
    return this.member?.key ?? "";
  }

  get value(): Tree {
    const value = this.holder.kind === "array" ? this.holder.items[this.at] : this.member?.value;
    return value ?? raw("");
  }

  put(value: Tree): void {
    const { holder, member } = this;
    if (member !== undefined) member.value = value;
    else if (holder.kind === "array") holder.items[this.at] = value;
  }

  rename(key: string): void {
    if (this.member !== undefined) this.member.key = key;
  }

  /** Puts another value right behind this one; under `key` if it is a member. */
  follow(value: Tree, key: string): void {
    const { holder, at } = this;
    if (holder.kind === "object") holder.members.splice(at + 1, 0, { key, value });
    else holder.items.splice(at + 1, 0, value);
  }

  remove(): void {
    const { holder, at } = this;
    if (holder.kind === "object") holder.members.splice(at, 1);
    else holder.items.splice(at, 1);
  }
}

/** Every place below the root. */
export function placesIn(tree: Tree, found: Place[] = []): Place[] {
  if (tree.kind === "raw") return found;
  const count = tree.kind === "object" ? tree.members.length : tree.items.length;
  for (let at = 0; at < count; at += 1) {
    const place = new Place(tree, at);
    found.push(place);
    placesIn(place.value, found);
  }
  return found;
}
