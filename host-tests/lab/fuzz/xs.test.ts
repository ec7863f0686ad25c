import { beforeAll, expect, test } from "vitest";
import { asciiJson } from "../../../host/lab/fuzz/report.js";
import { runInXs } from "../../../host/lab/fuzz/xs/run.js";
import { buildTimeoutMs, enginePath } from "../../xs/engine.js";

const timeoutMs = 300_000;

beforeAll(enginePath, buildTimeoutMs);

test.each([
  { decoder: "ota-reply", cases: 8_000 },
  { decoder: "server-message", cases: 8_000 },
  { decoder: "server-hello", cases: 4_000 },
] as const)(
  "XS, with the heap of a board, reads the same as Node: $cases cases of $decoder",
  async ({ decoder, cases }) => {
    const { failure, ...report } = await runInXs({ seed: 1, cases, decoder });
    expect(failure?.what, failure && `${failure.what}\n${asciiJson(failure.text)}`).toBeUndefined();
    expect(report.cases).toBe(cases);
  },
  timeoutMs,
);

test(
  "canary: what parses before it counts ends the engine, and is shrunk",
  async () => {
    const { failure } = await runInXs({ seed: 1, cases: 2_000, decoder: "no-limits" });
    expect(failure?.what).toMatch(/ran out of memory|overflowed the stack/);
  },
  timeoutMs,
);
