/** A Chromium, driven without a window. */
import { type Browser, chromium } from "playwright-core";
import { findChromium } from "../../scripts/chromium.mjs";

/** Playwright gives it an empty profile of its own, and takes that away at the end. */
export function launchChromium(): Promise<Browser> {
  const { path, env } = findChromium();
  return chromium.launch({
    executablePath: path,
    env: { ...process.env, ...env },
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
