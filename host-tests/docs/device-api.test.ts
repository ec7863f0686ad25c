import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { deviceApi } from "../../host/api/index.js";
import { type Cloud, startCloud } from "../../host/cloud/cloud.js";
import { bindOrExplain, holdBack } from "./device-api.example.js";

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");

describe("docs/device-api.md", () => {
  const page = read("../../docs/device-api.md");

  it("shows the example that is checked and run here", () => {
    const example = read("device-api.example.ts").replace("../../host/", "./host/");
    expect(page).toContain(`\`\`\`ts\n${example}\`\`\``);
  });

  it("has every call and every kind of error", () => {
    const names = Object.keys(deviceApi({ apiUrl: "http://x", token: "t" }));
    for (const name of names) expect(page).toContain(`| \`${name}(`);
    const kinds = [...read("../../host/api/errors.ts").matchAll(/^ {2}\| "(\w+)"/gm)].map(([, kind]) => kind);
    expect(kinds.length).toBeGreaterThan(8);
    for (const kind of kinds) expect(page).toContain(`\`${kind}\``);
  });
});

describe("the example", () => {
  let cloud: Cloud;
  beforeEach(async () => {
    cloud = await startCloud();
  });
  afterEach(() => cloud.close());

  const mac = "02:00:00:00:00:01";
  const report = async () => {
    await fetch(cloud.otaUrl, {
      method: "POST",
      headers: { "device-id": mac, "client-id": "c", "user-agent": "box/1.0.0" },
      body: JSON.stringify({ application: { version: "1.0.0", elf_sha256: "0" }, board: { type: "box" } }),
    });
    return cloud.pendingCode(mac) ?? "";
  };

  it("does what it says", async () => {
    const api = deviceApi({ apiUrl: cloud.apiUrl, token: cloud.token });
    const code = await report();
    const { signal } = new AbortController();
    expect(await bindOrExplain(api, cloud.agentId, code, signal)).toBe(`Bound ${mac}.`);
    expect(await bindOrExplain(api, cloud.agentId, code, signal)).toMatch(/^Type the code/);
    expect(await bindOrExplain(api, "nope", code, signal)).toMatch(/has no such agent/);
    expect(await bindOrExplain(api, cloud.agentId, code, AbortSignal.abort())).toBe("");
    expect(await holdBack(cloud.apiUrl, cloud.token, "chair")).toEqual([]);
    expect(await holdBack(cloud.apiUrl, cloud.token, "box")).toEqual([mac]);
    expect(await api.list(cloud.agentId)).toMatchObject([{ autoUpdate: false }]);
  });
});
