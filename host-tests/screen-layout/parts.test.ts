/// <reference path="../../host/device/terminal/qrcode.d.ts" />
/** The smaller parts of the screen: QR codes, faces, what is drawn anew, contrast. */
import qrcode from "qrcode";
import { expect, test } from "vitest";
import { displays } from "../../host/screens/displays.js";
import { galleryOf } from "../../host/screens/models.js";
import { emotions } from "../../src/core/screen/emotions.js";
import type { ScreenModel } from "../../src/core/screen/model.js";
import type { Box } from "../../src/screen-layout/drawing.js";
import { faceColumns, faceRows, faceRuns } from "../../src/screen-layout/faces.js";
import { type Bars, barsOf } from "../../src/screen-layout/header.js";
import { layout } from "../../src/screen-layout/layout.js";
import { colors } from "../../src/screen-layout/palettes.js";
import { darkParts, qrModules } from "../../src/screen-layout/qr.js";
import { changedPlaces, wordsKey } from "../../src/screen-layout/redraw.js";

const textOf = (length: number): string =>
  "https://console.example/add?x=".padEnd(length, "y").slice(0, length);

test("bars are what the radio has measured, and none are drawn that nobody knows of", () => {
  expect([-40, -67, -68, -75, -76, -82, -83, -100].map(barsOf)).toEqual([4, 4, 3, 3, 2, 2, 1, 1]);
  expect([undefined, 0, Number.NaN].map(barsOf)).toEqual([undefined, undefined, undefined]);
});

test("a screen tells a strong signal from a weak one, from one that isn't known and from no network", () => {
  const icon = (network: boolean, bars: Bars) => {
    const model = { ...(galleryOf("en").standby as ScreenModel), status: { network } };
    const { boxes } = layout(model, displays["320x240"], { nowMs: 0, sinceMs: 0, bars });
    return JSON.stringify(boxes.filter((box) => box.role === "status"));
  };
  const icons = [
    icon(true, 4),
    icon(true, 3),
    icon(true, 2),
    icon(true, 1),
    icon(true, undefined),
    icon(false, 4),
  ];
  expect(new Set(icons).size).toBe(icons.length);
});

test("no transport stands in the title bar: it is nothing to a person", () => {
  const { boxes } = layout(galleryOf("en").standby as ScreenModel, displays["320x240"], {
    nowMs: 0,
    sinceMs: 0,
  });
  expect(boxes.filter((box) => box.kind === "text" && box.role === "status")).toEqual([]);
});

test("the size of a QR code is known before it is made", () => {
  for (let length = 1; length <= 106; length++) {
    const { size } = qrcode.create(textOf(length), { errorCorrectionLevel: "M" }).modules;
    expect([length, qrModules(textOf(length))]).toEqual([length, size]);
  }
  expect(qrModules(textOf(107))).toBeUndefined();
});

test("the dark parts are the dark modules, each once", () => {
  const { modules } = qrcode.create(textOf(60), { errorCorrectionLevel: "M" });
  const bytes = Uint8Array.from({ length: modules.size ** 2 }, (_, at) =>
    modules.get(Math.floor(at / modules.size), at % modules.size),
  );
  const drawn = new Uint8Array(bytes.length);
  const parts = darkParts(bytes, modules.size);
  for (const [x, y, width, height] of parts) {
    for (let row = y; row < y + height; row++)
      for (let column = x; column < x + width; column++)
        drawn[row * modules.size + column] = (drawn[row * modules.size + column] ?? 0) + 1;
  }
  expect(drawn).toEqual(bytes);
});

test("every emotion has a face of its own that stays on its grid", () => {
  const drawn = emotions.map((emotion) => faceRuns(emotion));
  for (const [x, y, length] of drawn.flat()) {
    expect(length).toBeGreaterThan(0);
    expect(x >= 0 && x + length <= faceColumns && y >= 0 && y < faceRows).toBe(true);
  }
  expect(new Set(drawn.map((runs) => JSON.stringify(runs))).size).toBe(emotions.length);
});

const box = (x: number, ink: "text" | "dim"): Box => ({
  kind: "fill",
  role: "face",
  ink,
  x,
  y: 0,
  width: 5,
  height: 5,
});

test("only what differs is drawn anew, where it was and where it is", () => {
  expect(changedPlaces([box(0, "text"), box(10, "text")], [box(0, "text"), box(20, "text")])).toMatchObject([
    { x: 10, y: 0, width: 5, height: 5 },
    { x: 20, y: 0, width: 5, height: 5 },
  ]);
  expect(changedPlaces([box(0, "text")], [box(0, "text")])).toEqual([]);
});

test("what is drawn behind something that changed is drawn before it again", () => {
  // The places alone count: everything in them is drawn in its order.
  expect(changedPlaces([box(0, "text")], [box(0, "dim")])).toHaveLength(2);
});

test("pages begin anew with new words, not with a percentage or the status", () => {
  const model = galleryOf("en").updating as ScreenModel;
  const same = { ...model, progress: { doneBytes: 1 }, status: { network: false } };
  expect(wordsKey(same)).toBe(wordsKey(model));
  expect(wordsKey({ ...model, hint: "Other." })).not.toBe(wordsKey(model));
});

/** Relative luminance as WCAG 2 defines it. */
function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

test("text has a contrast of at least 7 to 1", () => {
  for (const ink of ["text", "dim", "accent", "good", "warning"] as const) {
    for (const ground of ["ground", "bar"] as const) {
      const contrast = (luminance(colors[ink]) + 0.05) / (luminance(colors[ground]) + 0.05);
      expect([ink, ground, contrast >= 7]).toEqual([ink, ground, true]);
    }
  }
});
