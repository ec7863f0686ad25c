import { readdirSync } from "node:fs";

/** All files below a folder whose path passes. */
export function globFiles(/** @type {string} */ folder, /** @type {(path: string) => boolean} */ passes) {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => `${folder}/${name}`)
    .filter(passes);
}
