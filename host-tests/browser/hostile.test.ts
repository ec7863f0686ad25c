/** Strangers' words on the console: a device in the network says of itself what it likes. None of it is more than text on the page. */
import type { Page } from "playwright-core";
import { afterEach, beforeEach, expect, test } from "vitest";
import { hostileTexts } from "../../host/lab/hostile-texts.js";
import { api, bindDevice, clientId, mac, ota, report } from "../cloud/harness.js";
import { connectSocket, hello, ofType, type SocketPeer } from "../cloud/peers.js";
import { openWorld, screenOf, type World } from "./world.js";

const script = `<img src=x onerror="window.owned=1"><script>window.owned=1</script>${hostileTexts.html}`;

let world: World;
let page: Page;
let peer: SocketPeer | undefined;
beforeEach(async () => {
  world = await openWorld();
  page = await world.person();
});
afterEach(async () => {
  peer?.socket.terminate();
  // Refused by the policy of the page it would be a complaint, which fails the test here.
  await world.close();
});

/** It is bound, and reports `type` as its board and `version` as its firmware from then on. */
async function stranger(type: string, version: string): Promise<{ url: string; token: string }> {
  await bindDevice(world.cloud);
  const application = { name: type, version, elf_sha256: "00" };
  const { body } = await ota(world.cloud, report({ application, board: { type, name: type, ssid: type } }));
  return body.websocket;
}

async function expectOnlyText(): Promise<void> {
  expect(await page.evaluate("window.owned")).toBeUndefined();
  expect(await page.locator("img[src=x], body script").count()).toBe(0);
}

test("what a device reports, the name it was given, and the agent's name", async () => {
  await stranger(script, script);
  await api(world.cloud, "PUT", `/xiaozhi/device/update/${encodeURIComponent(mac)}`, {
    alias: script.slice(0, 64),
  });
  const row = page.locator("table.devices tbody tr");
  await row.getByText(script, { exact: true }).first().waitFor();
  await expectOnlyText();

  // Where it becomes part of a sentence.
  await row.getByRole("button", { name: "Unbind …" }).click();
  await page.getByRole("dialog").getByText("<img src=x").waitFor();
  await expectOnlyText();
  await page.keyboard.press("Escape");

  await page.getByRole("button", { name: "New …" }).click();
  await page.getByLabel("Name", { exact: true }).fill(script.slice(0, 40));
  await page.keyboard.press("Enter");
  await expect.poll(() => page.locator(".agent-bar option:checked").textContent()).toBe(script.slice(0, 40));
  await expectOnlyText();
});

test("what is said in a session, and what reaches the display of a virtual device", async () => {
  const { url, token } = await stranger("esp-box-3", "1.0.0");
  peer = connectSocket(url, {
    authorization: `Bearer ${token}`,
    "device-id": mac,
    "client-id": clientId,
    "protocol-version": "1",
  });
  await peer.opened;
  peer.send(hello);
  await peer.inbox.next(ofType("hello"));
  peer.send({ type: "listen", state: "detect", text: script });
  await page.getByRole("link", { name: "Conversations" }).click();
  await page.locator(".messages .in").filter({ hasText: "window.owned=1" }).waitFor();
  await page.locator(".messages .out").filter({ hasText: "window.owned=1" }).first().waitFor();
  await expectOnlyText();

  await page.getByLabel("Say something to the device").fill(script);
  await page.keyboard.press("Enter");
  await page.getByText(/^Events \(/).click();
  await expectOnlyText();
  expect(await screenOf(page).locator("img[src=x], script").count()).toBe(0);
});

test("a text that reads the other way round doesn't turn around what stands beside it", async () => {
  await stranger("a\u202eb", "1.2");
  const cell = page.locator("table.devices tbody td").filter({ hasText: "1.2" });
  await cell.waitFor();
  const board = await cell.locator("span").boundingBox();
  const version = await cell.locator("small").boundingBox();
  if (board === null || version === null) throw new Error("not shown");
  expect(version.y).toBeLessThan(board.y + board.height);
  expect(version.x).toBeGreaterThan(board.x + board.width - 1);
});
