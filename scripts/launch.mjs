#!/usr/bin/env node
/**
 * Runs the command line straight after clone: installs what is missing, bundles it if it has changed, then runs host/cli/main.ts in
 * this very process, so that arguments, input, output, signals and the exit code need no passing on.
 */
import "./node-version.cjs";

const usesXs = new Set(["start", "device", "bench"]);

const [{ installed }, { cliBundle }] = await Promise.all([
  import("./install.mjs"),
  import("./cli-bundle.mjs"),
]);
const args = process.argv.slice(2);
const inNode = args.includes("--engine=node") || args[args.indexOf("--engine") + 1] === "node";
await installed({ xs: usesXs.has(args[0] ?? "") && !inNode });
await import(await cliBundle());
