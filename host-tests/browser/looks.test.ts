/** How the page looks and reads: both languages, light and dark, on a phone, and for those who can't see it. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";
import { afterEach, expect, test } from "vitest";
import { picture } from "./picture.js";
import { codeOn, openWorld, screenSays, type World } from "./world.js";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let world: World;
afterEach(() => world.close());

/** The page's own policy would not let a foreign script in: only persons who bypass it can be looked at. */
async function violations(page: Page, part = "html"): Promise<string[]> {
  if (!(await page.evaluate<boolean>("'axe' in globalThis"))) await page.addScriptTag({ content: axe });
  const results = await page.evaluate<AxeResults>(
    `axe.run(${JSON.stringify(part)}, { resultTypes: ["violations"] })`,
  );
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  );
}

const widthOverflow = (page: Page) =>
  page.evaluate<number>("document.documentElement.scrollWidth - document.documentElement.clientWidth");

async function bind(page: Page): Promise<void> {
  const code = await codeOn(page);
  await page.getByRole("button", { name: /Enter this code|输入这个激活码/ }).click();
  expect(await page.locator("input.code").inputValue()).toBe(code);
  await page.keyboard.press("Enter");
  await page.locator("table.devices .pill.good").waitFor();
}

test.each([
  ["en", "light"],
  ["zh-CN", "dark"],
] as const)("axe finds nothing to mend: %s, %s", async (locale, colorScheme) => {
  world = await openWorld();
  world.cloud.addFirmware({ boardType: "virtual", version: "0.0.1", bytes: new Uint8Array(64) });
  const page = await world.person({ locale, colorScheme, bypassCSP: true });
  expect(await violations(page)).toEqual([]);
  await page.getByRole("button", { name: /Add by code|用激活码添加/ }).click();
  await page.getByRole("dialog").waitFor();
  await page.keyboard.press("Enter");
  await page.locator(".failure:not(:empty)").waitFor();
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await bind(page);
  await page.locator(".say input").fill("Hello?");
  await page.keyboard.press("Enter");
  await screenSays(page, "Hello?");
  const closed = page.locator(".virtual-device details:not([open]) > summary");
  while ((await closed.count()) > 0) await closed.first().click();
  expect(await violations(page)).toEqual([]);
  for (const pane of ["sessions", "firmware", "faults"]) {
    await page.locator(`.panes a[href="#${pane}"]`).click();
    await page.locator(`#${pane}-title`).waitFor();
    expect(await violations(page, ".work")).toEqual([]);
  }
  await page.locator(".bar .quiet").click();
  await page.locator("input[name=token]").waitFor();
  expect(await violations(page)).toEqual([]);
});

test.each(["en", "zh-CN"])("it fits on a phone of 360 pixels: %s", async (locale) => {
  world = await openWorld();
  const page = await world.person({
    locale,
    viewport: { width: 360, height: 740 },
    deviceScaleFactor: 2,
    isMobile: true,
    hasTouch: true,
    colorScheme: "dark",
  });
  await codeOn(page);
  if (locale === "en") await picture(page, "phone");
  await bind(page);
  // A row of the table is a card there, with its labels.
  expect(await page.evaluate("getComputedStyle(document.querySelector('.devices td')).display")).toBe("flex");
  const canvas = await page.locator("canvas").boundingBox();
  expect(canvas?.width).toBe(320);
  for (const pane of ["devices", "sessions", "firmware", "faults"]) {
    await page.locator(`.panes a[href="#${pane}"]`).click();
    await page.locator(`#${pane}-title`).waitFor();
    expect([pane, await widthOverflow(page)]).toEqual([pane, 0]);
  }
});

test("language and colours follow the browser until they are chosen, and the choice is kept", async () => {
  world = await openWorld({ device: null });
  const page = await world.person({ locale: "zh-TW", colorScheme: "dark" });
  const ground = () => page.evaluate<string>("getComputedStyle(document.documentElement).backgroundColor");
  const language = () => page.evaluate<string>("document.documentElement.lang");
  expect(await language()).toBe("zh-CN");
  const dark = await ground();
  await page.getByLabel("语言").selectOption("en");
  await page.getByLabel("Colours").selectOption("light");
  await expect.poll(ground).not.toBe(dark);
  await page.reload();
  await page.getByRole("heading", { name: "Devices", exact: true }).waitFor();
  expect([await language(), await page.title()]).toEqual(["en", "Device console"]);
  expect(await ground()).not.toBe(dark);
});
