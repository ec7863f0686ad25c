/** Pictures for the documentation, taken while the tests run. */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { png } from "../../host/fonts/png.js";

const folder = fileURLToPath(new URL("../../docs/images/", import.meta.url));

/** Takes one if that is asked for: `npm run pictures` sets CONSOLE_PICTURES. What is told for some seconds only is waited out. */
export async function picture(page: Page, name: string): Promise<void> {
  if (!process.env.CONSOLE_PICTURES) return;
  await page.locator(".notice:empty").waitFor({ state: "attached" });
  await page.evaluate("document.activeElement.blur()");
  writeFileSync(`${folder}console-${name}.png`, await packed(page, await page.screenshot()));
}

/** The browser packs its screenshots in a hurry: half of their bytes can be saved. It has to unpack them for that. */
async function packed(page: Page, screenshot: Buffer): Promise<Buffer> {
  const { width, height, pixels } = await page.evaluate<{ width: number; height: number; pixels: string }>(`
    (async () => {
      const image = new Image();
      image.src = "data:image/png;base64,${screenshot.toString("base64")}";
      await image.decode();
      const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
      const pen = canvas.getContext("2d");
      pen.drawImage(image, 0, 0);
      const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
      let pixels = "";
      for (let at = 0; at < data.length; at += 4) pixels += String.fromCharCode(data[at], data[at + 1], data[at + 2]);
      return { width: canvas.width, height: canvas.height, pixels: btoa(pixels) };
    })()`);
  return png(width, height, 3, Buffer.from(pixels, "base64"));
}
