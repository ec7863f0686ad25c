/** What `npm run flash` asks, takes and refuses before it builds for minutes. */
import { describe, expect, it } from "vitest";

const path = "../../scripts/moddable/board-settings.mjs";
const { boardSettings } = (await import(path)) as {
  boardSettings(given: {
    cloud?: string;
    storedWifi?: boolean;
    settings: Record<string, string>;
    needsWifi: boolean;
    ask?: {
      line(question: string): Promise<string>;
      secret(question: string): Promise<string>;
      tell(sentence: string): void;
    };
  }): Promise<Record<string, string>>;
};

const lan = "http://192.168.1.5:8002/xiaozhi/ota/";
const wifi = { wifiSsid: "home", wifiPassword: "hunter22" };

function answering(...answers: string[]) {
  const asked: string[] = [];
  const next = async (question: string) => {
    asked.push(question);
    return answers.shift() ?? "";
  };
  const told: string[] = [];
  return { asked, told, ask: { line: next, secret: next, tell: (line: string) => void told.push(line) } };
}

describe("the settings of a board that is flashed", () => {
  it("are taken as given, the cloud by name or by address", async () => {
    await expect(boardSettings({ cloud: "xrobo", settings: wifi, needsWifi: true })).resolves.toEqual({
      ...wifi,
      otaUrl: "https://xrobo.qiniuapi.com/v1/ota/",
    });
    for (const given of [{ cloud: lan, settings: wifi }, { settings: { ...wifi, otaUrl: lan } }])
      await expect(boardSettings({ ...given, needsWifi: true })).resolves.toEqual({ ...wifi, otaUrl: lan });
  });

  it("need no Wi-Fi where the board has one stored, or none at all", async () => {
    await expect(
      boardSettings({ cloud: lan, storedWifi: true, settings: {}, needsWifi: true }),
    ).resolves.toEqual({ otaUrl: lan });
    await expect(boardSettings({ cloud: lan, settings: {}, needsWifi: false })).resolves.toEqual({
      otaUrl: lan,
    });
  });

  it("are asked for where a person sits", async () => {
    const { asked, ask } = answering("xrobo", "home", "hunter22");
    await expect(boardSettings({ settings: {}, needsWifi: true, ask })).resolves.toEqual({
      ...wifi,
      otaUrl: "https://xrobo.qiniuapi.com/v1/ota/",
    });
    expect(asked).toHaveLength(3);
    const stored = answering(lan, "");
    await expect(boardSettings({ settings: {}, needsWifi: true, ask: stored.ask })).resolves.toEqual({
      otaUrl: lan,
    });
  });

  it("are asked for again after a mistake, three times at most", async () => {
    const { told, ask } = answering("xrobot", "xrobo", "home", "short", "home", "hunter22");
    await expect(boardSettings({ settings: {}, needsWifi: true, ask })).resolves.toMatchObject(wifi);
    expect(told).toEqual([expect.stringMatching(/"xrobot" is no cloud/), expect.stringMatching(/8 to 63/)]);
    const never = answering();
    await expect(boardSettings({ settings: {}, needsWifi: true, ask: never.ask })).rejects.toThrow(/--cloud/);
    expect(never.asked).toHaveLength(3);
  });

  it.each([
    ["nothing", {}, {}, /--cloud xrobo, or --cloud URL/],
    ["no Wi-Fi", { cloud: "xrobo" }, {}, /wifiSsid=NAME wifiPassword=PASSWORD, or --stored-wifi/],
    ["both ways to say the cloud", { cloud: "xrobo" }, { otaUrl: lan }, /give one of them/],
    ["a cloud that nobody knows", { cloud: "xrobot" }, {}, /"xrobot" is no cloud/],
    ["the computer itself", { cloud: "http://127.0.0.1:8002/xiaozhi/ota/" }, {}, /is the board itself/],
    ["all addresses", { cloud: "http://0.0.0.0:8002/xiaozhi/ota/" }, {}, /is the board itself/],
    ["the computer by name", { cloud: "http://localhost:8002/" }, {}, /is the board itself/],
    ["another protocol", { cloud: "ws://192.168.1.5/" }, {}, /is no cloud/],
    ["a password alone", { cloud: "xrobo" }, { wifiPassword: "hunter22" }, /needs wifiSsid=/],
    [
      "a password that is too short",
      { cloud: "xrobo" },
      { wifiSsid: "home", wifiPassword: "abc" },
      /8 to 63/,
    ],
    ["a name that is too long", { cloud: "xrobo" }, { wifiSsid: "家".repeat(11) }, /1 to 32 bytes/],
  ])("are refused in one sentence: %s", async (_what, given, settings, sentence) => {
    const refused = boardSettings({
      ...given,
      settings: settings as Record<string, string>,
      needsWifi: true,
    });
    await expect(refused).rejects.toThrow(sentence);
    await expect(refused).rejects.not.toThrow(/hunter22|abc/);
  });
});
