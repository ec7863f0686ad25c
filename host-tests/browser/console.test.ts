/** The parts of the console that the story doesn't come by. */

import type { Page } from "playwright-core";
import { afterEach, beforeEach, expect, test } from "vitest";
import { codeOn, openWorld, screenSays, type World } from "./world.js";

let world: World;
let page: Page;
beforeEach(async () => {
  world = await openWorld();
  page = await world.person();
});
afterEach(() => world.close());

const dialog = () => page.getByRole("dialog");
const told = (text: string | RegExp) => page.getByRole("status").filter({ hasText: text }).first().waitFor();

test("a list of MAC addresses is looked through before it is sent, and each refused row says why", async () => {
  const import_ = async (text: string) => {
    await page.getByRole("button", { name: "Import by MAC" }).click();
    await page.getByLabel("MAC addresses").fill(text);
  };
  await import_("nothing of use");
  await page.getByRole("button", { name: "Import 0" }).click();
  await dialog().getByText("There is no valid MAC address yet.").waitFor();
  await page.keyboard.press("Escape");

  await import_("02:00:00:00:00:01\n02-00-00-00-00-01\n020000000002\n\nfridge\n01:00:00:00:00:01");
  await told("2 to import, 2 invalid, 1 repeated.");
  await dialog().getByText("Line 5: fridge").waitFor();
  await dialog().getByText("A multicast address").waitFor();
  await page.getByRole("button", { name: "Import 2" }).click();
  await told("2 imported, 0 refused.");
  await dialog().getByRole("button", { name: "Close" }).last().click();

  // A file, of which one row was imported before.
  await page.getByRole("button", { name: "Import by MAC" }).click();
  await page.getByLabel("Choose a .txt or .csv file").setInputFiles({
    name: "devices.csv",
    mimeType: "text/csv",
    buffer: Buffer.from("name,MAC address\r\nold,02:00:00:00:00:01\r\nnew,02:00:00:00:00:03\r\n"),
  });
  await page.getByRole("button", { name: "Import 2" }).click();
  await told("1 imported, 1 refused.");
  await dialog().getByText("02:00:00:00:00:01 Imported before.").waitFor();
});

test("agents are made, renamed and deleted, and a device is bound to the chosen one", async () => {
  const chosen = () => page.locator(".agent-bar option:checked").textContent();
  await page.getByRole("button", { name: "New …" }).click();
  await dialog().getByRole("button", { name: "Create" }).click();
  await dialog().getByText("Give the agent a name.").waitFor();
  await page.getByLabel("Name", { exact: true }).fill("Kitchen");
  await page.keyboard.press("Enter");
  await told("The agent was created.");
  await expect.poll(chosen).toBe("Kitchen");
  await page.getByRole("button", { name: "Rename …" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Bath");
  await page.keyboard.press("Enter");
  await expect.poll(chosen).toBe("Bath");

  await page.getByRole("button", { name: "Add by code" }).click();
  await page.getByLabel("Code on the device's screen").fill(await codeOn(page));
  await dialog().getByText("Bath").waitFor();
  await page.keyboard.press("Enter");
  await page.locator("table.devices").waitFor();
  await page.getByRole("button", { name: "Delete …" }).click();
  await dialog().getByText("Devices bound to this agent: 1.").waitFor();
  await page.getByRole("button", { name: "Delete agent" }).click();
  await told("The agent was deleted.");
  await expect.poll(chosen).not.toBe("Bath");
  await page.getByText("No device yet.").waitFor();
});

test("firmware is uploaded with its type and version, shown with its digest, and deleted", async () => {
  await page.getByRole("link", { name: "Firmware" }).click();
  await page.getByRole("button", { name: "Upload" }).click();
  await page.getByText("Choose an image first.").waitFor();
  await page.getByLabel("Choose an image").setInputFiles({
    name: "virtual_1.10.0.bin",
    mimeType: "application/octet-stream",
    buffer: Buffer.alloc(2_048, 7),
  });
  expect(await page.getByLabel("Board type").inputValue()).toBe("virtual");
  await page.getByRole("textbox", { name: "Version" }).fill("ten");
  await page.getByRole("button", { name: "Upload" }).click();
  await page.getByText("The version is numbers").waitFor();
  await page.getByRole("textbox", { name: "Version" }).fill("1.10.0");
  await page.getByRole("button", { name: "Upload" }).click();
  await told("virtual 1.10.0 was uploaded.");
  const row = page.locator("tbody tr").filter({ hasText: "virtual 1.10.0" });
  await row.getByText("2.0 KiB").waitFor();
  await row.getByText(/^[0-9a-f]{64}$/).waitFor();
  await row.getByRole("button", { name: "Delete" }).click();
  await dialog().getByRole("button", { name: "Delete" }).click();
  await page.getByText("No image yet.").waitFor();
});

test("the cloud's faults reach the device, and are seen everywhere on the page", async () => {
  await codeOn(page);
  await page.getByRole("link", { name: "Faults" }).click();
  await page.getByRole("radio", { name: /^Server error/ }).check();
  await told("The cloud is told to misbehave: Server error.");
  await page.getByRole("button", { name: "Power off and on" }).click();
  await screenSays(page, "Something is wrong inside the server (error 500)");
  await page.getByRole("radio", { name: /^All is well/ }).check();
  await page.getByRole("button", { name: "Press the button" }).click();
  await codeOn(page);
});

test("a device's cable is pulled and put back; its events are filtered and downloaded", async () => {
  await codeOn(page);
  await page.locator("summary", { hasText: "Network of this device" }).click();
  await page.getByRole("radio", { name: /^Cable pulled/ }).check();
  await screenSays(page, "Joining network");
  await page.getByRole("radio", { name: /^Works/ }).check();
  await codeOn(page);
  await page.getByRole("button", { name: "Let all tokens expire" }).click();
  await told("No token handed out so far is accepted any more.");

  await page.getByText(/^Events \(/).click();
  const log = page.locator(".event-log");
  await log.getByLabel("Filter").fill("joining");
  await log.locator("li").first().waitFor();
  expect(new Set(await log.locator("li code").allInnerTexts())).toEqual(new Set(["state joining"]));
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    log.getByRole("button", { name: "Download" }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^[0-9a-f]{12}\.jsonl$/);
  const lines = (await (await download.createReadStream()).toArray()).join("").trim().split("\n");
  expect(lines.map((line) => JSON.parse(line).event.event)).toContain("activation");
});

test("virtual devices are added in any shape and language, and switched off for good", async () => {
  await page.getByRole("button", { name: "Add a virtual device" }).click();
  await dialog().getByLabel("Display").selectOption("240x240-round");
  await dialog().getByLabel("Language").selectOption("zh-CN");
  await dialog().getByLabel("Engine").selectOption("node");
  await page.getByRole("button", { name: "Switch on" }).click();
  const added = page.locator(".virtual-device").nth(1);
  await added.locator("[aria-live]").filter({ hasText: "请在控制台输入激活码" }).waitFor();
  await added.getByRole("button", { name: "Switch off for good" }).click();
  await dialog().getByRole("button", { name: "Switch off for good" }).click();
  await added.waitFor({ state: "detached" });
  expect(await page.locator(".virtual-device").count()).toBe(1);
});

test("a lost server is told at once; when it is back the page goes on, and what was typed is still there", async () => {
  await page.getByRole("button", { name: "Add by code" }).click();
  await page.getByLabel("Code on the device's screen").fill("12");
  await world.cloud.pause();
  await told("Connection lost.");
  await world.cloud.resume();
  await page.locator(".line.live").waitFor();
  expect(await page.getByLabel("Code on the device's screen").inputValue()).toBe("12");
});

test("a wrong token is refused with a sentence; after signing out nothing is left to see", async () => {
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByLabel("Token").fill("let me in");
  await page.keyboard.press("Enter");
  await page.getByText("That is not what the terminal shows.").waitFor();
  expect(await page.locator(".virtual-device, table").count()).toBe(0);
  await page.reload();
  await page.getByLabel("Token").fill(world.cloud.token);
  await page.keyboard.press("Enter");
  await page.locator(".line.live").waitFor();
  expect(await page.evaluate<string>("JSON.stringify(localStorage) + location.href")).not.toContain(
    world.cloud.token,
  );
});
