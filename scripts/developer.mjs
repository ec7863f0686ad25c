// @ts-check
/** `node scripts/developer.mjs FILE …`: runs a TypeScript program of this project that needs more than running does: what tests need, too. */
import path from "node:path";
import { pathToFileURL } from "node:url";
import { installed } from "./install.mjs";

await installed({ development: true });
const { register } = await import("tsx/esm/api");
register();
process.argv.splice(1, 1);
await import(pathToFileURL(path.resolve(process.argv[1] ?? "")).href);
