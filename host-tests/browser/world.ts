/** A cloud with its console, virtual devices, and persons who sit before browsers. */
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, expect, vi } from "vitest";
import { type Cloud, startCloud } from "../../host/cloud/cloud.js";
import type { CloudOptions } from "../../host/cloud/contract.js";
import { builtConsole } from "../../host/console/build.js";
import type { VirtualOptions } from "../../host/console/contract.js";
import { type Console, createConsole } from "../../host/console/server/console.js";
import { launchChromium } from "./chromium.js";

export interface WorldOptions {
  /** The first virtual device; null: none. */
  readonly device?: Partial<VirtualOptions> | null;
  readonly cloud?: CloudOptions;
  /** How many times faster than real time the device's clock runs. */
  readonly scale?: number;
}

export interface World {
  readonly cloud: Cloud;
  readonly console: Console;
  readonly url: string;
  /** A new person: a browser with a storage of its own, signed in. */
  person(options?: BrowserContextOptions): Promise<Page>;
  /** What the pages wrote to their consoles as errors, and exceptions: none is expected. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

// A browser on a loaded machine: generous, since only a hang gets here.
vi.setConfig({ testTimeout: 90_000 });

const usual: VirtualOptions = {
  display: "320x240",
  language: "en",
  transport: "websocket",
  engine: "node",
};
/** The device's polls and waits need not be sat through. */
const usualScale = 15;
/** A wait that only a hang reaches. */
const patienceMs = 300_000;

/** A browser writes down each refusal, such as that of a wrong code, and each lost connection. */
const expected = /Failed to load resource: (net::ERR_|the server responded with a status of (400|401|409))/;

let browser: Promise<Browser> | undefined;
/** One for all worlds of a test file: starting it takes longer than most stories. */
const sharedBrowser = (): Promise<Browser> => {
  browser ??= launchChromium();
  return browser;
};
afterAll(async () => {
  await (await browser)?.close();
  browser = undefined;
});

export async function openWorld(options: WorldOptions = {}): Promise<World> {
  const { folder } = await builtConsole();
  const consoleServer = createConsole({ page: folder, virtual: true });
  const cloud = await startCloud({
    ...options.cloud,
    addRoutes: consoleServer.addRoutes,
    onEvent: (event) => consoleServer.see(event),
  });
  await consoleServer.open(cloud);
  const chromium = await sharedBrowser();
  const contexts: BrowserContext[] = [];
  const complaints: string[] = [];
  if (options.device !== null)
    await consoleServer.virtual.start(
      { ...usual, ...options.device },
      { ports: { scale: options.scale ?? usualScale } },
    );
  return {
    cloud,
    console: consoleServer,
    url: cloud.consoleUrl,
    complaints,
    async person(contextOptions = {}) {
      const context = await chromium.newContext({
        reducedMotion: "reduce",
        viewport: { width: 1200, height: 720 },
        ...contextOptions,
      });
      contexts.push(context);
      context.setDefaultTimeout(patienceMs);
      const page = await context.newPage();
      page.on("pageerror", (error) => complaints.push(error.stack ?? error.message));
      page.on("console", (message) => {
        if (message.type() === "error" && !expected.test(message.text())) complaints.push(message.text());
      });
      await page.goto(cloud.consoleUrl);
      await page.locator("input[name=token]").fill(cloud.token);
      await page.keyboard.press("Enter");
      await page.locator(".line.live").waitFor();
      return page;
    },
    async close() {
      for (const context of contexts) await context.close();
      await consoleServer.close();
      await cloud.close();
      expect(complaints).toEqual([]);
    },
  };
}

/** The words of the first virtual device's display, as a screen reader has them. */
export const screenOf = (page: Page) => page.locator(".display [aria-live]").first();

/** The code that the first virtual device shows, when it is another one than `old`. */
export async function codeOn(page: Page, old?: string): Promise<string> {
  let code = "";
  await expect
    .poll(
      async () => {
        const spaced = /(?:\d ){5}\d/.exec(await screenOf(page).innerText())?.[0];
        code = spaced?.replaceAll(" ", "") ?? "";
        return code !== "" && code !== old;
      },
      { timeout: patienceMs, interval: 50 },
    )
    .toBe(true);
  return code;
}

/** Waits until the first virtual device's display says that. */
export async function screenSays(page: Page, text: string | RegExp): Promise<void> {
  await screenOf(page).filter({ hasText: text }).waitFor();
}
