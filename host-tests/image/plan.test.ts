/** Which stories a run of the emulated board plays. */
import { expect, it } from "vitest";
import { plannedStories } from "../../host/image/plan.js";

it("all of them, those that tell of memory, or one", () => {
  expect(plannedStories({})).toMatchObject({ ok: true, value: { length: 7 } });
  expect(plannedStories({ short: true })).toEqual({ ok: true, value: ["life", "TLS", "facts"] });
  expect(plannedStories({ story: "roll back" })).toEqual({ ok: true, value: ["roll back"] });
});

it("facts are told in the check of the story before", () => {
  expect(plannedStories({ story: "facts" })).toEqual({ ok: true, value: ["TLS", "facts"] });
});

it.each([{ story: "rollback" }, { story: "" }, { story: "life", short: true }])("refuses %j", (wanted) => {
  expect(plannedStories(wanted)).toMatchObject({ ok: false, failure: expect.stringMatching(/\.$/) });
});
