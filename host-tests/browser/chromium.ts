/** The system's Chromium, driven without a window. */
import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const usualPaths = ["/usr/bin/chromium", "/usr/bin/google-chrome"];

/** Throws with what to do if there is none. */
export function chromiumPath(environment: NodeJS.ProcessEnv = process.env): string {
  const wanted = environment.CHROMIUM_PATH;
  const found = wanted ? [wanted] : usualPaths;
  const path = found.find((each) => existsSync(each));
  if (path === undefined)
    throw new Error(
      wanted
        ? `CHROMIUM_PATH names ${wanted}, which does not exist.`
        : "The browser tests need Chromium: install it (Debian: apt-get install chromium), or set CHROMIUM_PATH to one.",
    );
  return path;
}

/** Playwright gives it an empty profile of its own, and takes that away at the end. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath(),
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      // A small /dev/shm, as in containers, would crash it.
      "--disable-dev-shm-usage",
    ],
  });
}
