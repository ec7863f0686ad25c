/** The whole story, as a person plays it on the page. */
import type { Page } from "playwright-core";
import { afterEach, expect, test } from "vitest";
import { picture } from "./picture.js";
import { codeOn, openWorld, screenSays, type World } from "./world.js";

let world: World;
afterEach(() => world.close());

async function addByCode(page: Page, typed: string): Promise<void> {
  await page.getByRole("button", { name: "Add by code" }).click();
  await page.getByLabel("Code on the device's screen").fill(typed);
  await page.getByRole("button", { name: "Add", exact: true }).click();
}

const deviceRow = (page: Page) => page.locator("table.devices tbody tr");

test("a code, the binding, a conversation, unbinding, a new code by itself, and bound again", async () => {
  world = await openWorld();
  const page = await world.person();

  const code = await codeOn(page);
  expect(await page.locator(".story li.now").innerText()).toContain("Add by code");
  // As people copy it.
  await addByCode(page, `${code.slice(0, 3)} ${code.slice(3)}`);
  await page.getByRole("status").filter({ hasText: "The device was added" }).waitFor();
  await deviceRow(page).getByText("Online", { exact: true }).waitFor();
  await screenSays(page, "Ready");
  expect(await page.locator(".node.lit").textContent()).toBe("Online");

  await page.getByLabel("Say something to the device").fill("How are you?");
  await page.keyboard.press("Enter");
  await screenSays(page, "How are you?");
  await picture(page, "desktop");
  await page.getByRole("link", { name: "Conversations" }).click();
  await page.locator(".messages .in").filter({ hasText: "How are you?" }).waitFor();
  await page.locator(".messages .out").filter({ hasText: "answered in" }).first().waitFor();
  await page.locator(".work").getByLabel("Filter").fill("no such words");
  await page.getByText("No message has this text.").waitFor();

  await page.getByRole("link", { name: "Devices" }).click();
  await page.getByRole("button", { name: "Unbind …" }).click();
  await page.getByRole("button", { name: "Unbind", exact: true }).click();
  await page.getByText("No device yet.").waitFor();
  const next = await codeOn(page, code);

  // The panel's own button brings the code along.
  await page.getByRole("button", { name: "Enter this code" }).click();
  expect(await page.getByLabel("Code on the device's screen").inputValue()).toBe(next);
  await page.keyboard.press("Enter");
  await deviceRow(page).getByText("Online", { exact: true }).waitFor();
  expect(await page.locator(".story li.done").count()).toBe(5);
});

test("two persons see the same at once; one who comes late or reloads sees the present state", async () => {
  world = await openWorld({ device: { language: "zh-CN" } });
  const [one, two] = [await world.person(), await world.person({ locale: "zh-CN" })];
  const code = await codeOn(one);
  expect(await codeOn(two)).toBe(code);
  await two.getByText("还没有设备。").waitFor();
  await picture(two, "desktop.zh-CN");

  await two.getByRole("button", { name: "用激活码添加" }).click();
  await two.getByLabel("设备屏幕上的激活码").fill("12");
  await addByCode(one, code);
  await deviceRow(one).getByText("Online", { exact: true }).waitFor();
  await deviceRow(two).getByText("在线", { exact: true }).waitFor();
  // What the other one was typing is still there.
  expect(await two.getByLabel("设备屏幕上的激活码").inputValue()).toBe("12");

  const alias = one.getByRole("textbox", { name: /^Name of/ });
  await alias.fill("Kitchen");
  await alias.press("Enter");
  await expect.poll(() => two.getByRole("textbox", { name: /的名称$/ }).inputValue()).toBe("Kitchen");

  await one.getByRole("switch").uncheck();
  await expect.poll(() => two.getByRole("switch").isChecked()).toBe(false);

  await one.getByRole("button", { name: "Say …" }).click();
  await one.getByRole("dialog").getByLabel("Text").fill("饭好了");
  await one.keyboard.press("Enter");
  await screenSays(one, "饭好了");

  await one.reload();
  await deviceRow(one).getByText("Online", { exact: true }).waitFor();
  await screenSays(one, "待命中");
  const late = await world.person();
  await screenSays(late, "待命中");
  expect(await late.getByRole("textbox", { name: /^Name of/ }).inputValue()).toBe("Kitchen");
});

test("wrong codes say what to do, and what was typed stays", async () => {
  world = await openWorld();
  const page = await world.person();
  const code = await codeOn(page);
  const field = page.getByLabel("Code on the device's screen");
  await addByCode(page, "");
  await page.getByText("Type the code that the device shows.").waitFor();
  await field.fill("six-oh-eight!");
  await page.keyboard.press("Enter");
  await page.getByText("That is no code.").waitFor();
  expect(await field.inputValue()).toBe("six-oh-eight!");
  const wrong = code === "000000" ? "000001" : "000000";
  await field.fill(wrong);
  await page.keyboard.press("Enter");
  await page.getByText("No device shows this code now.").waitFor();
  expect(await field.inputValue()).toBe(wrong);
  // Full-width digits, as a Chinese keyboard gives them.
  await field.fill(code.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0)));
  await page.keyboard.press("Enter");
  await deviceRow(page).waitFor();
  await codeGone(page);
});

async function codeGone(page: Page): Promise<void> {
  await screenSays(page, "Ready");
  expect(await page.getByRole("button", { name: "Enter this code" }).count()).toBe(0);
}

test("binding needs no mouse, and the focus is never lost", async () => {
  world = await openWorld();
  const page = await world.person();
  const code = await codeOn(page);
  const focused = () => page.evaluate<string>("document.activeElement?.textContent.trim()");
  const tabTo = async (name: string) => {
    for (let presses = 0; presses < 60 && (await focused()) !== name; presses++)
      await page.keyboard.press("Tab");
    expect(await focused()).toBe(name);
  };
  await tabTo("Add by code");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await expect.poll(focused).toBe("Add by code");
  await page.keyboard.press("Enter");
  // The dialog's field has the focus.
  await page.getByRole("dialog").waitFor();
  await page.keyboard.type(code);
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await expect.poll(focused).toBe("Add by code");
  await deviceRow(page).getByText("Online", { exact: true }).waitFor();
  await tabTo("Unbind …");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
  expect(await focused()).toBe("Cancel");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.getByText("No device yet.").waitFor();
  // The button that opened the dialog has gone with its row.
  await expect.poll(() => page.evaluate("document.activeElement.id")).toBe("main");
});
