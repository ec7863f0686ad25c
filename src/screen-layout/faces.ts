/** A face per emotion, drawn in squares. */
import { frozen } from "../core/frozen.js";
import type { Emotion } from "../core/screen/emotions.js";

const eyes = frozen({
  open: [".###.", "#####", "#####", "#####", ".###."],
  smiling: [".....", ".###.", "##.##", "#...#", "....."],
  closed: [".....", ".....", "#####", ".....", "....."],
  drooping: [".....", "#...#", "##.##", ".###.", "....."],
  wide: [".###.", "#...#", "#.#.#", "#...#", ".###."],
  heart: ["##.##", "#####", "#####", ".###.", "..#.."],
  tight: ["##...", "..##.", "...##", "..##.", "##..."],
  tightRight: ["...##", ".##..", "##...", ".##..", "...##"],
  slanted: ["##...", "####.", "#####", "#####", ".###."],
  slantedRight: ["...##", ".####", "#####", "#####", ".###."],
  half: [".....", "#####", "#####", ".###.", "....."],
  crossed: ["#...#", ".#.#.", "..#..", ".#.#.", "#...#"],
  shade: ["#####", "#####", "#####", "#####", ".###."],
} as const);

const mouths = frozen({
  flat: [".........", ".#######.", ".........", "........."],
  smile: ["#.......#", "##.....##", ".#######.", "..#####.."],
  laugh: ["#########", "#########", ".#######.", "..#####.."],
  sad: ["..#####..", ".#######.", "##.....##", "#.......#"],
  round: ["...###...", "..##.##..", "..##.##..", "...###..."],
  wavy: [".........", ".##...##.", "#..###..#", "........."],
  small: [".........", "...###...", ".........", "........."],
  kiss: ["...##....", ".....#...", "...##....", ".....#..."],
  tongue: ["#########", "....####.", "....####.", ".....##.."],
  smirk: [".......##", "......##.", "######...", "........."],
} as const);

const extras = frozen({
  none: [],
  tear: [[4, 6, ".#.", "###", "###"]],
  snore: [[21, 0, "####", "..#.", ".#..", "####"]],
  question: [[21, 0, "###", "..#", ".#.", "...", ".#."]],
  blush: [
    [2, 6, "#.#"],
    [20, 6, "#.#"],
  ],
  bridge: [[10, 0, "#####"]],
} as const);

type Parts = readonly [
  left: keyof typeof eyes,
  right: keyof typeof eyes,
  mouth: keyof typeof mouths,
  extra?: keyof typeof extras,
];

const faces: Readonly<Record<Emotion, Parts>> = frozen({
  neutral: ["open", "open", "flat"],
  happy: ["smiling", "smiling", "smile"],
  laughing: ["smiling", "smiling", "laugh"],
  funny: ["tight", "tightRight", "laugh"],
  sad: ["drooping", "drooping", "sad"],
  angry: ["slanted", "slantedRight", "sad"],
  crying: ["closed", "closed", "sad", "tear"],
  loving: ["heart", "heart", "smile"],
  embarrassed: ["closed", "closed", "wavy", "blush"],
  surprised: ["open", "open", "round"],
  shocked: ["wide", "wide", "round"],
  thinking: ["half", "open", "small", "question"],
  winking: ["open", "smiling", "smile"],
  cool: ["shade", "shade", "smirk", "bridge"],
  relaxed: ["drooping", "drooping", "smile"],
  delicious: ["smiling", "smiling", "tongue"],
  kissy: ["smiling", "smiling", "kiss"],
  confident: ["half", "half", "smirk"],
  sleepy: ["closed", "closed", "small", "snore"],
  silly: ["wide", "smiling", "tongue"],
  confused: ["crossed", "open", "wavy", "question"],
});

/** In squares. */
export const faceColumns = 25;
export const faceRows = 12;

type Run = readonly [x: number, y: number, length: number];

/** The dark squares as runs from left to right: `[x, y, length]` on a grid of `faceColumns` × `faceRows`. */
export function faceRuns(emotion: Emotion): Run[] {
  const [left, right, mouth, extra = "none"] = faces[emotion];
  const runs: Run[] = [];
  const put = (x: number, y: number, rows: readonly string[]) => {
    rows.forEach((row, down) => {
      for (let from = row.indexOf("#"); from >= 0; from = row.indexOf("#", from)) {
        const gap = row.indexOf(".", from);
        const end = gap < 0 ? row.length : gap;
        runs.push([x + from, y + down, end - from]);
        from = end;
      }
    });
  };
  put(5, 0, eyes[left]);
  put(15, 0, eyes[right]);
  put(8, 8, mouths[mouth]);
  for (const [x, y, ...rows] of extras[extra]) put(x, y, rows);
  return runs;
}
