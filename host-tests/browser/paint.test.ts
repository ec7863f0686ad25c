/** A display on the page has the pixels of the same screen in the Moddable simulator, whose pictures are in docs/screens. */
import { existsSync, readdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { build } from "vite";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { viteConfig } from "../../host/console/build.js";
import { displays } from "../../host/screens/displays.js";
import { launchChromium } from "./chromium.js";
import type { Difference } from "./paint/difference.js";

const pictures = fileURLToPath(new URL("../../docs/screens/", import.meta.url));
// A browser on a loaded machine: generous, since only a hang gets here.
vi.setConfig({ testTimeout: 90_000 });

let browser: Browser;
let page: Page;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "paint-"));
  await build({
    ...viteConfig,
    root: fileURLToPath(new URL("./paint/", import.meta.url)),
    build: { outDir: folder, emptyOutDir: true, assetsInlineLimit: 0, minify: false },
  });
  browser = await launchChromium();
  page = await browser.newPage();
  await page.route("http://paint.test/**", async (route) => {
    const path = new URL(route.request().url()).pathname;
    const file = path.startsWith("/pictures/") ? join(pictures, path.slice(10)) : join(folder, path);
    // A picture that is missing fails at once, as an image that can't be decoded.
    await (existsSync(file) ? route.fulfill({ path: file }) : route.abort());
  });
  await page.goto("http://paint.test/index.html");
});
afterAll(async () => {
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

test.each(Object.keys(displays))("%s: every screen in both languages", async (name) => {
  const found = await page.evaluate<Difference[]>(`differences(${JSON.stringify(name)})`);
  expect(found.map(({ picture }) => `${picture}.png`).sort()).toEqual(
    readdirSync(join(pictures, name))
      // The page has no glyphs that a server sends: the browser's own letters stand in.
      .filter((file) => !file.startsWith("speaking-pushed."))
      .sort(),
  );
  expect(found.filter(({ pixels }) => pixels > 0)).toEqual([]);
});
