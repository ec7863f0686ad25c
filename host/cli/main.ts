/** Entry of the command line; started by scripts/launch.mjs. */
import { processIo } from "./io.js";
import { runCli } from "./program.js";

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  // A reader that goes away (`| head`) ends us; it is no failure worth a word, nor does it hide one.
  if (error.code === "EPIPE") process.exit(process.exitCode ?? 0);
  process.stderr.write(`The output could not be written: ${error.message}.\n`);
  process.exit(1);
});
process.stderr.on("error", (error: NodeJS.ErrnoException) =>
  process.exit(error.code === "EPIPE" ? (process.exitCode ?? 0) : 1),
);

process.exitCode = await runCli(process.argv.slice(2), processIo());
