/** Nothing leaves any display, and the code is whole on all of them. */
import { describe, expect, test } from "vitest";
import { type DisplayName, displays } from "../../../host/screens/displays.js";
import { galleryOf, shownAtMs } from "../../../host/screens/models.js";
import type { ScreenModel } from "../../../src/core/screen/model.js";
import { type Language, wordings } from "../../../src/core/screen/wording.js";
import { needsWide, shown } from "../../../src/moddable/screen/characters.js";
import type { Box, Display } from "../../../src/moddable/screen/drawing.js";
import { type Drawing, layout, pageMs } from "../../../src/moddable/screen/layout.js";
import { qrModules } from "../../../src/moddable/screen/qr.js";
import { canShow, widthOf } from "../../../src/moddable/screen/text.js";
import { fonts } from "../../../src/moddable/screen/widths.generated.js";

const languages = Object.keys(wordings) as Language[];
const names = Object.keys(displays) as DisplayName[];
const everywhere = names.flatMap((name) => languages.map((language) => [name, language] as const));

/** All pages of that model. */
function pagesOf(model: ScreenModel, display: Display, clock?: string): Drawing[] {
  const first = layout(model, display, { nowMs: shownAtMs, sinceMs: shownAtMs, clock });
  return Array.from({ length: first.pages }, (_, page) =>
    layout(model, display, { nowMs: shownAtMs + page * pageMs, sinceMs: shownAtMs, clock }),
  );
}

function leaves(box: Box, display: Display): boolean {
  const { widthPx, heightPx } = display;
  const [right, bottom] = [box.x + box.width, box.y + box.height];
  if (box.x < 0 || box.y < 0 || right > widthPx || bottom > heightPx) return true;
  if (!display.round) return false;
  const [x, y, radius] = [widthPx / 2, heightPx / 2, Math.min(widthPx, heightPx) / 2];
  const corners = [box.x, right].flatMap((across) => [box.y, bottom].map((down) => [across, down] as const));
  return corners.some(([across, down]) => (across - x) ** 2 + (down - y) ** 2 > radius ** 2);
}

const textOf = (drawing: Drawing, roles: readonly string[]): string =>
  drawing.boxes.map((box) => (box.kind === "text" && roles.includes(box.role) ? box.text : "")).join("");

const overlap = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

const bare = (text: string): string => shown(text, needsWide(text) ? "wide" : "wording").replaceAll(" ", "");

describe.each(everywhere)("%s in %s", (name, language) => {
  const display: Display = displays[name];
  const models = Object.entries(galleryOf(language));

  test.each(models)("%s stays on the display", (_, model) => {
    for (const { boxes } of [...pagesOf(model, display), ...pagesOf(model, display, "23:59")]) {
      expect(boxes.filter((box) => leaves(box, display))).toEqual([]);
      const widths = boxes.map((box) => (box.kind === "text" ? widthOf(box.font, box.text) : box.width));
      expect(boxes.map((box) => box.width)).toEqual(widths);
    }
  });

  test.each(models)("%s: no text covers another, nor the QR code", (_, model) => {
    for (const { boxes } of [...pagesOf(model, display), ...pagesOf(model, display, "23:59")]) {
      const solid = boxes.filter((box) => box.kind !== "fill" || box.role === "face" || box.role === "page");
      const covered = solid.filter((box, at) =>
        solid.some(
          (other, after) =>
            after > at && overlap(box, other) && !(box.kind === "fill" && other.kind === "fill"),
        ),
      );
      expect(covered).toEqual([]);
    }
  });

  test.each(models)("%s: every word is shown on one of the pages", (_, model) => {
    const pages = pagesOf(model, display);
    const words = pages
      .map((page) => textOf(page, ["alert", "line", "pace", "user", "assistant", "hint"]))
      .join("");
    const { alert, lines, progress, user, assistant, hint } = model;
    const all = [alert?.title, alert?.text, ...lines, progress?.pace, user, assistant, hint].map(
      (text) => text ?? "",
    );
    expect(bare(words)).toBe(bare(all.join("")));
  });

  test.each(models.filter(([, model]) => model.code))("%s: the code is whole on every page", (_, model) => {
    for (const page of pagesOf(model, display)) expect(textOf(page, ["code"])).toBe(model.code);
  });

  test("six digits of any kind are in a font for digits", () => {
    for (const code of ["000000", "007301", "444444", "888888", "999999"]) {
      const model = { ...galleryOf(language).activating, code } as ScreenModel;
      for (const { boxes } of pagesOf(model, display)) {
        const digits = boxes.filter((box) => box.role === "code");
        expect(digits).toHaveLength(1);
        expect(digits[0]).toMatchObject({
          kind: "text",
          text: code,
          font: expect.stringMatching(/^Digits-/),
        });
        expect(digits.filter((box) => leaves(box, display))).toEqual([]);
      }
    }
  });

  test("codes of up to sixteen characters are whole", () => {
    for (const code of ["1", "12345678", "WWWWWWWWWWWWWWWW", "a-b_c", "1234567890123456"]) {
      const model = { ...galleryOf(language).activating, code } as ScreenModel;
      for (const page of pagesOf(model, display)) {
        expect(textOf(page, ["code"])).toBe(code);
        expect(page.boxes.filter((box) => leaves(box, display))).toEqual([]);
      }
    }
  });

  test("a status, long texts and a long countdown stay on the display", () => {
    const long = "W".repeat(40);
    const model: ScreenModel = {
      ...(galleryOf(language).waiting as ScreenModel),
      title: "W".repeat(16),
      lines: [long, `${long} ${long}`, "\u4f60".repeat(60)],
      hint: long,
      next: { text: "\u4f60".repeat(10), atMs: shownAtMs + 36_000_000 },
      status: { network: true, transport: "websocket" },
    };
    for (const { boxes } of pagesOf(model, display)) {
      const titled = boxes.filter((box) => box.role !== "title");
      expect(titled.filter((box) => leaves(box, display))).toEqual([]);
    }
  });
});

test.each(everywhere)(
  "%s in %s: every title stands beside the status, in letters for the display",
  (name, language) => {
    const display: Display = displays[name];
    const titles = Object.entries(wordings[language]).filter(([key]) => key.startsWith("title."));
    expect(titles.length).toBeGreaterThan(10);
    for (const [, title] of titles) {
      const model: ScreenModel = { ...(galleryOf(language).waiting as ScreenModel), title };
      const { boxes } = layout(model, display, { nowMs: shownAtMs, sinceMs: shownAtMs });
      const [shownTitle] = boxes.filter((box) => box.role === "title");
      const status = boxes.filter((box) => box.role === "status");
      expect(shownTitle).toMatchObject({ text: title });
      expect(status.length).toBeGreaterThan(0);
      expect(status.filter((box) => shownTitle && overlap(box, shownTitle))).toEqual([]);
      expect(shownTitle && leaves(shownTitle, display)).toBe(false);
    }
  },
);

test.each(names)(
  "%s: a Chinese conversation is whole with the wide font, and boxes stand in for it without",
  (name) => {
    const model = galleryOf("zh-CN")["speaking-weather"] as ScreenModel;
    const words = (display: Display) =>
      pagesOf(model, display)
        .map((page) => textOf(page, ["user", "assistant"]))
        .join("");
    expect(words(displays[name])).toBe(`${model.user}${model.assistant}`);
    expect(words({ ...displays[name], wide: false })).toContain("\u25a1");
  },
);

test("without characters that need it, no text changes its letters for the wide font", () => {
  const model = galleryOf("zh-CN").waiting as ScreenModel;
  for (const display of Object.values(displays)) {
    const plain: Display = { ...display, wide: false };
    expect(pagesOf(model, display)).toEqual(pagesOf(model, plain));
  }
});

test("pages take turns, and the first comes again", () => {
  const model = galleryOf("en").activating as ScreenModel;
  const { pages } = layout(model, displays["128x64"], { nowMs: 0, sinceMs: 0 });
  expect(pages).toBeGreaterThan(1);
  const at = (nowMs: number) =>
    textOf(layout(model, displays["128x64"], { nowMs, sinceMs: 0 }), ["line", "hint", "server"]);
  expect(at(pageMs - 1)).toBe(at(0));
  expect(at(pageMs)).not.toBe(at(0));
  expect(at(pageMs * pages)).toBe(at(0));
});

test("the QR code keeps its quiet zone and whole pixels", () => {
  for (const [name, display] of Object.entries(displays)) {
    for (const { boxes } of pagesOf(galleryOf("en").activating as ScreenModel, display)) {
      const code = boxes.find((box) => box.kind === "qr");
      if (code === undefined) continue;
      const ground = boxes.find((box) => box.kind === "fill" && box.role === "qr");
      const scale = code.width / (qrModules("https://console.example/add") ?? 0);
      expect([name, Number.isInteger(scale), scale >= 2]).toEqual([name, true, true]);
      expect([code.x - (ground?.x ?? 0), code.y - (ground?.y ?? 0)]).toEqual([2 * scale, 2 * scale]);
    }
  }
});

test("a QR code is shown on every display but the one that is too low for it", () => {
  const without = names.filter(
    (name) =>
      !pagesOf(galleryOf("en").activating as ScreenModel, displays[name]).some(({ boxes }) =>
        boxes.some((box) => box.kind === "qr"),
      ),
  );
  expect(without).toEqual(["128x64"]);
});

test("the digit fonts have every digit", () => {
  const digits = Object.keys(fonts).filter((name) => name.startsWith("Digits")) as (keyof typeof fonts)[];
  expect(digits.filter((font) => !canShow(font, "0123456789:%"))).toEqual([]);
});
