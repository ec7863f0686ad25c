import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { answerTo } from "../../host/cloud/assistant.js";
import { type Cloud, type CloudEvent, startCloud } from "../../host/cloud/cloud.js";
import { checkToken, signToken } from "../../host/cloud/tokens.js";
import { compareVersions, isDottedVersion } from "../../host/cloud/version.js";
import { api, mac, ota, otaOf, report } from "./harness.js";

const runs = { numRuns: 60, seed: 20260115 } as const;

describe.each(["xrobo", "open"] as const)("input nobody expected (%s)", (profile) => {
  let cloud: Cloud;
  const failures: CloudEvent[] = [];
  beforeAll(async () => {
    cloud = await startCloud({
      profile,
      onEvent: (event) => {
        if (event.event === "internal-error") failures.push(event);
      },
    });
  });
  afterAll(() => cloud.close());

  const jsonText = fc.oneof(fc.json({ maxDepth: 4 }), fc.string({ maxLength: 200, unit: "grapheme" }));
  const member = fc.constantFrom(
    "application",
    "board",
    "mac_address",
    "chip_info",
    "partition_table",
    "uuid",
    "__proto__",
  );

  it("never makes the OTA check or the activation fail inside", async () => {
    const body = fc.oneof(
      jsonText,
      fc
        .tuple(member, fc.jsonValue({ maxDepth: 3 }))
        .map(([name, value]) => JSON.stringify({ ...report(), [name]: value })),
    );
    await fc.assert(
      fc.asyncProperty(body, fc.constantFrom("", "activate"), async (text, path) => {
        const answer = await ota(cloud, text, {}, path);
        expect(answer.status).toBeLessThan(500);
        expect(answer.text).not.toMatch(/\bat .*\.[jt]s:\d/);
      }),
      runs,
    );
    expect(failures).toEqual([]);
  });

  it("never makes the device API fail inside or change the binding", async () => {
    const own = "d4:06:06:b6:a9:01";
    await api(cloud, "POST", "/xiaozhi/device/preregister", {
      agent_id: cloud.agentId,
      mac_addresses: [own],
    });
    await otaOf(cloud, own);
    expect(cloud.isBound(own)).toBe(true);
    const target = fc.constantFrom(
      ["POST", "/xiaozhi/device/unbind"] as const,
      ["POST", "/xiaozhi/device/preregister"] as const,
      ["POST", "/xiaozhi/agent"] as const,
      ["POST", `/xiaozhi/device/bind/${"a".repeat(32)}/123456`] as const,
      ["PUT", `/xiaozhi/agent/${cloud.agentId}`] as const,
      ["PUT", `/xiaozhi/device/update/${own}`] as const,
      ["POST", "/xiaozhi/firmware?type=x&version=1"] as const,
    );
    const odd = fc.oneof(
      jsonText,
      fc
        .tuple(
          fc.constantFrom("alias", "autoUpdate", "agentName", "__proto__"),
          fc.jsonValue({ maxDepth: 3 }),
        )
        .map(([name, value]) => JSON.stringify({ [name]: value })),
    );
    // The open server says 500 in its body to what it can't read; a failure inside shows as an event.
    await fc.assert(
      fc.asyncProperty(target, odd, async ([method, path], text) => {
        const answer = await api(cloud, method, path, text);
        expect(answer.status).toBeLessThan(500);
        expect(answer.text).not.toMatch(/\bat .*\.[jt]s:\d/);
      }),
      runs,
    );
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 40, unit: "grapheme" }), async (text) => {
        const answer = await api(cloud, "POST", `/xiaozhi/device/bind/x/${encodeURIComponent(text)}`);
        expect(answer.status).toBeLessThan(500);
      }),
      runs,
    );
    expect(failures).toEqual([]);
    expect([cloud.isBound(mac), cloud.isBound(own)]).toEqual([false, true]);
  });
});

describe("tokens", () => {
  const key = new Uint8Array(32).fill(7);
  const id = fc.string({ minLength: 1, maxLength: 20 });

  it("fit the pair they were made for, for as long as they live", () => {
    fc.assert(
      fc.property(id, id, fc.integer({ min: 0, max: 10 ** 12 }), (deviceId, clientId, issuedMs) => {
        const token = signToken(key, { deviceId, clientId }, issuedMs);
        const issuedSecondMs = Math.floor(issuedMs / 1000) * 1000;
        const check = (pair: { deviceId: string; clientId: string }, nowMs: number) =>
          checkToken(key, pair, token, nowMs, 5_000);
        expect(check({ deviceId, clientId }, issuedSecondMs + 5_000)).toBe("ok");
        expect(check({ deviceId, clientId }, issuedSecondMs + 5_001)).toBe("expired");
        expect(check({ deviceId, clientId: `${clientId}x` }, issuedMs)).toBe("wrong");
        expect(check({ deviceId: `${deviceId}x`, clientId }, issuedMs)).toBe("wrong");
      }),
      runs,
    );
  });

  it("are never accepted when changed in one character", () => {
    const pair = { deviceId: mac, clientId: "c" };
    const token = signToken(key, pair, 1_000_000);
    for (let index = 0; index < 43; index++) {
      const changed = `${token.slice(0, index)}${token[index] === "A" ? "B" : "A"}${token.slice(index + 1)}`;
      expect(checkToken(key, pair, changed, 1_000_000, 1)).not.toBe("ok");
    }
  });
});

describe("versions", () => {
  it.each([
    ["1.0.1", "1.0.0"],
    ["1.10.0", "1.9.9"],
    ["1.0.0.1", "1.0.0"],
    ["2", "1.9"],
  ])("%s is newer than %s", (newer, older) => {
    expect(compareVersions(newer, older)).toBeGreaterThan(0);
    expect(compareVersions(older, newer)).toBeLessThan(0);
  });

  it("are dotted decimal only", () => {
    for (const odd of ["", "1.", ".1", "1.2.0-beta", "v1", "1..2"]) expect(isDottedVersion(odd)).toBe(false);
  });
});

describe("the assistant", () => {
  it("says the text back in its language, and a given response as it is", () => {
    expect(answerTo("Tell me a joke", undefined)).toMatchObject({
      emotion: "laughing",
      sentences: ["You said: Tell me a joke", expect.any(String)],
    });
    expect(answerTo("今天好吗？", undefined)).toMatchObject({
      emotion: "thinking",
      sentences: ["你说：今天好吗？", expect.any(String)],
    });
    expect(answerTo("x", "Say this").sentences).toEqual(["Say this"]);
  });
});
