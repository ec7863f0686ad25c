import { expect, test } from "vitest";
import { usableEngine } from "../../host/cli/usable-engine.js";
import { captured } from "./captured.js";

test("XS can't be built: one line says what is missing, and the device runs in Node", async () => {
  const { io, stdout, stderr } = captured();
  const reason = "The XS engine needs a C compiler: install gcc and make.";
  expect(await usableEngine("xs", io, async () => ({ ok: false, reason }))).toBe("node");
  expect(stderr()).toBe(`${reason} Until then the device runs in Node.\n`);
  expect(stdout()).toBe("");
});

test("XS can be had: it is used, without a word", async () => {
  const { io, stderr } = captured();
  expect(await usableEngine("xs", io, async () => ({ ok: true, path: "/x", version: "1" }))).toBe("xs");
  expect(stderr()).toBe("");
});

test("Node asked for: XS isn't even looked at", async () => {
  const never = () => Promise.reject(new Error("asked"));
  expect(await usableEngine("node", captured().io, never)).toBe("node");
});
