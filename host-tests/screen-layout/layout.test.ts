/** Nothing leaves any display, and the code is whole on all of them. */
import { describe, expect, test } from "vitest";
import { type DisplayName, displays } from "../../host/screens/displays.js";
import { galleryOf, shownAtMs } from "../../host/screens/models.js";
import type { ScreenModel } from "../../src/core/screen/model.js";
import { type Language, wordings } from "../../src/core/screen/wording.js";
import { needsWide, shown } from "../../src/screen-layout/characters.js";
import type { Box, Display } from "../../src/screen-layout/drawing.js";
import { type Drawing, layout } from "../../src/screen-layout/layout.js";
import { qrModules } from "../../src/screen-layout/qr.js";
import { canShow, widthOf } from "../../src/screen-layout/text.js";
import { fonts } from "../../src/screen-layout/widths.generated.js";

const languages = Object.keys(wordings) as Language[];
const names = Object.keys(displays) as DisplayName[];
const everywhere = names.flatMap((name) => languages.map((language) => [name, language] as const));

/** All pages of that model. */
function pagesOf(model: ScreenModel, display: Display, clock?: string): Drawing[] {
  const first = layout(model, display, { nowMs: shownAtMs, sinceMs: shownAtMs, clock });
  return first.startsMs.map((startMs) =>
    layout(model, display, { nowMs: shownAtMs + startMs, sinceMs: shownAtMs, clock }),
  );
}

function leaves(box: Box, display: Display): boolean {
  const { widthPx, heightPx } = display;
  const [right, bottom] = [box.x + box.width, box.y + box.height];
  if (box.x < 0 || box.y < 0 || right > widthPx || bottom > heightPx) return true;
  if (display.cornerPx !== undefined && box.role !== "bar" && cutByCorner(box, display, display.cornerPx))
    return true;
  if (!display.round) return false;
  const [x, y, radius] = [widthPx / 2, heightPx / 2, Math.min(widthPx, heightPx) / 2];
  const corners = [box.x, right].flatMap((across) => [box.y, bottom].map((down) => [across, down] as const));
  return corners.some(([across, down]) => (across - x) ** 2 + (down - y) ** 2 > radius ** 2);
}

/** One of the box's corners is outside of a rounded corner of the display. */
function cutByCorner(box: Box, { widthPx, heightPx }: Display, radius: number): boolean {
  return [box.x, box.x + box.width].some((across) =>
    [box.y, box.y + box.height].some((down) => {
      const [x, y] = [Math.min(across, widthPx - across), Math.min(down, heightPx - down)];
      return x < radius && y < radius && (radius - x) ** 2 + (radius - y) ** 2 > radius ** 2 + 1;
    }),
  );
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
      for (const { boxes, page } of pagesOf(model, display)) {
        // A QR code that needs the room has a page to itself, with the code in small letters above it; so have the further pages of the
        // smallest display.
        if (page > 0 && (display.heightPx < 100 || boxes.some((box) => box.kind === "qr"))) continue;
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
    expect(words({ ...displays[name], wide: [] })).toContain("\u25a1");
  },
);

test("without characters that need it, no text changes its letters for the wide font", () => {
  const model = galleryOf("zh-CN").waiting as ScreenModel;
  for (const display of Object.values(displays)) {
    const plain: Display = { ...display, wide: [] };
    expect(pagesOf(model, display)).toEqual(pagesOf(model, plain));
  }
});

test("pages take turns, and the first comes again", () => {
  const model = galleryOf("en").activating as ScreenModel;
  const at = (nowMs: number) => layout(model, displays["128x64"], { nowMs, sinceMs: 0 });
  const { startsMs } = at(0);
  expect(startsMs.length).toBeGreaterThan(1);
  expect(startsMs.map((startMs) => at(startMs).page)).toEqual([...startsMs.keys()]);
  expect(at((startsMs[1] ?? 0) - 1).page).toBe(0);
  const lastMs = startsMs.at(-1) ?? 0;
  const roundMs = [...Array(60_000 / 250).keys()]
    .map((n) => lastMs + n * 250)
    .find((ms) => at(ms).page === 0);
  expect(at((roundMs ?? 0) + (startsMs[1] ?? 0)).page).toBe(1);
});

test("the page with the QR code stays long enough to take a phone out: at least a quarter of the time", () => {
  for (const name of names) {
    const pages = pagesOf(galleryOf("en").activating as ScreenModel, displays[name]);
    const at = pages.findIndex(({ boxes }) => boxes.some((box) => box.kind === "qr"));
    if (at < 0 || pages.length === 1) continue;
    const { startsMs } = pages[0] as Drawing;
    const lastMs = 15_000;
    const roundMs = (startsMs.at(-1) ?? 0) + lastMs;
    const shownMs = (startsMs[at + 1] ?? roundMs) - (startsMs[at] ?? 0);
    expect([name, shownMs / roundMs >= 0.25, shownMs >= 12_000]).toEqual([name, true, true]);
  }
});

test("a page that a person has turned to is held, and the next one follows", () => {
  const model = galleryOf("en").activating as ScreenModel;
  const held = { page: 1, untilMs: 30_000 };
  const at = (nowMs: number) => layout(model, displays["128x128"], { nowMs, sinceMs: 0, held }).page;
  expect([at(1), at(29_999), at(30_000)]).toEqual([1, 1, 2]);
});

test("on the smallest display each sentence that fits on a page is on one page", () => {
  for (const language of languages)
    for (const [view, model] of Object.entries(galleryOf(language))) {
      if (model.code) continue;
      const pages = pagesOf(model, displays["128x64"]).map((page) =>
        bare(textOf(page, ["alert", "line", "user", "assistant", "hint"])),
      );
      const texts = [...model.lines, model.user, model.assistant, model.hint, model.alert?.text];
      for (const text of texts)
        for (const sentence of (text ?? "").match(/[^。！？.!?]+[。！？.!?]+(?=\s|$|[^a-z0-9])/g) ?? []) {
          // Three lines of 126 pixels: less is sure to fit.
          if (widthOf("Text-12", shown(sentence, "wide")) > 126 * 2.2) continue;
          const whole = bare(sentence);
          expect([language, view, whole, pages.some((page) => page.includes(whole))]).toEqual([
            language,
            view,
            whole,
            true,
          ]);
        }
    }
});

test("a face stands in the middle of the display, and between the title and the words", () => {
  for (const name of names) {
    const display: Display = displays[name];
    const { user: _none, ...model } = galleryOf("en").listening as ScreenModel;
    const { boxes } = layout(model, display, { nowMs: shownAtMs, sinceMs: shownAtMs });
    const face = boxes.filter((box) => box.role === "face");
    expect(face.length).toBeGreaterThan(0);
    const left = Math.min(...face.map((box) => box.x));
    const right = Math.max(...face.map((box) => box.x + box.width));
    const top = Math.min(...face.map((box) => box.y));
    const bottom = Math.max(...face.map((box) => box.y + box.height));
    const header = Math.max(
      ...boxes.filter((box) => box.role === "title" || box.role === "bar").map((box) => box.y + box.height),
    );
    expect([name, Math.abs(left - (display.widthPx - right)) <= 1]).toEqual([name, true]);
    const [above, below] = [top - header, display.heightPx - bottom];
    // On a round display there is less room below than there are rows.
    expect([name, above, below, Math.abs(above - below) <= 12]).toEqual([name, above, below, true]);
  }
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
