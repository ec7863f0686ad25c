/** The activation code in block digits, readable from across a desk. */

/** 3 × 5 dots a digit, 0 to 9, one row of dots a line. */
const smallFont = [
  "### .#. ### ### #.# ### ### ### ### ###",
  "#.# ##. ..# ..# #.# #.. #.. ..# #.# #.#",
  "#.# .#. ### ### ### ### ### ..# ### ###",
  "#.# .#. #.. ..# ..# ..# #.# ..# #.# ..#",
  "### ### ### ### ..# ### ### ..# ### ###",
].map((row) => row.split(" "));

/** 5 × 7 dots. */
const largeFont = [
  ".###. ..#.. .###. .###. ...#. ##### .###. ##### .###. .###.",
  "#...# .##.. #...# #...# ..##. #.... #.... ....# #...# #...#",
  "#..## ..#.. ....# ....# .#.#. ####. #.... ...#. #...# #...#",
  "#.#.# ..#.. ...#. ..##. #..#. ....# ####. ..#.. .###. .####",
  "##..# ..#.. ..#.. ....# ##### ....# #...# .#... #...# ....#",
  "#...# ..#.. .#... #...# ...#. #...# #...# .#... #...# ....#",
  ".###. .###. ##### .###. ...#. .###. .###. .#... .###. .###.",
].map((row) => row.split(" "));

/** `plain` is ordinary text with spaces between: for letters, and where nothing else fits. */
export type DigitSize = "large" | "medium" | "small" | "plain";

/** Columns a digit, columns between two. Six digits: 70, 46 and 23 columns. */
const metrics = { large: [10, 2], medium: [6, 2], small: [3, 1] } as const;

/** Sizes at which the code fits into `columns`, largest first; `plain` is always the last. */
export function sizesFor(code: string, columns: number): DigitSize[] {
  if (!/^[0-9]+$/.test(code)) return ["plain"];
  const fitting = (["large", "medium", "small"] as const).filter((size) => {
    const [digit, gap] = metrics[size];
    return code.length * (digit + gap) - gap <= columns;
  });
  return [...fitting, "plain"];
}

/** The rows of the code, all equally wide. For the block sizes it must consist of digits. */
export function blockCode(code: string, size: DigitSize, columns: number): string[] {
  if (size === "plain") {
    const spaced = [...code].join(" ");
    return [spaced.length <= columns ? spaced : code];
  }
  const digits = [...code].map(Number);
  const gap = " ".repeat(metrics[size][1]);
  if (size === "small") return halfRows(digits, gap);
  const font = size === "large" ? largeFont : smallFont;
  return font.map((row) =>
    digits.map((digit) => (row[digit] ?? "").replaceAll("#", "██").replaceAll(".", "  ")).join(gap),
  );
}

/** Two rows of dots a character, one above the other. */
function halfRows(digits: readonly number[], gap: string): string[] {
  const rows: string[] = [];
  for (let top = 0; top < smallFont.length; top += 2) {
    const glyph = (digit: number) =>
      [0, 1, 2]
        .map((column) => {
          const upper = smallFont[top]?.[digit]?.[column] === "#";
          const lower = smallFont[top + 1]?.[digit]?.[column] === "#";
          return upper ? (lower ? "█" : "▀") : lower ? "▄" : " ";
        })
        .join("");
    rows.push(digits.map(glyph).join(gap));
  }
  return rows;
}
