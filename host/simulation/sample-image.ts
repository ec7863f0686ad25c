/** `npm run -s sample:image -- VERSION [FILE]`: writes an image that a virtual device takes as an update, and no board runs. */
import { writeFileSync } from "node:fs";
import { compareVersions } from "../../src/core/ota/firmware-decision.js";
import { firmwareImage } from "./firmware-image.js";

const [version = "", file = `virtual_${version}.bin`] = process.argv.slice(2);
if (compareVersions(version, version) === undefined || version.length > 31) {
  process.stderr.write("Which version? Write one such as 1.2.3: npm run -s sample:image -- 1.2.3\n");
  process.exitCode = 2;
} else {
  writeFileSync(file, firmwareImage({ version, sizeBytes: 300_000 }));
  process.stdout.write(`${file}\n`);
}
