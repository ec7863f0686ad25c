/**
 * Every text of the screen has a key, a place that says how much room there is, and named parameters. The words themselves
 * are in one file per language; a language that leaves out a key does not compile.
 */
import { frozen } from "../../frozen.js";

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
