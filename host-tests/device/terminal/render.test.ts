import qrcode from "qrcode";
import { describe, expect, it } from "vitest";
import { faces } from "../../../host/device/terminal/faces.js";
import { qrOf } from "../../../host/device/terminal/qr.js";
import { type RenderOptions, renderScreen } from "../../../host/device/terminal/render.js";
import type { StateData } from "../../../src/core/lifecycle/state.js";
import { columnsOf } from "../../../src/core/screen/columns.js";
import { emotions } from "../../../src/core/screen/emotions.js";
import { screenOf } from "../../../src/core/screen/of.js";
import type { Language } from "../../../src/core/screen/wording.js";
import { activatingState, onlineState, updatingState, waitingState } from "../../core/screen/states.js";

const render = (state: StateData, language: Language, options: Partial<RenderOptions> = {}): string[] =>
  renderScreen(screenOf(state, language), { columns: 44, color: false, nowMs: 61_500, ...options });

const plainMessage = activatingState({ message: "" });

describe("renderScreen", () => {
  it("draws the code, the words and the server", () => {
    expect(render(plainMessage, "zh-CN", { columns: 32 })).toEqual([
      "┌──────────────────────────────┐",
      "│ 添加设备            ● 有网络 │",
      "├──────────────────────────────┤",
      "│   █▀█ █▀█ ▀▀█ ▀▀█ █▀█ ▄█     │",
      "│   █ █ █ █   █ ▀▀█ █ █  █     │",
      "│   ▀▀▀ ▀▀▀   ▀ ▀▀▀ ▀▀▀ ▀▀▀    │",
      "│                              │",
      "│ 请在控制台输入激活码。       │",
      "│ 服务器：ota.example          │",
      "│ 添加完成后会自动继续。       │",
      "│ 已等待 1:00                  │",
      "└──────────────────────────────┘",
    ]);
  });

  it("draws progress", () => {
    expect(render(updatingState(430_000, 1_000_000), "en")).toEqual([
      "┌──────────────────────────────────────────┐",
      "│ Updating                       ● network │",
      "├──────────────────────────────────────────┤",
      "│                 ( o_o )                  │",
      "│ Installing version 1.3.0.                │",
      "│ [██████████████░░░░░░░░░░░░░░░░░░░]  43% │",
      "│ 430 / 1000 kB                            │",
      "│ Please keep the power on.                │",
      "└──────────────────────────────────────────┘",
    ]);
    expect(render(updatingState(430_000), "en")).toContain("│ 430 kB                                   │");
    const { update, ...state } = updatingState(430_000, 1_000_000);
    if (update === undefined) throw new Error("no update");
    const pace = { atMs: 0, doneBytes: 0, measuredMs: 0, toldBytesPerSecond: 62_000, endsAtMs: 95_000 };
    expect(render({ ...state, update: { ...update, pace } }, "en")).toContain(
      "│ 62 kB/s, about 2 min left                │",
    );
  });

  it("counts down to what comes next", () => {
    const state = waitingState({ kind: "checkFailed", failure: { kind: "http", status: 503, text: "" } });
    expect(render(state, "en")).toContain("│ Trying again in 0:14                     │");
    expect(render(state, "en", { nowMs: 99_000 })).toContain("│ Trying again in 0:00                     │");
  });

  it("draws a conversation", () => {
    const state = onlineState({
      phase: "speaking",
      user: "今天天气如何",
      assistant: "晴。",
      emotion: "happy",
    });
    expect(render(state, "zh-CN")).toEqual([
      "┌──────────────────────────────────────────┐",
      "│ 我在说                       ● websocket │",
      "├──────────────────────────────────────────┤",
      "│                 ( ^_^ )                  │",
      "│ > 今天天气如何                           │",
      "│ 晴。                                     │",
      "└──────────────────────────────────────────┘",
    ]);
  });

  it("keeps every line equally wide at every width, and within the rows", () => {
    const states = [
      activatingState({ message: `https://console.example\n${"中文字".repeat(30)}` }),
      onlineState({ user: "👨‍👩‍👧 e\u0301 🇨🇳 中", assistant: "x".repeat(200) }),
      updatingState(1, 3),
    ];
    for (const state of states) {
      for (let columns = 16; columns <= 90; columns++) {
        for (const rows of [8, 23, 60]) {
          const lines = render(state, "zh-CN", { columns, rows });
          for (const line of lines) expect(columnsOf(line)).toBe(Math.min(80, columns));
          expect(lines.length).toBeLessThanOrEqual(rows);
        }
      }
    }
  });

  it("emits no control sequence of foreign text, even if the model were not clean", () => {
    const evil = "\x1b[2J\x1b]0;owned\x07\u202e\u009b31m\r\n\u200fhi";
    const model = {
      ...screenOf(activatingState(), "en"),
      title: evil,
      lines: [evil],
      code: evil,
      server: evil,
      hint: evil,
      user: evil,
      assistant: evil,
      alert: { title: evil, text: evil },
      next: { text: evil, atMs: 0 },
    };
    const text = renderScreen(model, { columns: 80, color: false, nowMs: 0 }).join("");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
    expect(text).not.toMatch(/[\x00-\x1f\x7f-\x9f\u200f\u202e]/);
  });

  it("uses colour only if asked to, and then nothing else of escapes", () => {
    const colored = render(activatingState(), "en", { color: true, columns: 80 }).join("");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
    const plain = colored.replace(/\x1b\[[0-9]+m/g, "");
    expect(colored).not.toBe(plain);
    expect(plain).toBe(render(activatingState(), "en", { columns: 80 }).join(""));
  });
});

describe("the code", () => {
  it.each([
    [80, "██████████    ██"],
    [56, "██████  ██████"],
    [32, "▀▀█ ▀▀█"],
    [27, "▀▀█ ▀▀█"],
    [26, "0 0 7 3 0 1"],
    [16, "0 0 7 3 0 1"],
  ])("at %s columns is drawn at the largest size that fits", (columns, part) => {
    expect(render(plainMessage, "en", { columns }).join("\n")).toContain(part);
  });

  it("is drawn smaller rather than left out where there are few rows", () => {
    for (let rows = 5; rows < 30; rows++) {
      const text = render(activatingState(), "en", { columns: 80, rows }).join("\n");
      expect(text).toMatch(/0 0 7 3 0 1|▀▀█ ▀▀█|██ {2}██/);
    }
  });

  it("is plain text if it has letters", () => {
    expect(render(activatingState({ code: "A7X", message: "" }), "en").join("\n")).toContain("A 7 X");
  });
});

describe("the QR code", () => {
  const url = "https://console.example";

  /** Half blocks back to modules, without the border. */
  function modulesOf(rows: readonly string[]): string {
    const dark = rows.flatMap((row) => [
      [...row].map((char) => (char === " " || char === "▄" ? 1 : 0)),
      [...row].map((char) => (char === " " || char === "▀" ? 1 : 0)),
    ]);
    const size = (dark[0]?.length ?? 0) - 4;
    return dark
      .slice(2, 2 + size)
      .map((row) => row.slice(2, 2 + size).join(""))
      .join("\n");
  }

  function expected(): string {
    const { modules } = qrcode.create(url, { errorCorrectionLevel: "L" });
    const at = Array.from({ length: modules.size }, (_, index) => index);
    return at.map((row) => at.map((column) => modules.get(row, column)).join("")).join("\n");
  }

  it("has the modules of the address and a light border", () => {
    const rows = qrOf(url)?.rows ?? [];
    expect(modulesOf(rows)).toBe(expected());
    expect(rows[0]).toMatch(/^█+$/);
    for (const row of rows) expect(row).toMatch(/^██.*██$/);
  });

  it("stands below the words, or beside them where rows are few, or is left out", () => {
    const first = qrOf(url)?.rows[5] ?? "none";
    const position = (options: Partial<RenderOptions>) =>
      render(activatingState(), "en", options)
        .find((line) => line.includes(first))
        ?.indexOf(first);
    expect(position({ columns: 80 })).toBe(2 + Math.floor((76 - 29) / 2));
    expect(position({ columns: 80, rows: 23 })).toBe(2 + 76 - 29);
    expect(position({ columns: 32 })).toBeUndefined();
    expect(position({ columns: 80, rows: 12 })).toBeUndefined();
  });

  it("is left out if the text is too long for one", () => {
    expect(qrOf("x".repeat(4000))).toBeUndefined();
  });
});

describe("faces", () => {
  it("has one of its own for every emotion, in plain ASCII", () => {
    const drawn = emotions.map((emotion) => faces[emotion]);
    expect(emotions.length).toBe(21);
    expect(new Set(drawn).size).toBe(21);
    for (const face of drawn) expect(face).toMatch(/^[\x20-\x7e]{5,12}$/);
  });
});
