#!/usr/bin/env node
/**
 * Runs the command line straight after clone: installs what is missing, then runs host/cli/main.ts in this very process, so that
 * arguments, input, output, signals and the exit code need no passing on.
 */
import { installed } from "./install.mjs";

await installed();

const { register } = await import("tsx/esm/api");
register();
await import(new URL("../host/cli/main.ts", import.meta.url).href);
