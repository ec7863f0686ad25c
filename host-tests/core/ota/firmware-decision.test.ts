import { describe, expect, it } from "vitest";
import { serverTimeIsPlausible } from "../../../src/core/ota/clock.js";
import type { FirmwareAttempt } from "../../../src/core/ota/firmware-attempt.js";
import {
  compareVersions,
  dateAttempts,
  decideFirmware,
  imageId,
  resolveRollback,
} from "../../../src/core/ota/firmware-decision.js";

const now = Date.UTC(2026, 0, 15, 8, 30);
const hour = 3_600_000;
const url = "https://dl.example/fw.bin";

const attempt = (change: Partial<FirmwareAttempt> = {}): FirmwareAttempt => ({
  version: "1.1.0",
  url,
  outcome: "failed",
  forced: false,
  atUtcMs: now - hour,
  ...change,
});

const decide = (
  offer: { version?: string; url?: string; force?: boolean },
  attempts: FirmwareAttempt[] = [],
  utcMs = now,
) => decideFirmware({ version: "1.1.0", url, force: false, ...offer }, { version: "1.0.0", attempts, utcMs });

describe("compareVersions", () => {
  it.each([
    ["1.0.0", "1.0.0", 0],
    ["1.0.1", "1.0.0", 1],
    ["1.0.10", "1.0.9", 1],
    ["2.0", "1.9.9", 1],
    ["1.0.0.1", "1.0.0", 1],
    ["1.0.0", "1.0", 1],
    ["01.0", "1.0", 0],
    ["999999999", "1", 1],
  ])("%s against %s is %i", (a, b, sign) => {
    expect(Math.sign(compareVersions(a, b) ?? Number.NaN)).toBe(sign);
    expect(Math.sign(compareVersions(b, a) ?? Number.NaN)).toBe(sign === 0 ? 0 : -sign);
  });

  it.each([
    "",
    "1.",
    ".1",
    "1..0",
    "v1.0",
    "1.0-beta",
    " 1.0",
    "1.0\n",
    "-1",
    "1e3",
    "1234567890",
    "1.1.1.1.1.1.1.1.1",
    "x",
  ])("knows no order with %j", (odd) => {
    expect(compareVersions(odd, "1.0")).toBeUndefined();
    expect(compareVersions("1.0", odd)).toBeUndefined();
  });
});

describe("imageId", () => {
  it.each([
    ["https://dl.example/fw.bin?Expires=1&Signature=x", "https://dl.example/fw.bin"],
    ["https://dl.example/fw.bin#part", "https://dl.example/fw.bin"],
    ["https://dl.example?a=/b", "https://dl.example"],
    [`https://dl.example/${"a".repeat(400)}`, `https://dl.example/${"a".repeat(281)}`],
  ])("names %s without what a signature changes", (signed, id) => {
    expect(imageId(signed)).toBe(id);
    expect(imageId(id)).toBe(id);
  });
});

describe("decideFirmware", () => {
  it("knows an image again under a new signature", () => {
    const signed = (at: number) => `${url}?Expires=${at}&Signature=${at}`;
    expect(decide({ url: signed(2) }, [attempt({ url: signed(1) })]).why).toBe("triedRecently");
    expect(decide({ url: signed(2) }, [attempt()]).why).toBe("triedRecently");
  });

  it("installs what is newer", () => expect(decide({})).toEqual({ install: true, why: "newer" }));

  it.each(["1.0.0", "0.9.9", "1.0"])("leaves %s alone: it is not newer", (version) =>
    expect(decide({ version })).toEqual({ install: false, why: "notNewer" }),
  );

  it.each([false, true])("never installs a version that it can't read (force %s)", (force) =>
    expect(decide({ version: "1.1.0-beta", force })).toEqual({ install: false, why: "unreadable" }),
  );

  it.each(["1.0.0", "0.9.0"])("installs %s if forced", (version) =>
    expect(decide({ version, force: true })).toEqual({ install: true, why: "forced" }),
  );

  it("obeys a force once for an image, however long ago that was", () => {
    const done = attempt({ version: "1.0.0", outcome: "installed", forced: true, atUtcMs: now - 900 * hour });
    expect(decide({ version: "1.0.0", force: true }, [done])).toEqual({
      install: false,
      why: "alreadyForced",
    });
    expect(decide({ version: "1.0.0", force: true, url: `${url}.2` }, [done]).install).toBe(true);
    expect(decide({ version: "0.9.0", force: true }, [done]).install).toBe(true);
  });

  it("obeys a force for an image that was installed without one", () => {
    const done = attempt({ version: "1.0.0", outcome: "installed", atUtcMs: now - 900 * hour });
    expect(decide({ version: "1.0.0", force: true }, [done])).toEqual({ install: true, why: "forced" });
  });

  it.each(["failed", "started", "installed"] as const)("waits 24 h after an attempt that %s", (outcome) => {
    const blocked = { install: false, why: "triedRecently" };
    expect(decide({}, [attempt({ outcome })])).toEqual(blocked);
    expect(decide({}, [attempt({ outcome, atUtcMs: now })])).toEqual(blocked);
    expect(decide({}, [attempt({ outcome, atUtcMs: now - 24 * hour + 1 })])).toEqual(blocked);
    expect(decide({}, [attempt({ outcome, atUtcMs: now - 24 * hour })]).install).toBe(true);
  });

  it("holds a failed image back even if it is forced", () => {
    expect(decide({ force: true }, [attempt()])).toEqual({ install: false, why: "triedRecently" });
    expect(decide({ force: true }, [attempt({ forced: true })])).toEqual({
      install: false,
      why: "triedRecently",
    });
  });

  it("blames only that image: another version, or a corrected URL, is tried", () => {
    expect(decide({ version: "1.1.1" }, [attempt()]).install).toBe(true);
    expect(decide({ url: `${url}.2` }, [attempt()]).install).toBe(true);
  });

  it("tries a version twice a day at most when every check brings another URL for it", () => {
    const two = [attempt({ url: `${url}.1` }), attempt({ url: `${url}.2` })];
    expect(decide({ url: `${url}.3` }, two)).toEqual({ install: false, why: "triedTooOften" });
    expect(decide({ url: `${url}.3`, force: true }, two)).toEqual({ install: false, why: "triedTooOften" });
    expect(decide({ url: `${url}.3` }, two, now + 24 * hour).install).toBe(true);
  });

  it.each([0, 5_000, now + hour, now + 900 * hour])(
    "refuses after an attempt at the unknown time %i, and says why",
    (atUtcMs) => expect(decide({}, [attempt({ atUtcMs })])).toEqual({ install: false, why: "undated" }),
  );

  it("refuses without a clock of its own", () => expect(decide({}, [attempt()], 5_000).why).toBe("undated"));
});

describe("dateAttempts", () => {
  it("lets attempts without a date, or with one in the future, count from now", () => {
    const attempts = [
      attempt({ atUtcMs: 0 }),
      attempt({ atUtcMs: 5_000 }),
      attempt({ atUtcMs: now + hour }),
      attempt(),
    ];
    const dated = dateAttempts(attempts, now);
    expect(dated.map((it) => it.atUtcMs)).toEqual([now, now, now, now - hour]);
    expect(decide({}, [...dated]).why).toBe("triedRecently");
    expect(decide({}, [...dated], now + 24 * hour).install).toBe(true);
  });

  it("leaves a date alone that is in the future because another computer of the service has told the time", () => {
    const attempts = [attempt({ atUtcMs: now + 60_000 })];
    expect(dateAttempts(attempts, now)).toBe(attempts);
    expect(decide({}, attempts).why).toBe("triedRecently");
  });

  it("is the same array if all have dates, or nobody knows the time", () => {
    const dated = [attempt()];
    const undated = [attempt({ atUtcMs: 0 })];
    expect(dateAttempts(dated, now)).toBe(dated);
    expect(dateAttempts(undated, 5_000)).toBe(undated);
  });
});

describe("resolveRollback", () => {
  it.each(["started", "installed"] as const)("calls it failed if what was %s isn't what runs", (outcome) =>
    expect(resolveRollback([attempt({ outcome, atUtcMs: 0 })], "1.0.0", now)).toEqual([
      attempt({ atUtcMs: now }),
    ]),
  );

  it("writes no date that is none", () => {
    expect(resolveRollback([attempt({ outcome: "started" })], "1.0.0", 5_000)).toEqual([
      attempt({ atUtcMs: 0 }),
    ]);
  });

  it("leaves alone what runs, what failed before, and the empty list", () => {
    const attempts = [attempt({ version: "1.2.0" }), attempt({ outcome: "installed" })];
    expect(resolveRollback(attempts, "1.1.0", now)).toBe(attempts);
    const none: FirmwareAttempt[] = [];
    expect(resolveRollback(none, "1.1.0", now)).toBe(none);
  });

  it("does not blame an image that ran until a later one took its place", () => {
    const attempts = [attempt({ outcome: "installed" }), attempt({ version: "1.2.0", outcome: "installed" })];
    expect(resolveRollback(attempts, "1.2.0", now)).toBe(attempts);
    expect(resolveRollback(attempts, "1.1.0", now).map((it) => it.outcome)).toEqual(["installed", "failed"]);
  });

  it("keeps the latest eight", () => {
    const many = Array.from({ length: 11 }, (_, at) => attempt({ version: `1.${at}` }));
    expect(resolveRollback(many, "1.0.0", now)).toEqual(many.slice(3));
  });
});

describe("serverTimeIsPlausible", () => {
  const builtMs = Date.UTC(2026, 0, 15);
  it.each([
    [builtMs, true],
    [builtMs - 24 * hour, true],
    [builtMs - 24 * hour - 1, false],
    [Date.UTC(2099, 11, 31, 23, 59, 59), true],
    [Date.UTC(2100, 0, 1), false],
    [Number.NaN, false],
  ])("%d: %s", (utcMs, plausible) => expect(serverTimeIsPlausible(utcMs, builtMs)).toBe(plausible));
});
