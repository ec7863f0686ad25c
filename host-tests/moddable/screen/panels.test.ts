/** What a display is comes from a board's own data, and the pictures show displays that come from it in the firmware's way. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { builds, type DisplayName, displays } from "../../../host/screens/displays.js";
import { galleryOf, shownAtMs } from "../../../host/screens/models.js";
import { emotions } from "../../../src/core/screen/emotions.js";
import type { ScreenModel } from "../../../src/core/screen/model.js";
import { type Language, wordings } from "../../../src/core/screen/wording.js";
import { displayOf } from "../../../src/moddable/screen/display.js";
import { readSettings } from "../../../src/moddable/settings.js";
import { builtFont, type Display } from "../../../src/screen-layout/drawing.js";
import { layout } from "../../../src/screen-layout/layout.js";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const panelFolder = join(root, "src/moddable/screen/panels");

interface Manifest {
  readonly include?: readonly string[];
  readonly config?: Readonly<Record<string, unknown>>;
  readonly resources?: { readonly "*-mask"?: readonly string[] };
}

/** `config` and fonts of a manifest and of all of ours that it includes. The including one wins. */
function merged(file: string): { config: Record<string, unknown>; fonts: string[] } {
  const manifest = JSON.parse(readFileSync(file, "utf8")) as Manifest;
  const parts = (manifest.include ?? [])
    .filter((path) => path.startsWith("."))
    .map((path) => merged(resolve(dirname(file), path)));
  return {
    config: Object.assign({}, ...parts.map(({ config }) => config), manifest.config),
    fonts: [
      ...parts.flatMap(({ fonts }) => fonts),
      ...(manifest.resources?.["*-mask"] ?? []).map((path) => path.slice(path.lastIndexOf("/") + 1)),
    ],
  };
}

const panel = (name: string) => merged(join(panelFolder, `${name}.json`));

/** As `moddableScreen` makes it. */
function displayFrom({ config, fonts }: ReturnType<typeof merged>, size: { width: number; height: number }) {
  const { settings, mistakes } = readSettings({ builtAt: "2026-11-22T00:00:00Z", ...config });
  expect(mistakes).toEqual([]);
  return displayOf(settings.display, size, (font) => fonts.includes(font));
}

describe.each(Object.keys(displays) as DisplayName[])("the display %s", (name) => {
  const display: Display = displays[name];
  const size = { width: display.widthPx, height: display.heightPx };
  const build = builds[name];

  test("is what the firmware makes of its panel and its board", () => {
    const ofBoard = "board" in build ? merged(join(root, "boards", build.board, "manifest.json")) : undefined;
    expect(displayFrom(ofBoard ?? panel(build.panel), size)).toEqual(display);
    // The picture's build has the board's `config` on top of the panel.
    if (ofBoard) expect(ofBoard.fonts.sort()).toEqual(panel(build.panel).fonts.sort());
  });

  test("has pictures", () => {
    expect(existsSync(join(root, "docs/screens", name, "activating.en.png"))).toBe(true);
  });
});

test("there are no pictures of other displays", () => {
  expect(readdirSync(join(root, "docs/screens")).sort()).toEqual(Object.keys(displays).sort());
});

/** Fonts that any screen of that display is drawn in. */
function fontsUsed(display: Display): Set<string> {
  const used = new Set<string>();
  const take = (model: ScreenModel, clock?: string) => {
    const first = layout(model, display, { nowMs: shownAtMs, sinceMs: shownAtMs, clock });
    for (const startMs of first.startsMs)
      for (const box of layout(model, display, { nowMs: shownAtMs + startMs, sinceMs: shownAtMs, clock })
        .boxes)
        if (box.kind === "text") used.add(builtFont(box.font, display));
  };
  for (const language of Object.keys(wordings) as Language[]) {
    const gallery = galleryOf(language);
    for (const model of Object.values(gallery)) {
      take(model);
      take(model, "23:59");
    }
    const activating = gallery.activating as ScreenModel;
    const { qr: _none, ...bare } = activating;
    for (const code of ["1", "007301", "12345678", "K7QW-M2XA", "WWWWWWWWWWWWWWWW"]) {
      take({ ...activating, code });
      take({ ...bare, lines: [], code });
    }
    for (const title of Object.entries(wordings[language]).filter(([key]) => key.startsWith("title.")))
      take({ ...(gallery.waiting as ScreenModel), title: title[1] });
    for (const face of emotions) take({ ...(gallery.listening as ScreenModel), face });
    const updating = gallery.updating as ScreenModel;
    for (const hint of ["", updating.hint ?? ""])
      take({ ...updating, lines: [], hint, progress: { percent: 100, doneBytes: 1 } });
    take({ ...(gallery.waiting as ScreenModel), lines: ["W ".repeat(55), "\u4f60".repeat(60)] });
  }
  return used;
}

test.each(readdirSync(panelFolder).map((file) => file.slice(0, -5)))(
  "the panel %s links the fonts that its displays use, and no others",
  (name) => {
    const named = (Object.keys(builds) as DisplayName[]).filter((each) => builds[each].panel === name);
    expect(named.length).toBeGreaterThan(0);
    const used = new Set(named.flatMap((each) => [...fontsUsed(displays[each])]));
    expect([...used].sort()).toEqual(panel(name).fonts.sort());
  },
);

test("every board with a display has a panel, and one alone", () => {
  for (const { name } of readdirSync(join(root, "boards"), { withFileTypes: true }).filter((each) =>
    each.isDirectory(),
  )) {
    const { include = [] } = JSON.parse(
      readFileSync(join(root, "boards", name, "manifest.json"), "utf8"),
    ) as Manifest;
    const hasDisplay = include.some((path) => path.endsWith("esp32/display/manifest.json"));
    const count = include.filter((path) => path.includes("/screen/panels/")).length;
    expect([name, count]).toEqual([name, hasDisplay ? 1 : 0]);
  }
});

test("the simulator has every font: it is started at any size and as any kind of display", () => {
  const { fonts } = merged(join(root, "src/simulator/manifest.json"));
  const wanted = (Object.keys(displays) as DisplayName[]).flatMap((name) => {
    const { widthPx: width, heightPx: height, ...rest } = displays[name] as Display;
    return [...fontsUsed({ ...displayFrom({ config: {}, fonts }, { width, height }), ...rest })];
  });
  expect(wanted.filter((font) => !fonts.includes(font) && font !== "Text-20")).toEqual([]);
});
