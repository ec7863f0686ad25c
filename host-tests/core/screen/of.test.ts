import { describe, expect, it } from "vitest";
import type { CheckFailure } from "../../../src/core/failure.js";
import { stateNames } from "../../../src/core/lifecycle/names.js";
import type { StateData } from "../../../src/core/lifecycle/state.js";
import { columnsOf, wrap } from "../../../src/core/screen/columns.js";
import { durationText, views } from "../../../src/core/screen/model.js";
import { createScreen, firstUrl, screenOf } from "../../../src/core/screen/of.js";
import { cases, ended, http } from "./cases.js";
import { activatingState, baseState, onlineState, updatingState, waitingState } from "./states.js";

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const control = /[\x00-\x1f\x7f-\x9f\u202e]/;

const phases = [onlineState({ phase: "listening" }), onlineState({ phase: "speaking" })];
const everyState = [
  ...cases.map(([, state]) => state),
  ...phases,
  { ...baseState, name: "waiting" as const },
];

describe("createScreen", () => {
  it("gives the screen of each state, and the same object exactly where nothing on it has changed", () => {
    const render = createScreen("en");
    let shown = render(baseState);
    for (const state of everyState)
      for (const next of [render(state), render({ ...state }), render(structuredClone(state))]) {
        expect(next).toEqual(screenOf(state, "en"));
        expect(next === shown).toBe(JSON.stringify(next) === JSON.stringify(shown));
        shown = next;
      }
  });

  const talking = onlineState({ user: "天气", assistant: "晴天" });

  it.each([
    ["what no screen tells of", { ...talking, lastToken: 7, openFailures: 2 }],
    ["a turn more, of which the screen doesn't tell", { ...talking, talk: { ...talking.talk, turns: 3 } }],
    ["a member that has come without a value", { ...talking, wait: undefined } as unknown as StateData],
  ])("takes no notice of %s", (_, next) => {
    const render = createScreen("zh-CN");
    const shown = render(talking);
    expect(render(next)).toBe(shown);
  });

  it("tells of one that goes", () => {
    const render = createScreen("en");
    render(onlineState({ assistant: "Yes.", alert: { status: "", message: "Ouch", emotion: "sad" } }));
    expect(render(onlineState({ assistant: "Yes." }))).toEqual(
      screenOf(onlineState({ assistant: "Yes." }), "en"),
    );
  });
});

describe("screenOf", () => {
  it.each(cases)(
    "%s: says what the state is, in both languages",
    (_, state, view, title, line, titleZh, lineZh) => {
      const english = screenOf(state, "en");
      const chinese = screenOf(state, "zh-CN");
      expect([english.view, english.title, english.lines[0]]).toEqual([view, title, line]);
      expect([chinese.view, chinese.title, chinese.lines[0]]).toEqual([view, titleZh, lineZh]);
      expect(english.language).toBe("en");
    },
  );

  it("is tested for every state name and reaches every view", () => {
    expect(new Set(everyState.map((state) => state.name))).toEqual(new Set(stateNames));
    expect(new Set(everyState.map((state) => screenOf(state, "en").view))).toEqual(new Set(views));
  });

  it("shows a code and an address in no other state than activating, even if the state still holds one", () => {
    for (const state of everyState) {
      const { activation } = activatingState();
      const model = screenOf(activation ? { ...state, activation } : state, "en");
      expect([state.name, model.code, model.qr]).toEqual(
        state.name === "activating"
          ? ["activating", "007301", "https://console.example"]
          : [state.name, undefined, undefined],
      );
    }
  });

  it("never shows the challenge, the session, an install address or a detail meant for the log", () => {
    for (const state of everyState)
      expect(JSON.stringify(screenOf(state, "en"))).not.toMatch(
        /the-challenge|the-session|the-secret|log only/,
      );
  });

  it("tells every kind of waiting apart, says what to do and counts down to what comes next", () => {
    const waits = everyState.filter((state) => state.name === "waiting" && state.wait !== undefined);
    for (const language of ["en", "zh-CN"] as const) {
      const models = waits.map((state) => screenOf(state, language));
      // The two TLS failures mean the same to a person, and so do the two ways to refuse a session.
      expect(new Set(models.map((model) => model.lines[0])).size).toBe(waits.length - 2);
      for (const [at, model] of models.entries()) {
        expect(model.hint).toBeTruthy();
        // At rest within reach nothing comes next by itself.
        expect(model.next?.atMs).toBe(waits[at]?.wait?.untilMs);
      }
      expect(models.filter(({ next }) => next === undefined)).toHaveLength(1);
    }
  });

  it("says what the device does next by what it resumes with", () => {
    expect(screenOf(http(500), "en").next?.text).toBe("Trying again in");
    expect(screenOf(ended("lost"), "zh-CN").next?.text).toBe("距离重连");
  });

  it("quotes the server, clean and clipped", () => {
    expect(screenOf(http(500, "Failed to read device\nauto_update\x1b[31m status"), "en").lines[1]).toBe(
      "The server says: Failed to read device auto_update status",
    );
    const long = screenOf(http(500, "长".repeat(400)), "zh-CN").lines[1] ?? "";
    expect(wrap(long, 40).length).toBeLessThanOrEqual(3);
    expect(long.endsWith("…")).toBe(true);
  });

  it("names the error code with which a session ended", () => {
    expect(screenOf(ended("refused", 401), "en").lines).toContain("Error code 401");
  });

  it("tells what the server said was wrong, with the end of a session and in one", () => {
    const end = {
      kind: "closed",
      code: 1011,
      suspect: false,
      detail: "log only",
      text: "no provider",
    } as const;
    const told = screenOf(waitingState({ kind: "sessionEnded", end }, "connecting"), "en");
    expect(told.lines.slice(0, 3)).toEqual([
      "The voice service ended the call.",
      "Error code 1011",
      "The server says: no provider",
    ]);
    // Then it is not true that there is nothing to do.
    expect(told).toMatchObject({ title: "Server trouble", hint: "Check this device in the console." });
    const alert = { status: "", message: "no provider", emotion: "confused" };
    const online = onlineState();
    expect(screenOf({ ...online, talk: { ...online.talk, alert } }, "en")).toMatchObject({
      alert: { title: "Server trouble", text: "no provider" },
      face: "confused",
    });
  });

  it("tells the transport only while a session is open", () => {
    expect(screenOf(onlineState(), "en").status).toEqual({ network: true, transport: "websocket" });
    expect(screenOf({ ...baseState, name: "connecting" }, "en").status).toEqual({ network: true });
  });
});

describe("screenOf while activating", () => {
  it("keeps the leading zeros and leaves out the line that repeats the code", () => {
    const model = screenOf(activatingState({ code: "000000", message: "Console\n 000000 \nbye" }), "en");
    expect(model.code).toBe("000000");
    expect(model.lines).toEqual(["Type this code in the console.", "Console", "bye"]);
    expect(model.server).toBe("ota.example");
    expect(model.since).toEqual({ text: "Waiting for you", atMs: 1000 });
  });

  it("shows the code without a message and words without a code", () => {
    expect(screenOf(activatingState({ message: "" }), "en").code).toBe("007301");
    const without = screenOf(activatingState({ code: "" }), "en");
    expect(without.code).toBeUndefined();
    expect(without.lines[0]).toBe("Add this device in the console.");
  });

  it("clips each line of the message and their number", () => {
    const model = screenOf(activatingState({ message: `${"x".repeat(300)}\nb\nc\nd\ne\nf` }), "en");
    expect(model.lines.length).toBe(5);
    expect(columnsOf(model.lines[1] ?? "")).toBeLessThanOrEqual(120);
  });

  it.each([
    [0, undefined, "It goes on by itself when you are done."],
    [2, "timeout", "Can't reach the server right now. Still trying; keep the code."],
    [2, "refused", "The server has trouble right now. Still trying; keep the code."],
  ] as const)("%s failed polls (%s): hints %s", (failures, kind, hint) => {
    const lastFailure: CheckFailure =
      kind === "timeout" ? { kind: "timeout", afterMs: 1 } : { kind: "refused", text: "no" };
    const state = activatingState({ failures, ...(kind ? { lastFailure } : {}) });
    expect(screenOf(state, "en").hint).toBe(hint);
  });

  it("lets no control or bidi character of the server through", () => {
    const evil = "\x1b]0;owned\x07\x1b[2Jhi\u202eabc\x9b31m\x00\r\nhttps://ok.example/\x1b[0m";
    const model = screenOf(
      activatingState(
        { code: "\x1b[31m12\u202e3456", message: evil },
        { settings: { ...baseState.settings, serverName: evil } },
      ),
      "en",
    );
    expect([model.code, ...model.lines, model.server, model.qr].join("")).not.toMatch(control);
    expect(model.code).toBe("123456");
    expect(model.qr).toBe("https://ok.example/");
  });
});

it("leads by its QR code to a page with the code filled in, and doesn't bother the person with that part of the address", () => {
  const state = activatingState();
  const message = "http://192.168.1.5:8003/#code=007301\n007301";
  const activation = state.activation && { ...state.activation, code: "007301", message };
  const model = screenOf({ ...state, ...(activation && { activation }) }, "en");
  expect(model.qr).toBe("http://192.168.1.5:8003/#code=007301");
  expect(model.lines).toEqual([expect.any(String), "http://192.168.1.5:8003/"]);
});

describe("firstUrl", () => {
  it.each([
    ["https://console.example\n007301", "https://console.example"],
    ["请打开https://a.example/x?y=1，输入", "https://a.example/x?y=1"],
    ["(see HTTP://A.example/b.)", "HTTP://A.example/b"],
    ["ftp://a.example http://b.example http://c.example", "http://b.example"],
    ["https://", undefined],
    ["javascript:alert(1)", undefined],
    [`https://${"a".repeat(300)}.example`, undefined],
  ])("%j → %s", (text, url) => expect(firstUrl(text)).toBe(url));
});

describe("screenOf while updating", () => {
  it.each([
    [0, 1000, { doneBytes: 0, totalBytes: 1000, percent: 0 }],
    [999, 1000, { doneBytes: 999, totalBytes: 1000, percent: 99 }],
    [1200, 1000, { doneBytes: 1200, totalBytes: 1000, percent: 100 }],
    [430, undefined, { doneBytes: 430 }],
    [430, 0, { doneBytes: 430 }],
  ])("%s of %s bytes", (done, total, progress) =>
    expect(screenOf(updatingState(done, total), "en").progress).toEqual(progress),
  );
});

it("says when the new version is in and when the server has heard of the binding", () => {
  const { update, ...state } = updatingState(5, 5);
  const installed = screenOf(update ? { ...state, update: { ...update, installed: true } } : state, "en");
  expect(installed.lines).toEqual(["Done. Restarting with version 1.3.0."]);
  expect(screenOf(activatingState({ hinted: true }), "zh-CN").hint).toBe("已添加，请稍候。");
});

describe("screenOf while talking", () => {
  it("shows both sides and the face", () => {
    const model = screenOf(
      onlineState({ phase: "speaking", user: "天气？", assistant: "晴。", emotion: "happy" }),
      "zh-CN",
    );
    expect(model).toMatchObject({
      view: "speaking",
      title: "我在说",
      user: "天气？",
      assistant: "晴。",
      face: "happy",
      lines: [],
    });
  });

  it("takes an emotion it doesn't know for neutral", () => {
    expect(screenOf(onlineState({ emotion: "__proto__" }), "en").face).toBe("neutral");
  });

  it("shows an alert with its own face, clipped", () => {
    const alert = { status: "Battery ".repeat(9), message: "x".repeat(400), emotion: "sad" };
    const model = screenOf(onlineState({ alert }), "en");
    expect(model.face).toBe("sad");
    expect(columnsOf(model.alert?.title ?? "")).toBeLessThanOrEqual(16);
    expect(columnsOf(model.alert?.text ?? "")).toBeLessThanOrEqual(120);
  });
});

describe("durationText", () => {
  it.each([
    [-5000, "0:00"],
    [1, "0:01"],
    [61_000, "1:01"],
    [3_600_000, "1:00:00"],
  ])("%s ms is %s", (ms, text) => expect(durationText(ms)).toBe(text));
});
