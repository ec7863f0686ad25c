/** Which characters the device's fonts have. */
import { wordings } from "../../src/core/screen/wording.js";

export const ascii = Array.from({ length: 95 }, (_, at) => String.fromCodePoint(32 + at));

/** Stands for every character that the fonts don't have. */
export const replacement = "\u25a1";

/** Clipped texts end with it; servers like the others. */
const marks = "…，。、；：！？（）《》“”‘’";

/** All beyond ASCII that the project itself says in any language, ascending. */
export function wordingCharacters(): string[] {
  const all = [...Object.values(wordings).flatMap((wording) => Object.values(wording)), marks, replacement];
  return [...new Set(all.join(""))].filter((character) => character > "~").sort();
}

/** Level 1 of GB 2312: the 3,755 most common Chinese characters, rows 16 to 55 of its table. */
function commonHanzi(): string[] {
  const decoder = new TextDecoder("gbk");
  const found: string[] = [];
  for (let row = 0xb0; row <= 0xd7; row++)
    for (let cell = 0xa1; cell <= (row === 0xd7 ? 0xf9 : 0xfe); cell++)
      found.push(decoder.decode(Uint8Array.of(row, cell)));
  return found;
}

/** Rarer ones that speech, names of places and people, food, animals and stories need all the same. */
const spokenHanzi =
  "圳亳泸漯濮衢婺邛崃崂邯郸邢涿沭睢邳溧鄱醴耒岷儋禺莞岐琅琊邕荥鄢鄯噶孜杞厝峪硚沱" +
  "嗯哇噢喔嘿咦哟嗨呃喵呗哒叽嘎咚嘀嗒呜喳咕噜咩噗咔咯囧靓嗖嗡咻嗷呵哎嘘啵吱唔" +
  "昊皓晟梓馨鑫淼煜炜妍婷婧琪璇璐瑶瑾萱蓓茜菁嫣雯霏睿曦玥钰昕恺翊楠彤芷淇滢沁珺祺烨麟禹闫覃晏佟岑邱裘邹黎缪逄曼黛琬琰璋珂莎绮岚弈宸" +
  "粽馄饨喱榴莲柠檬猕芹菠萝蘑菇馅焖炖糍粑烩饪煲馍荸荠薏枸杞酪咖啡奶蔻鳕鲈鳗虾蛤蜊" +
  "蜘蛛蜻蜓蝴蝶蚂蚁蟑螂螃蟹蜥蜴蝙蝠鲨鲸鳄猩狒狸獭鸵鹦鹉鸳鸯鹭羚犀骆驼犰狳鼹鼬貂麒蟒蟾蜍蝌蚪蛐蝈蚯蚓鹂" +
  "玫瑰茉薰芙蓉牡芍茵蕨藓苜蓿朦胧婵缥缈潺涟漪蜿蜒徘徊踌躇蹉跎琵琶箫笙筝笛瑟霓裳羲嫦娥阙穹璀璨";

/** What stands between Chinese characters, units, and marks of lists. Wide letters and digits are shown as ASCII instead. */
const symbols = "·—～‖〔〕〈〉「」『』【】±×÷≈≠≤≥°′″℃￥‰№○●◎◇◆■△▲→←↑↓①②③④⑤⑥⑦⑧⑨⑩";

/** The wide forms of ASCII that are no letters and no digits. */
const wideAscii = ascii
  .slice(1)
  .filter((character) => /[^0-9A-Za-z]/.test(character))
  .map((character) => String.fromCodePoint((character.codePointAt(0) ?? 0) + 0xfee0));

/** What the wide fonts have besides ASCII and the wording, ascending; `isHanzi` tells the two kinds apart. */
export function wideCharacters(): string[] {
  return [...new Set([...commonHanzi(), ...spokenHanzi, ...symbols, ...wideAscii])].sort();
}

/** In the block of the Chinese characters in common use. */
export const isHanzi = (character: string): boolean => character >= "\u4e00" && character <= "\u9fff";

export const digitCharacters = [..."0123456789:%"];
export const codeCharacters = [...digitCharacters, "-", ..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"].sort();
