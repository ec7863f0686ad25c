import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bundleForXs } from "../../host/xs/bundle.js";
import { buildTimeoutMs, enginePath, withMachine } from "./engine.js";

let dir = "";
beforeAll(async () => {
  await enginePath();
  dir = await mkdtemp(path.join(tmpdir(), "xs-bundle-"));
}, buildTimeoutMs);
afterAll(() => rm(dir, { recursive: true, force: true }));

test("a stack trace names the TypeScript file and line, across files", async () => {
  await writeFile(
    path.join(dir, "inner.ts"),
    `export interface Shape {\n  readonly size: number;\n}\n\nexport function measure(shape: Shape | undefined): number {
  if (!shape) {
    throw new TypeError("no shape");
  }
  return shape.size;\n}\n`,
  );
  const entry = path.join(dir, "entry.ts");
  await writeFile(
    entry,
    `import { measure } from "./inner.js";\n\nconst shape = undefined;\nprint(measure(shape));\n`,
  );
  const program = await bundleForXs(entry);
  await withMachine({}, async (machine) => {
    await expect(machine.load(program)).rejects.toMatchObject({
      kind: "exception",
      detail: expect.stringMatching(/no shape\n at .*inner\.ts:7\)\n at .*entry\.ts:4\)/),
    });
  });
});

test("a second call gives the same bundle; a broken program says where it is broken", async () => {
  const entry = path.join(dir, "entry.ts");
  expect(await bundleForXs(entry)).toBe(await bundleForXs(entry));
  const broken = path.join(dir, "broken.ts");
  await writeFile(broken, `import "./missing.js";\n`);
  await expect(bundleForXs(broken)).rejects.toThrow(/broken\.ts:1:/);
  await writeFile(broken, `export const mended = true;\n`);
  await expect(bundleForXs(broken)).resolves.toMatchObject({ name: "broken.js" });
});
