/** Fixed screens in every view and language: for pictures of them, and for tests of the layout. */
import type { Glyph } from "../../src/core/ports.js";
import type { ScreenModel, View } from "../../src/core/screen/model.js";
import type { TextKey } from "../../src/core/screen/wording/texts.js";
import { type Language, say } from "../../src/core/screen/wording.js";
import { cutGlyphs, readGlyphs } from "../../src/core/session/glyphs.js";
import { pushedFont } from "../../src/screen-layout/pushed.js";

/** The instant at which the models are shown, on the clock of their moments. */
export const shownAtMs = 600_000;
/** Of the radio signal, in all of them. */
export const shownRssiDbm = -70;

interface Words {
  readonly message: string;
  readonly user: string;
  readonly assistant: string;
  readonly foreign: string;
  readonly everyday: string;
  readonly alertTitle: string;
  readonly alertText: string;
}

const words: Readonly<Record<Language, Words>> = {
  en: {
    message: "Open https://console.example/add",
    user: "What can you do for me when I am on my way home?",
    assistant:
      "I can talk with you, tell you the time, and wait until you are back. Just say my name and ask me anything you like.",
    foreign:
      "Caf\u00e9 \u201cna\u00efve\u201d \u2013 \u6f22\u5b57 \u{1f600} \u041f\u0440\u0438\u0432\u0435\u0442",
    everyday: "Café Zoë, Łódź: 5 € or £4. √2 ≈ 1.41, π ≈ 3.14. すし, 寿司.",
    alertTitle: "Battery low",
    alertText: "Please charge the device soon.",
  },
  "zh-CN": {
    message: "请打开 https://console.example/add",
    user: "请问你现在能做什么？",
    assistant: "你现在可以直接问我，我会回答你。等你回来，我还在这里。有什么需要，请直接说。",
    foreign: "䨻䲜 \u{1f600} caf\u00e9 \u041f\u0440\u0438 \uff21\uff11\uff05 ①→② 23℃",
    everyday: "尴尬！橄榄和螺蛳粉共 ¥38，啰嗦一句：练瑜伽不必忐忑。臺灣的鳳梨酥很好吃，nǐ hǎo。",
    alertTitle: "电量不足",
    alertText: "电池仅剩百分之十，请尽快充电。",
  },
};

const server = "ota.console.example";

/** Name → screen. */
export function galleryOf(language: Language): Readonly<Record<string, ScreenModel>> {
  const text = words[language];
  const model = (view: View, rest: Partial<ScreenModel>): ScreenModel => ({
    view,
    language,
    title: say(language, `title.${view}`),
    lines: [],
    face: "neutral",
    status: { network: true },
    ...rest,
  });
  const activating: Partial<ScreenModel> = {
    lines: [say(language, "line.activating"), text.message],
    code: "007301",
    qr: "https://console.example/add",
    server,
    hint: say(language, "do.bind"),
    since: { text: say(language, "since.activating"), atMs: shownAtMs - 83_000 },
    face: "happy",
  };
  const talking = { status: { network: true, transport: "websocket" } } as const;
  const waiting = (title: TextKey & `title.${string}`, lines: string[], hint: TextKey & `do.${string}`) =>
    model("waiting", {
      title: say(language, title),
      lines: [...lines, say(language, "line.tryNow")],
      hint: say(language, hint),
      next: { text: say(language, "next.checking"), atMs: shownAtMs + 72_000 },
      face: "confused",
    });
  const says = (detail: string) => say(language, "line.serverSays", { text: detail });
  return {
    starting: model("starting", {
      lines: [say(language, "line.version", { version: "1.2.0" })],
      status: { network: false },
    }),
    joining: model("joining", { lines: [say(language, "line.joining")], status: { network: false } }),
    provisioning: model("provisioning", {
      lines: [say(language, "line.provisioning")],
      hint: say(language, "do.provision"),
      status: { network: false },
    }),
    checking: model("checking", { lines: [say(language, "line.checking")], server, face: "thinking" }),
    activating: model("activating", activating),
    "activating-trouble": model("activating", {
      ...activating,
      hint: say(language, "do.pollFailing"),
    }),
    "activating-letters": model("activating", { ...activating, code: "K7QW-M2XA" }),
    updating: model("updating", {
      lines: [say(language, "line.updating", { version: "1.3.0" })],
      hint: say(language, "do.power"),
      progress: {
        percent: 42,
        doneBytes: 1_300_000,
        totalBytes: 3_100_000,
        pace: say(language, "progress.pace", {
          speed: "62 kB/s",
          left: say(language, "progress.secondsLeft", { seconds: "30" }),
        }),
      },
    }),
    "updating-unknown": model("updating", {
      lines: [say(language, "line.updating", { version: "1.3.0" })],
      hint: say(language, "do.power"),
      progress: { doneBytes: 1_300_000, pace: "62 kB/s" },
    }),
    connecting: model("connecting", { lines: [say(language, "line.connecting")], face: "thinking" }),
    standby: model("standby", { lines: [say(language, "line.standby")], ...talking }),
    listening: model("listening", { ...talking, user: text.user }),
    speaking: model("speaking", {
      status: { network: true, transport: "mqtt" },
      user: text.user,
      assistant: text.assistant,
      face: "happy",
    }),
    "speaking-everyday": model("speaking", { ...talking, assistant: text.everyday, face: "happy" }),
    "speaking-foreign": model("speaking", { ...talking, assistant: text.foreign, face: "laughing" }),
    // Beyond the characters of the wording.
    ...(language === "zh-CN" && {
      "speaking-weather": model("speaking", {
        ...talking,
        user: "明天深圳天气怎么样？穿什么衣服合适？",
        assistant:
          "今天深圳多云转晴，气温二十三到三十一度，出门记得带伞，晚上适合散步。明天：阵雨→晴，26~33℃，湿度80％。",
        face: "happy",
      }),
    }),
    alert: model("standby", {
      ...talking,
      alert: { title: text.alertTitle, text: text.alertText },
      face: "surprised",
    }),
    idle: model("standby", {
      lines: [say(language, "line.idle")],
      hint: say(language, "do.wake"),
      next: { text: say(language, "next.connecting"), atMs: shownAtMs + 45_000 },
      face: "sleepy",
    }),
    waiting: waiting("title.noConnection", [say(language, "check.unreachable", { server })], "do.network"),
    "waiting-tls": waiting("title.noConnection", [say(language, "check.tls")], "do.login"),
    "waiting-server": waiting(
      "title.refused",
      [say(language, "check.denied", { status: "403" }), says("device 12:34:56:78:9a:bc is not in the list")],
      "do.console",
    ),
  };
}

/** As a server sends them, for two characters that the boards' fonts don't have (`host/cloud/session/glyphs.ts`). */
const sentGlyphs = [
  {
    codepoint: 40856,
    adv_w: 16,
    box_w: 16,
    box_h: 16,
    ofs_x: 0,
    ofs_y: -2,
    bitmap:
      "AAGBADgAAAAHq+y4b6qqkASqSbRamZ5AB4iIh36ZmjAC+pnmb4iHAAL5iOZviIcAAvqZ5m+YiZECwRmzGaq6gBbmi4VchNiBHGuLlZnF2IBbu3m5vNiZ4Aure5OKtemADZ57k6rG6XANnnuSqbbYYAtNa4uktti1AiICITFAIzA=",
  },
  {
    codepoint: 38736,
    adv_w: 16,
    box_w: 16,
    box_h: 16,
    ofs_x: 0,
    ofs_y: -2,
    bitmap:
      "ABIiIiIiIgAAWIiMuIiHAAXqqq3Kqq2AA2aZWXeqZEAABohnaJlgAAAOqIzIi9AAAA6ojMiL0AAAGIiIiIhwAAWa6ZNar6pgDavqucqvqtAJh7iHqF5ooAKXmYAYWmgQCsvq5JyvrKAKuunUnJ+boArL2uScn5ugAxAAMTMREjA=",
  },
];

const sent = cutGlyphs(
  JSON.stringify({
    glyph_push: {
      v: 1,
      bundle: pushedFont.bundle,
      size: pushedFont.size,
      bpp: pushedFont.bpp,
      glyphs: sentGlyphs,
    },
  }),
);

export const pushedGlyphs: readonly Glyph[] =
  (sent.set && readGlyphs(sent.set, pushedFont, () => true)) ?? [];

/** Both of them in a conversation. */
export const pushedModel = (language: Language): ScreenModel => ({
  ...(galleryOf(language).speaking as ScreenModel),
  user: language === "en" ? "How is \u9f98 written?" : "\u9f98字怎么写？",
  assistant: language === "en" ? "\u9f98 and \u9750: many strokes." : "\u9f98和\u9750的笔画都很多。",
});
