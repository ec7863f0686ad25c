import { expect, it } from "vitest";
import { readSettings } from "../../src/moddable/settings.js";

const good = {
  otaUrl: "http://127.0.0.1:8003/xiaozhi/ota/",
  language: "zh-CN",
  transport: "mqtt",
  version: "1.2.3",
  builtAt: "2026-11-22T00:00:00Z",
  board: "m5stack-cores3",
};

it("takes what the manifests say", () => {
  const { settings, mistakes } = readSettings(good);
  expect(mistakes).toEqual([]);
  expect(settings).toMatchObject({
    otaUrl: good.otaUrl,
    language: "zh-CN",
    transport: "mqtt",
    version: "1.2.3",
    builtAtMs: Date.UTC(2026, 10, 22),
    board: "m5stack-cores3",
    observed: false,
    store: "xiaozhi",
  });
  expect(settings.wifi).toBeUndefined();
});

it("takes the strings of mcconfig's command line", () => {
  const { settings } = readSettings({ ...good, observed: "true", wifiSsid: "home", wifiPassword: "secret" });
  expect(settings.observed).toBe(true);
  expect(settings.wifi).toEqual({ ssid: "home", password: "secret" });
});

it("takes what a board says of its display, and has the usual kind without", () => {
  expect(readSettings(good).settings.display).toEqual({ shape: "rectangular", cornerPx: 0, colors: "color" });
  const said = { displayShape: "round", displayCornerPx: "40", displayColors: "monochrome" };
  expect(readSettings({ ...good, ...said })).toMatchObject({
    settings: { display: { shape: "round", cornerPx: 40, colors: "monochrome" } },
    mistakes: [],
  });
  const wrong = readSettings({ ...good, displayShape: "oval", displayCornerPx: "wide" });
  expect(wrong.settings.display).toMatchObject({ shape: "rectangular", cornerPx: 0 });
  expect(wrong.mistakes).toEqual([
    'config displayCornerPx: "wide" is no number from 0 to 120; it is 0 now',
    'config displayShape: "oval" is none of rectangular, round; it is rectangular now',
  ]);
});

it("takes time servers with commas between them, and has some without", () => {
  const servers = (ntpServers?: unknown) => readSettings({ ...good, ntpServers });
  expect(servers()).toMatchObject({
    settings: { ntpServers: ["pool.ntp.org", "ntp.aliyun.com"] },
    mistakes: [],
  });
  expect(servers(" 192.168.1.1, Time.Example,,[2001:db8::1] ")).toMatchObject({
    settings: { ntpServers: ["192.168.1.1", "time.example", "2001:db8::1"] },
    mistakes: [],
  });
});

it.each(["time.example:123", "http://time.example/", "a b", "a.example,-b", ",", "a,b,c,d,e"])(
  "answers time servers that are none, %j, with a sentence",
  (ntpServers) => {
    const { settings, mistakes } = readSettings({ ...good, ntpServers });
    expect(settings.ntpServers).toEqual(["pool.ntp.org", "ntp.aliyun.com"]);
    expect(mistakes).toEqual([
      `config ntpServers: "${ntpServers}" is not one to four host names with commas between them; it is pool.ntp.org,ntp.aliyun.com now`,
    ]);
  },
);

it("answers a mistake with a sentence and goes on with the default", () => {
  const { settings, mistakes } = readSettings({ ...good, transport: "carrier pigeon", builtAt: "soon" });
  expect(settings.transport).toBe("auto");
  expect(settings.builtAtMs).toBe(0);
  expect(mistakes).toEqual([
    'config builtAt: "soon" is no time such as 2026-11-22T00:00:00Z',
    'config transport: "carrier pigeon" is none of auto, websocket, mqtt; it is auto now',
  ]);
});

it.each([
  ["60", 60_000, 0],
  [120, 120_000, 0],
  ["soon", 900_000, 1],
  ["0", 900_000, 1],
  ["1e9", 900_000, 1],
] as const)("time to prove an image: %j", (proveWithinS, proveWithinMs, mistakesCount) => {
  const { settings, mistakes } = readSettings({ ...good, proveWithinS });
  expect(settings.proveWithinMs).toBe(proveWithinMs);
  expect(mistakes).toHaveLength(mistakesCount);
});
