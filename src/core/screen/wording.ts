/**
 * Every text of the screen has a key, a place that says how much room there is, and named parameters. The words themselves
 * are in one file per language, `wording/<language>.ts`; a language that leaves out a key does not compile.
 */
import { frozen } from "../frozen.js";
import { cleanLine } from "../text/clip.js";
import { clipColumns, clipWrapped } from "./columns.js";
import { en } from "./wording/en.js";
import { zhCN } from "./wording/zh-cn.js";

/** Room on the screen: lines of so many columns (a Chinese character takes two). */
export const places = frozen({
  title: { columns: 16, lines: 1 },
  line: { columns: 40, lines: 3 },
  hint: { columns: 40, lines: 2 },
  /** Label before a time. */
  moment: { columns: 20, lines: 1 },
  status: { columns: 10, lines: 1 },
} as const);

export type Place = keyof typeof places;

/** The most columns a parameter may take; longer ones are clipped. */
export const parameterColumns = frozen({
  version: 24,
  server: 60,
  /** At most 32 bytes. */
  ssid: 32,
  status: 4,
  seconds: 5,
  minutes: 3,
  speed: 9,
  left: 20,
  code: 6,
  transport: 9,
  text: 64,
} as const);

export type Parameter = keyof typeof parameterColumns;

/** Key → place and parameters. */
export const texts = frozen({
  "title.starting": ["title"],
  "title.joining": ["title"],
  "title.provisioning": ["title"],
  "title.checking": ["title"],
  "title.updating": ["title"],
  "title.activating": ["title"],
  "title.connecting": ["title"],
  "title.standby": ["title"],
  "title.listening": ["title"],
  "title.speaking": ["title"],
  "title.waiting": ["title"],
  "title.noConnection": ["title"],
  "title.serverTrouble": ["title"],
  "title.refused": ["title"],
  "title.lost": ["title"],
  "title.settings": ["title"],
  "title.updateFailed": ["title"],

  "line.version": ["line", "version"],
  "line.joining": ["line"],
  "line.provisioning": ["line"],
  "line.checking": ["line"],
  "line.updating": ["line", "version"],
  "line.restarting": ["line", "version"],
  "line.activating": ["line"],
  "line.noCode": ["line"],
  "line.connecting": ["line"],
  "line.standby": ["line"],
  "line.idle": ["line"],
  "line.resting": ["line"],
  "line.tryNow": ["line"],
  "line.server": ["line", "server"],
  "line.serverSays": ["line", "text"],
  "line.reason": ["line", "text"],
  "line.code": ["line", "code"],

  "join.wrongPassword": ["line", "ssid"],
  "join.noAddress": ["line", "ssid"],
  "join.notJoined": ["line", "ssid"],
  "join.outOfReach": ["line", "ssid"],
  "join.noneInReach": ["line"],

  "check.dns": ["line", "server"],
  "check.unreachable": ["line", "server"],
  "check.closed": ["line"],
  "check.tls": ["line"],
  "check.timeout": ["line", "seconds"],
  "check.tooLarge": ["line"],
  "check.malformed": ["line"],
  "check.redirect": ["line"],
  "check.refused": ["line"],
  "check.denied": ["line", "status"],
  "check.notFound": ["line", "status"],
  "check.busy": ["line", "status"],
  "check.serverError": ["line", "status"],
  "check.http": ["line", "status"],

  "talk.unreachable": ["line"],
  "talk.timeout": ["line"],
  "talk.refused": ["line"],
  "talk.busy": ["line"],
  "talk.notFound": ["line"],
  "talk.serverError": ["line"],
  "talk.error": ["line"],
  "talk.helloTimeout": ["line"],
  "talk.notGreeted": ["line"],
  "talk.malformed": ["line"],
  "talk.closed": ["line"],
  "talk.silent": ["line"],
  "talk.lost": ["line"],
  "talk.ours": ["line"],

  "wait.noTransport": ["line", "transport"],
  "wait.nothingOffered": ["line"],
  "wait.updateFailed": ["line"],
  "wait.unknown": ["line"],

  "do.power": ["hint"],
  "do.provision": ["hint"],
  "do.bind": ["hint"],
  "do.hinted": ["hint"],
  "do.pollFailing": ["hint"],
  "do.pollTrouble": ["hint"],
  "do.wake": ["hint"],
  "do.password": ["hint"],
  "do.router": ["hint"],
  "do.join": ["hint"],
  "do.reach": ["hint"],
  "do.network": ["hint"],
  "do.login": ["hint"],
  "do.slow": ["hint"],
  "do.address": ["hint"],
  "do.operator": ["hint"],
  "do.console": ["hint"],
  "do.nothing": ["hint"],
  "do.setting": ["hint"],

  "progress.pace": ["line", "speed", "left"],
  "progress.secondsLeft": ["moment", "seconds"],
  "progress.minutesLeft": ["moment", "minutes"],

  "next.checking": ["moment"],
  "next.connecting": ["moment"],
  "since.activating": ["moment"],

  "status.offline": ["status"],
  "status.online": ["status"],
} as const satisfies Record<string, readonly [Place, ...Parameter[]]>);

export type TextKey = keyof typeof texts;

/** All texts of one language; `{name}` stands for a parameter. */
export type Wording = Readonly<Record<TextKey, string>>;

/** A further language: add its file to `wording/` and a line here. */
export const wordings = frozen({ "zh-CN": zhCN, en } as const satisfies Record<string, Wording>);

export type Language = keyof typeof wordings;

type Named<Entry> = Entry extends readonly [Place, ...infer Names]
  ? Extract<Names[number], Parameter>
  : never;
type Given<Key extends TextKey> = [Named<(typeof texts)[Key]>] extends [never]
  ? []
  : [Readonly<Record<Named<(typeof texts)[Key]>, string>>];

/** The language for an Accept-Language style tag ("zh-TW", "en-GB,en;q=0.8"): the first one known, else English. */
export function languageOf(tag: string): Language {
  for (const range of tag.toLowerCase().split(",")) {
    const primary = range.split(";")[0]?.trim().split(/[-_]/)[0];
    if (primary === "zh") return "zh-CN";
    if (primary === "en") return "en";
  }
  return "en";
}

/**
 * The text of that key. Parameters may come from anywhere: they are cleaned and clipped, and a `{name}` inside one stays as
 * it is.
 */
export function say<Key extends TextKey>(language: Language, key: Key, ...given: Given<Key>): string {
  const values: Readonly<Partial<Record<string, string>>> | undefined = given[0];
  const words = wordings[language][key];
  const text = values === undefined ? words : filled(words, values);
  const place = places[texts[key][0]];
  return clipWrapped(text, place.columns, place.lines);
}

const filled = (words: string, values: Readonly<Partial<Record<string, string>>>): string =>
  words.replace(/\{([a-z]+)\}/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : oneLine(value, parameterColumns[name as Parameter]);
  });

/** Foreign text as one clean line of at most `maxColumns`. */
export function oneLine(text: string, maxColumns: number): string {
  // One column is at least one character, marks apart: those are cut off with the rest.
  return clipColumns(cleanLine(text, maxColumns + 1), maxColumns);
}
