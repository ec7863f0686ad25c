// @ts-check
/** Builds the XS engine if it isn't there, telling how far it has come: the launcher starts this beside npm. If it fails, who needs the engine says why. */
import { ensureXsEngine } from "../host/xs/build.mjs";

const say = (/** @type {string} */ line) => void process.stderr.write(`${line}\n`);
let told = 0;
await ensureXsEngine({
  log: say,
  progress(done, total) {
    const quarter = Math.floor((done / total) * 4);
    if (quarter > told && quarter < 4) say(`  ${done} of ${total} files of the XS engine compiled`);
    told = quarter;
  },
});
