/** `npm run pictures`: the README's pictures, taken from a real run: development cloud, device in the XS engine, its screen. */
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { ScreenModel } from "../../src/core/screen/model.js";
import { deviceApi } from "../api/client.js";
import { startCloud } from "../cloud/cloud.js";
import { startVirtualDevice } from "../device/device.js";
import { renderScreen } from "../device/terminal/render.js";
import { terminalSvg } from "./svg.js";

const folder = fileURLToPath(new URL("../../docs/images/", import.meta.url));
const columns = 64;

/** The same code in every picture. */
const steadyBytes = (sizeBytes: number) =>
  Uint8Array.from({ length: sizeBytes }, (_, at) => (at * 37 + 11) & 255);

function save(name: string, title: string, model: ScreenModel): void {
  const lines = renderScreen(model, { columns, rows: 60, color: true, nowMs: model.since?.atMs ?? 0 });
  writeFileSync(`${folder}${name}.svg`, terminalSvg(lines, title));
}

/** Plays the story once and keeps the screen at its main points. */
async function play(
  language: string,
  said: string,
  suffix: string,
  title: (what: string) => string,
): Promise<void> {
  const cloud = await startCloud({ port: 8003, randomBytes: steadyBytes });
  let seen: ((model: ScreenModel) => void) | undefined;
  const next = (wanted: (model: ScreenModel) => boolean) =>
    new Promise<ScreenModel>((resolve) => {
      seen = (model) => wanted(model) && resolve(model);
    });
  const activating = next((model) => model.code !== undefined);
  const device = await startVirtualDevice({
    otaUrl: cloud.otaUrl,
    language,
    transport: "auto",
    engine: "xs",
    mac: "5a:0d:0c:0b:0a:01",
    screen: { show: (model) => seen?.(model) },
  });
  try {
    const shown = await activating;
    save(`activation${suffix}`, title("activation"), shown);
    const online = next((model) => model.view === "standby");
    await deviceApi({ apiUrl: cloud.apiUrl, token: cloud.token }).bind(cloud.agentId, shown.code ?? "");
    await online;
    const speaking = next((model) => model.view === "speaking" && (model.assistant ?? "") !== "");
    device.say(said);
    save(`speaking${suffix}`, title("conversation"), await speaking);
  } finally {
    await device.close();
    await cloud.close();
  }
}

mkdirSync(folder, { recursive: true });
await play("en", "How are you today?", "", (what) => `The device's screen: ${what}`);
await play(
  "zh-CN",
  "今天天气怎么样？",
  ".zh-CN",
  (what) => `设备屏幕：${what === "activation" ? "激活码" : "对话"}`,
);
