/** Entry of the command line; started by scripts/launch.mjs. */
import { processIo } from "./io.js";
import { runCli } from "./program.js";

// A reader that goes away (`| head`) ends us; it is no failure worth a stack, nor does it hide one.
for (const output of [process.stdout, process.stderr]) {
  output.on("error", (error: NodeJS.ErrnoException) =>
    process.exit(error.code === "EPIPE" ? (process.exitCode ?? 0) : 1),
  );
}

process.exitCode = await runCli(process.argv.slice(2), processIo());
