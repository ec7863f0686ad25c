import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { startCloud } from "../../host/cloud/cloud.js";
import { captured, newFolder } from "./captured.js";

/** As far as anybody looks. */
const appImage = new Uint8Array(36);
appImage[0] = 0xe9;
appImage.set([0x32, 0x54, 0xcd, 0xab], 32);

const mac = "02:00:00:00:00:01";

it.each(["xrobo", "open"] as const)(
  "every command of the device API does its work in the development cloud (%s)",
  async (profile) => {
    const cloud = await startCloud({ profile });
    try {
      const env = { XIAOZHI_API: cloud.apiUrl, XIAOZHI_TOKEN: cloud.token, XIAOZHI_AGENT: cloud.agentId };
      const cwd = newFolder();
      const done = async (...args: string[]) => {
        const cli = captured(env, cwd);
        expect([args, await cli.run(...args, "--json"), cli.stderr()]).toEqual([args, 0, ""]);
        return cli.events();
      };
      const refused = async (...args: string[]) => {
        const cli = captured(env, cwd);
        expect(await cli.run(...args)).toBe(1);
        return cli.stderr();
      };

      const [created] = await done("agents", "create", "前台", "--assistant-name", "阿伟");
      const agent = String(created?.id);
      await done("agents", "rename", agent, "大堂");
      expect(await done("agents")).toContainEqual({
        event: "agent",
        id: agent,
        name: "大堂",
        assistantName: "阿伟",
        deviceCount: 0,
      });
      await done("agents", "delete", agent);
      expect(await refused("agents", "rename", agent, "x")).toMatch(/has no such agent/);

      await done("import", mac);
      expect(await done("imports", "get", mac)).toMatchObject([
        { event: "import", macAddress: mac, status: "0" },
      ]);
      expect(await done("imports")).toHaveLength(1);
      await done("imports", "delete", mac);
      expect(await refused("imports", "get", mac)).toMatch(/has nothing under/);

      writeFileSync(join(cwd, "box_1.2.0.bin"), appImage);
      await done("firmware", "upload", "box_1.2.0.bin");
      await done("firmware", "upload", "box_1.2.0.bin", "chair", "2.0", "--force");
      expect(await done("firmware")).toMatchObject([
        { boardType: "box", version: "1.2.0", sizeBytes: 36, force: false },
        { boardType: "chair", version: "2.0", force: true },
      ]);
      await done("firmware", "delete", "box", "1.2.0");
      expect(await refused("firmware", "delete", "box", "1.2.0")).toMatch(/has nothing under/);

      expect(await refused("devices", "update", mac, "--auto-update", "off")).toMatch(/has no such device/);
      await done("import", mac);
      await fetch(cloud.otaUrl, {
        method: "POST",
        headers: { "device-id": mac, "client-id": "c", "user-agent": "box/1.0.0" },
        body: JSON.stringify({
          application: { version: "1.0.0", elf_sha256: "0" },
          board: { type: "box" },
        }),
      });
      await done("devices", "update", mac, "--auto-update", "off", "--alias", "门口");
      expect(await done("devices")).toMatchObject([{ macAddress: mac, autoUpdate: false, alias: "门口" }]);
      const [second] = await done("agents", "create", "后门");
      if (profile === "open")
        expect(await refused("devices", "move", mac, String(second?.id))).toMatch(/has no such agent/);
      else {
        expect(await done("devices", "move", mac, String(second?.id))).toMatchObject([
          { event: "device-moved", macAddress: mac },
        ]);
        expect(await done("devices", "--agent", String(second?.id))).toHaveLength(1);
      }
      await done("unbind", mac);
      expect(await done("devices")).toEqual([]);
    } finally {
      await cloud.close();
    }
  },
);
