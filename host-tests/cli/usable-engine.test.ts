import { expect, test } from "vitest";
import { usableEngine } from "../../host/cli/usable-engine.js";
import { captured } from "./captured.js";

const never = new AbortController().signal;

test("XS can't be built: one line says what is missing, and the device runs in Node", async () => {
  const { io, stdout, stderr } = captured();
  const reason = "The XS engine needs a C compiler: install gcc and make.";
  expect(await usableEngine("xs", io, never, async () => ({ ok: false, reason }))).toBe("node");
  expect(stderr()).toBe(`${reason} Until then the device runs in Node.\n`);
  expect(stdout()).toBe("");
});

test("XS can be had: it is used, without a word", async () => {
  const { io, stderr } = captured();
  expect(await usableEngine("xs", io, never, async () => ({ ok: true, path: "/x", version: "1" }))).toBe(
    "xs",
  );
  expect(stderr()).toBe("");
});

test("Node asked for: XS isn't even looked at", async () => {
  const ensure = () => Promise.reject(new Error("asked"));
  expect(await usableEngine("node", captured().io, never, ensure)).toBe("node");
});

test("stopped while XS is being built: nothing is said of Node", async () => {
  const { io, stderr } = captured();
  const stopping = new AbortController();
  await usableEngine("xs", io, stopping.signal, async ({ signal }) => {
    stopping.abort();
    return { ok: false, reason: signal?.aborted ? "It was interrupted." : "It was not told." };
  });
  expect(stderr()).toBe("");
});
