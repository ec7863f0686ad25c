import { afterEach, beforeEach, expect, test } from "vitest";
import { momentText, zoneName } from "../../host/cli/moment.js";

const zone = process.env.TZ;
beforeEach(() => {
  process.env.TZ = "Asia/Shanghai";
});
afterEach(() => {
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
});

test.each([
  ["2026-11-29T12:24:00Z", "2026-11-29 20:24"],
  ["2026-11-29T12:24:00.123+00:00", "2026-11-29 20:24"],
  ["2026-11-29T07:24:00-0500", "2026-11-29 20:24"],
  ["1795955040", "2026-11-29 20:24"],
  ["1795955040123", "2026-11-29 20:24"],
  ["2026-11-29 12:24:00", "2026-11-29 12:24:00 (server’s clock)"],
  ["yesterday", "yesterday"],
  ["", ""],
  [undefined, ""],
])("%s is shown as %s in the zone of the heading", (told, shown) => {
  expect(zoneName()).toBe("Asia/Shanghai");
  expect(momentText(told, {})).toBe(shown);
});
