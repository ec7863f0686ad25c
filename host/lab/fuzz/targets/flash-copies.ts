import { mutatedBytes } from "../bytes/mutate.js";
import { boardStorage } from "../flash/board-storage.js";
import { mustBeLine } from "../oracles/text.js";
import { type Plan, pick } from "../plan.js";
import { must, target } from "../target.js";

const texts = [
  '{"v":1}',
  '{"uuid":"0f1e2d3c-4b5a-4678-9abc-def012345678"}',
  "",
  "中😀",
  '{"v":1,"bound":true}',
  "x".repeat(200),
];

/** What is under the two keys of a record: hex of an ArrayBuffer, or a value of another type. */
export type FlashInput = {
  readonly copies: readonly [Cell, Cell];
  /** Written on top of it. */
  readonly next: number;
  /** Texts that were once stored whole. */
  readonly written: readonly number[];
};
type Cell = { readonly hex: string } | { readonly other: number };

const others: readonly unknown[] = [undefined, "a string", 7, true, null, new Uint8Array(8), {}];

function flashOf({ mutations, extras }: Plan): FlashInput {
  const { moddableStorage, values } = boardStorage();
  values.clear();
  const storage = moddableStorage("xiaozhi", { write: () => {} });
  const written = extras.map((extra) => extra % texts.length);
  for (const number of written) storage.write("identity", pick(texts, number));
  const cells = ["0", "1"].map((copy): Cell => {
    const value = values.get(`xiaozhi/identity.${copy}`);
    return value instanceof ArrayBuffer ? { hex: Buffer.from(value).toString("hex") } : { other: 0 };
  });
  for (const { op, at, arg } of mutations) {
    const index = arg % 2;
    const cell = cells[index];
    if (op < 8) cells[index] = { other: at % others.length };
    else if (op < 14) cells.reverse();
    else if (cell !== undefined && "hex" in cell) {
      const bytes = mutatedBytes(new Uint8Array(Buffer.from(cell.hex, "hex")), op, at, arg >> 1);
      cells[index] = { hex: Buffer.from(bytes).toString("hex") };
    }
  }
  const [first = { other: 0 }, second = { other: 0 }] = cells;
  return { copies: [first, second], next: (extras[0] ?? 0) % texts.length, written };
}

export const flashCopies = target<FlashInput>({
  name: "flash-copies",
  about: "both copies of a record in flash, worn, torn or of other firmware, given to the storage of a board",
  cases: 20_000,
  size: { examples: 1, mutationsMax: 3, extrasMax: 4 },
  make: flashOf,
  judge({ copies, next, written }) {
    const { moddableStorage, values } = boardStorage();
    values.clear();
    for (const [copy, cell] of copies.entries()) {
      const value = "hex" in cell ? new Uint8Array(Buffer.from(cell.hex, "hex")).buffer : others[cell.other];
      if (value !== undefined) values.set(`xiaozhi/identity.${copy}`, value);
    }
    const storage = moddableStorage("xiaozhi", {
      write: (_level, line) => mustBeLine(line, 400, "a log line"),
    });
    const read = storage.read("identity");
    must(
      read === undefined || written.some((number) => pick(texts, number) === read),
      "a text that was never written whole",
    );
    const text = pick(texts, next);
    must(storage.write("identity", text), "nothing can be written any more");
    must(storage.read("identity") === text, "what was written last is not what is read");
    storage.remove("identity");
    must(storage.read("identity") === undefined, "a removed record comes back");
    return read === undefined ? "nothing" : read === pick(texts, written.at(-1) ?? 0) ? "latest" : "older";
  },
  reaches: ["nothing", "latest", "older"],
});
