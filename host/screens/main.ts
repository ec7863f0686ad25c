/**
 * `npm run screens [320x240 …]`: pictures of every screen at every size, in docs/screens/. Needs the Moddable SDK: `MODDABLE` set,
 * its tools on the path, a C compiler and the headers of GLib. Linux only. `SCREENS_BUILD` names a folder for the builds that are
 * kept, so that the next ones are quick.
 */
import { execFileSync, spawn } from "node:child_process";
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Display } from "../../src/screen-layout/drawing.js";
import { png } from "../fonts/png.js";
import { builds, type DisplayName, displays } from "./displays.js";

const here = fileURLToPath(new URL("./", import.meta.url));
const pictures = fileURLToPath(new URL("../../docs/screens/", import.meta.url));
/** From the name of a screen to its picture: Piu draws within a few of its ticks. */
const drawnAfterMs = 120;

/** The program that loads the others and takes the pictures. */
function builtRunner(folder: string, moddable: string): string {
  const runner = join(folder, "runner");
  const flags = execFileSync("pkg-config", ["--cflags", "--libs", "glib-2.0"], { encoding: "utf8" });
  const headers = join(moddable, "build/simulators/modules");
  const arguments_ = [
    fileURLToPath(new URL("../../scripts/moddable/runner.c", import.meta.url)),
    "-O1",
    `-I${headers}`,
    "-o",
    runner,
    "-rdynamic",
    "-ldl",
    "-lpthread",
  ];
  execFileSync("cc", [...arguments_, ...flags.trim().split(/\s+/)], { stdio: "inherit" });
  return runner;
}

/** What a board's manifest says of its display, as settings of mcconfig. */
function configOf(board: string | undefined): string[] {
  if (board === undefined) return [];
  const file = fileURLToPath(new URL(`../../boards/${board}/manifest.json`, import.meta.url));
  const { config } = JSON.parse(readFileSync(file, "utf8")) as { config: Record<string, unknown> };
  return Object.entries(config)
    .filter(([key]) => key.startsWith("display"))
    .map(([key, value]) => `${key}=${value}`);
}

/** The gallery with a panel's fonts and the settings of a board: the file to run. */
function builtGallery(name: DisplayName, root: string): string {
  const build: { readonly panel: string; readonly board?: string } = builds[name];
  // One folder for all: what they share is compiled once.
  const folder = join(root, "gallery");
  mkdirSync(folder, { recursive: true });
  const panel = fileURLToPath(
    new URL(`../../src/moddable/screen/panels/${build.panel}.json`, import.meta.url),
  );
  const manifest = join(folder, "manifest.json");
  writeFileSync(manifest, JSON.stringify({ include: [join(here, "manifest.json"), panel] }));
  execFileSync(
    "mcconfig",
    ["-d", "-m", "-t", "build", "-p", "sim/m5stack", "-o", folder, manifest, ...configOf(build.board)],
    { cwd: folder, stdio: ["ignore", 2, "inherit"] },
  );
  const program = readdirSync(join(folder, "bin"), { recursive: true, encoding: "utf8" }).find((file) =>
    file.endsWith("mc.so"),
  );
  if (program === undefined) throw new Error("mcconfig made no mc.so.");
  const kept = join(root, `${name}.so`);
  copyFileSync(join(folder, "bin", program), kept);
  return kept;
}

/**
 * Runs the gallery at that size and takes a picture of each screen it names. They take the place of the old ones only if none is missing:
 * on a busy machine the gallery may go on before its screen has been seen.
 */
async function take(name: string, display: Display, runner: string, program: string, folder: string) {
  const { widthPx, heightPx } = display;
  const target = join(pictures, name);
  const fresh = join(folder, `pictures-${name}`);
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  const child = spawn(runner, [`${widthPx}`, `${heightPx}`, program], {
    // A debugger that listens on the usual port would take the output.
    env: { ...process.env, XSBUG_PORT: process.env.XSBUG_PORT ?? "5231" },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const raw = join(folder, "frame.rgb");
  let shown = "";
  let saved = "";
  let missed = "";
  let count = 0;
  let done = false;
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith("#shown ")) {
      if (saved !== shown) missed = shown;
      shown = line.slice("#shown ".length);
      setTimeout(() => child.stdin.write(`shot ${raw}\n`), drawnAfterMs);
    } else if (line.startsWith("#saved ")) {
      writeFileSync(join(fresh, `${shown}.png`), png(widthPx, heightPx, 3, seen(readFileSync(raw), display)));
      saved = shown;
      count++;
    } else if (line.startsWith("#display ")) {
      const made = line.slice("#display ".length);
      if (made !== JSON.stringify(inOrder(display))) throw new Error(`${name}: the build has ${made}.`);
    } else if (line === "#done") {
      done = true;
      child.stdin.end();
    } else if (!line.startsWith("instruments")) {
      process.stdout.write(`${line}\n`);
    }
  }
  if (!done) throw new Error(`${name}: the program ended after ${shown}.`);
  if (saved !== shown) missed = shown;
  if (missed !== "")
    throw new Error(
      `${name}: there was no time for ${missed}. The old pictures stay; try again on a quiet machine.`,
    );
  rmSync(target, { recursive: true, force: true });
  cpSync(fresh, target, { recursive: true });
  process.stdout.write(`${name}: ${count} pictures\n`);
}

/** In the order of `displayOf`. */
const inOrder = ({ widthPx, heightPx, round, cornerPx, monochrome, wide }: Display) => ({
  widthPx,
  heightPx,
  round,
  cornerPx,
  monochrome,
  wide,
});

/** What is outside of a round display, or of rounded corners, in grey, since it can't be seen. */
function seen(pixels: Uint8Array, { widthPx, heightPx, round, cornerPx = 0 }: Display): Uint8Array {
  const radius = round ? Math.min(widthPx, heightPx) / 2 : cornerPx;
  for (let at = 0; at < widthPx * heightPx; at++) {
    const [x, y] = [(at % widthPx) + 0.5, Math.floor(at / widthPx) + 0.5];
    // From the middle of the corner's circle, which is the display's own where that is round.
    const across = radius - Math.min(x, widthPx - x);
    const down = radius - Math.min(y, heightPx - y);
    if (across > 0 && down > 0 && across * across + down * down > radius * radius)
      pixels.fill(0x80, at * 3, at * 3 + 3);
  }
  return pixels;
}

const moddable = process.env.MODDABLE;
if (moddable === undefined) throw new Error("MODDABLE is not set: install the Moddable SDK first.");
const wanted = process.argv.slice(2);
const kept = process.env.SCREENS_BUILD;
const folder = kept ?? mkdtempSync(join(tmpdir(), "screens-"));
mkdirSync(folder, { recursive: true });
try {
  const runner = builtRunner(folder, moddable);
  for (const name of Object.keys(displays) as DisplayName[]) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    await take(name, displays[name], runner, builtGallery(name, folder), folder);
  }
} finally {
  if (kept === undefined) rmSync(folder, { recursive: true, force: true });
}
