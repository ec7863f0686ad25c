/** The page's build: made once, whole or not at all, and made of nothing but its own files. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test, vi } from "vitest";

const root = mkdtempSync(join(tmpdir(), "console-build-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** As another process has it: with a memory of its own. */
async function freshBuild() {
  vi.resetModules();
  return (await import("../../host/console/build.js")).builtConsole;
}

test("two who need the page at once wait for one build; later it is just there", async () => {
  const cacheDir = join(root, "cache");
  const lines: string[] = [];
  const log = (line: string) => lines.push(line);
  const [one, two] = [await freshBuild(), await freshBuild()];
  const [first, second] = await Promise.all([one({ cacheDir, log }), two({ cacheDir, log })]);
  expect(second).toEqual(first);
  expect(lines).toEqual([
    "building the console's page",
    expect.stringMatching(/^built the console's page in \d+\.\d s$/),
  ]);
  expect(await (await freshBuild())({ cacheDir, log })).toEqual(first);
  expect(lines).toHaveLength(2);
  // Neither a lock nor half a build is left.
  expect(readdirSync(cacheDir)).toHaveLength(1);

  const page = readFileSync(join(first.folder, "index.html"), "utf8");
  // The server's content security policy lets nothing else run.
  expect(page).not.toMatch(/<script(?![^>]* src="\.\/assets\/)|<style|\sstyle=|\son\w+=/);
  expect(page).not.toMatch(/https?:/);
  for (const [, name] of page.matchAll(/(?:src|href)="\.\/assets\/([^"]+)"/g))
    expect(readdirSync(join(first.folder, "assets"))).toContain(name);
  const styles = readdirSync(join(first.folder, "assets")).filter((name) => name.endsWith(".css"));
  expect(styles).toHaveLength(1);
  for (const name of styles)
    expect(readFileSync(join(first.folder, "assets", name), "utf8")).not.toMatch(/url\((?!"?data:)/);
});

test("a build that can't be made says so in a sentence, and is tried again", async () => {
  const cacheDir = join(root, "file");
  writeFileSync(cacheDir, "not a folder");
  const build = await freshBuild();
  await expect(build({ cacheDir })).rejects.toThrow(
    /^The console's page could not be built: .*(EEXIST|ENOTDIR)/,
  );
  rmSync(cacheDir);
  await expect(build({ cacheDir })).resolves.toHaveProperty("folder");
});
