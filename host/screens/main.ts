/**
 * `npm run screens [320x240 …]`: pictures of every screen at every size, in docs/screens/. Needs the Moddable SDK: `MODDABLE` set,
 * its tools on the path, a C compiler and the headers of GLib. Linux only. `SCREENS_BUILD` names a folder for the build that is
 * kept, so that the next one is quick.
 */
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Display } from "../../src/moddable/screen/drawing.js";
import { png } from "../fonts/png.js";
import { displays } from "./displays.js";

const here = fileURLToPath(new URL("./", import.meta.url));
const pictures = fileURLToPath(new URL("../../docs/screens/", import.meta.url));
/** From the name of a screen to its picture: Piu draws within a few of its ticks. */
const drawnAfterMs = 120;

function built(folder: string, moddable: string): { readonly runner: string; readonly program: string } {
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
  const options = ["-d", "-m", "-t", "build", "-p", "sim/m5stack", "-o", folder];
  execFileSync("mcconfig", [...options, `${here}manifest.json`], {
    cwd: here,
    stdio: ["ignore", "ignore", "inherit"],
  });
  const program = readdirSync(join(folder, "bin"), { recursive: true, encoding: "utf8" }).find((name) =>
    name.endsWith("mc.so"),
  );
  if (program === undefined) throw new Error("mcconfig made no mc.so.");
  return { runner, program: join(folder, "bin", program) };
}

/** Runs the gallery at that size and keeps a picture of each screen it names. */
async function take(name: string, display: Display, build: ReturnType<typeof built>, folder: string) {
  const { widthPx, heightPx } = display;
  const target = join(pictures, name);
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  const child = spawn(build.runner, [`${widthPx}`, `${heightPx}`, build.program], {
    // A debugger that listens on the usual port would take the output.
    env: { ...process.env, XSBUG_PORT: process.env.XSBUG_PORT ?? "5231" },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const raw = join(folder, "frame.rgb");
  let shown = "";
  let count = 0;
  let done = false;
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith("#shown ")) {
      shown = line.slice("#shown ".length).split("/")[1] ?? "";
      setTimeout(() => child.stdin.write(`shot ${raw}\n`), drawnAfterMs);
    } else if (line.startsWith("#saved ")) {
      writeFileSync(
        join(target, `${shown}.png`),
        png(widthPx, heightPx, 3, seen(readFileSync(raw), display)),
      );
      count++;
    } else if (line === "#done") {
      done = true;
      child.stdin.end();
    } else if (!line.startsWith("instruments")) {
      process.stdout.write(`${line}\n`);
    }
  }
  if (!done) throw new Error(`${name}: the program ended after ${shown}.`);
  process.stdout.write(`${name}: ${count} pictures\n`);
}

/** What is outside of a round display in grey, since it can't be seen. */
function seen(pixels: Uint8Array, { widthPx, heightPx, round }: Display): Uint8Array {
  if (!round) return pixels;
  const radius = Math.min(widthPx, heightPx) / 2;
  for (let at = 0; at < widthPx * heightPx; at++) {
    const [x, y] = [(at % widthPx) + 0.5 - widthPx / 2, Math.floor(at / widthPx) + 0.5 - heightPx / 2];
    if (x * x + y * y > radius * radius) pixels.fill(0x80, at * 3, at * 3 + 3);
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
  const build = built(folder, moddable);
  for (const [name, display] of Object.entries(displays)) {
    if (wanted.length === 0 || wanted.includes(name)) await take(name, display, build, folder);
  }
} finally {
  if (kept === undefined) rmSync(folder, { recursive: true, force: true });
}
