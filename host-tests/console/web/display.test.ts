import { expect, test } from "vitest";
import { qrParts } from "../../../host/console/web/display/qr-parts.js";
import { scaleFor } from "../../../host/console/web/display/scale.js";
import { spokenScreen } from "../../../host/console/web/display/spoken.js";
import { displays } from "../../../host/screens/displays.js";
import { galleryOf } from "../../../host/screens/models.js";
import { qrModules } from "../../../src/screen-layout/qr.js";

test.each([
  ["320x240", 328, 1, 1],
  ["320x240", 660, 1, 2],
  ["320x240", 5_000, 1, 2],
  ["320x240", 300, 1, 1],
  ["320x240", 328, 3, 1],
  ["320x240", 328, 1.25, 0.8],
  ["128x64", 340, 1, 2],
  ["128x64", 340, 2, 2.5],
  ["240x320", 340, 1, 1],
] as const)("%s in %i pixels at a ratio of %f is drawn %f times as large", (name, room, ratio, scale) => {
  expect(scaleFor(displays[name], room, ratio)).toBe(scale);
});

test("the digits of a code are read one by one", () => {
  const model = galleryOf("en").activating;
  expect(model && spokenScreen(model)).toMatch(/^Add this device\. 0 0 7 3 0 1\. Type this code/);
});

test("a QR code has the size that the layout has planned, and stays in its place", () => {
  const text = "https://console.example/add";
  const side = qrModules(text) ?? 0;
  const parts = qrParts({ text, x: 10, y: 20, width: side * 3 + 2, height: side * 3 + 2 });
  expect(Math.min(...parts.map(([x]) => x))).toBe(11);
  expect(Math.min(...parts.map(([, y]) => y))).toBe(21);
  expect(Math.max(...parts.map(([x, , width]) => x + width))).toBe(11 + side * 3);
  expect(Math.max(...parts.map(([, y, , height]) => y + height))).toBe(21 + side * 3);
});
