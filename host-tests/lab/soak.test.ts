import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { otaUrls } from "../../host/lab/cloud.js";
import { leftBehind, namesMax, storageWritesMax } from "../../host/lab/soak/judge.js";
import { readSoakArguments } from "../../host/lab/soak/main.js";
import { planOf } from "../../host/lab/soak/plan.js";
import type { SoakDay } from "../../host/lab/soak/result.js";
import { runSoak, type SoakOptions } from "../../host/lab/soak/soak.js";
import { summaryOf } from "../../host/lab/soak/table.js";
import { createWorld } from "../../host/lab/world.js";
import { bundleForXs } from "../../host/xs/bundle.js";
import { buildTimeoutMs, enginePath } from "../xs/engine.js";

/** `npm run lab -- --soak` lives 60 days. */
const days = 2;
const leaking = fileURLToPath(new URL("../../host/lab/soak/guest/leaking.ts", import.meta.url));
const websocket: SoakOptions = { days, seed: 1, transport: "websocket", profile: "xrobo" };

beforeAll(enginePath, buildTimeoutMs);

describe("days in the real engine", () => {
  test("over websocket and over MQTT nothing is left behind, and the same seed gives the same figures", async () => {
    const [first, second, again] = await Promise.all([
      runSoak(websocket),
      runSoak({ ...websocket, transport: "mqtt", profile: "open" }),
      runSoak({ ...websocket, days: 1 }),
    ]);
    for (const result of [first, second]) {
      expect(result.failures, summaryOf(result).join("\n")).toEqual([]);
      expect(result.days).toHaveLength(days);
      for (const day of result.days) {
        expect(day.held).toEqual({ timers: 2, requests: 0, sockets: 1, listeners: 1, installs: 0 });
        expect(day.faults.length).toBeGreaterThan(2);
      }
    }
    expect(again.days).toEqual(first.days.slice(0, 1));
  });

  test("a device that leaks a timer and an object a day is caught", async () => {
    const program = await bundleForXs(leaking);
    const { failures } = await runSoak({ ...websocket, days: 3, program });
    expect(failures).toContainEqual(expect.stringMatching(/^day 2: 5 timers, on day 1 it was 4/));
    // Which of the days keep the same, and so are compared, depends on the faults that were dealt.
    expect(failures).toContainEqual(expect.stringMatching(/^day [23]: [0-9]+ live slots, on day [12]/));
  });
});

describe("a day is compared", () => {
  const day: SoakDay = {
    day: 1,
    faults: [],
    starts: 0,
    powerOn: 1,
    uptimeMs: 86_400_000,
    liveSlots: 1_300,
    liveChunkBytes: 2_000,
    names: 12,
    nameBytes: 128,
    kept: { attempts: [], attemptsMade: 0, unknownTypes: 0, tokens: 1 },
    held: { timers: 2, requests: 0, sockets: 1, listeners: 1, installs: 0 },
    storageWrites: 5,
    instructions: 10_000_000,
    offlineMs: 0,
    failures: [],
  };
  const next = { ...day, day: 2 };
  const withToken = { ...next, kept: { ...day.kept, tokens: 2 as const } };

  test.each([
    ["a slot more", { ...next, liveSlots: 1_301 }, "1301 live slots, on day 1 it was 1300"],
    ["a slot less", { ...next, liveSlots: 1_299 }, "1299 live slots, on day 1 it was 1300"],
    ["a chunk more", { ...next, liveChunkBytes: 2_016 }, "2016 live chunk bytes, on day 1 it was 2000"],
    ["a timer more", { ...next, held: { ...day.held, timers: 3 } }, "3 timers, on day 1 it was 2"],
    ["a socket more", { ...next, held: { ...day.held, sockets: 2 } }, "2 sockets, on day 1 it was 1"],
    ["a request more", { ...next, held: { ...day.held, requests: 1 } }, "1 requests, on day 1 it was 0"],
    ["too many writes", { ...next, storageWrites: storageWritesMax + 1 }, "21 storage writes"],
    ["too many names", { ...next, names: namesMax + 1 }, "41 names of members"],
    [
      "more than all that is kept",
      { ...withToken, liveSlots: 1_429 },
      "1429 live slots, on day 1 it was 1300",
    ],
  ])("%s is told", (_what, other, told) => {
    expect(leftBehind(other, [day])).toEqual([told]);
  });

  test("what is kept on purpose makes a day of another kind, and the next of that kind has to equal it", () => {
    const first = { ...withToken, liveSlots: 1_302, liveChunkBytes: 2_128 };
    expect(leftBehind(first, [day])).toEqual([]);
    expect(leftBehind({ ...first, day: 3 }, [day, first])).toEqual([]);
    expect(leftBehind({ ...first, day: 3, liveSlots: 1_303 }, [day, first])).toEqual([
      "1303 live slots, on day 2 it was 1302",
    ]);
  });

  test("names are no part of it, starts are no excuse for writes", () => {
    expect(leftBehind({ ...next, names: 20, nameBytes: 300 }, [day])).toEqual([]);
    expect(leftBehind({ ...next, powerOn: 41, starts: 40, storageWrites: 20 }, [day])).toEqual([]);
    expect(leftBehind({ ...next, powerOn: 41, starts: 40, storageWrites: 21 }, [day])).toHaveLength(1);
  });
});

test("sixty days meet every fault, leave every seventh day alone, and switch off on every tenth only", () => {
  const plans = planOf(60, 1);
  expect(new Set(plans.flatMap(({ faults }) => faults)).size).toBeGreaterThanOrEqual(125);
  expect(plans.filter(({ faults }) => faults.length === 0).map(({ day }) => day)).toEqual([
    7, 14, 21, 28, 35, 42, 49, 56,
  ]);
  expect(plans.filter(({ mayRestart }) => mayRestart).map(({ day }) => day)).toEqual([5, 15, 25, 35, 45, 55]);
  expect(planOf(60, 2)).not.toEqual(plans);
});

test("a token is as long after many expiries as it was at first: the device keeps it, and days are compared to the byte", () => {
  const { cloud } = createWorld({ seed: 1, transport: "websocket", profile: "xrobo" });
  cloud.bind();
  cloud.stampsTokens = true;
  const tokens = Array.from({ length: 1_100 }, () => {
    cloud.answer({
      method: "POST",
      url: otaUrls.xrobo,
      headers: { "Client-Id": "38ef29c2-1eeb-402b-ab5e-0af2b642f1f0" },
      timeoutMs: 10_000,
      bodyMaxBytes: 10_000,
    });
    cloud.expireTokens();
    return cloud.lastCredential;
  });
  expect(new Set(tokens).size).toBe(1_100);
  expect(new Set(tokens.map((token) => token.length)).size).toBe(1);
});

test("the options of the command line", () => {
  expect(readSoakArguments(["--soak"])).toEqual({
    days: 60,
    seed: 1,
    json: false,
    lives: [
      { transport: "websocket", profile: "xrobo" },
      { transport: "mqtt", profile: "open" },
    ],
  });
  expect(readSoakArguments(["--soak", "--transport", "mqtt", "--profile", "xrobo"]).lives).toEqual([
    { transport: "mqtt", profile: "xrobo" },
  ]);
  expect(() => readSoakArguments(["--soak", "--days", "1"])).toThrow(/--days/);
  expect(() => readSoakArguments(["--soak", "--transport", "udp"])).toThrow(/websocket or mqtt/);
});
