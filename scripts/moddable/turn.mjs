/** One check at a time in a folder: two would write over each other's builds. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { giveUp } from "./sdk.mjs";

/**
 * Takes the folder for this process until it ends. Gives up with a sentence while another process that lives has it.
 * @param {string} folder
 */
export function takeTurn(folder) {
  mkdirSync(folder, { recursive: true });
  const file = `${folder}/in-use`;
  for (;;) {
    try {
      writeFileSync(file, String(process.pid), { flag: "wx" });
      break;
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== "EEXIST") throw error;
      const owner = ownerOf(file);
      if (owner !== undefined && isAlive(owner))
        giveUp(`Another check (process ${owner}) works in ${folder}: wait until it ends, or stop it.`);
      rmSync(file, { force: true });
    }
  }
  process.once("exit", () => rmSync(file, { force: true }));
}

/** Undefined if the file has gone meanwhile, or was left without a number. */
function ownerOf(/** @type {string} */ file) {
  try {
    const id = Number(readFileSync(file, "utf8"));
    return Number.isInteger(id) && id > 0 ? id : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(/** @type {number} */ id) {
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === "EPERM";
  }
}
