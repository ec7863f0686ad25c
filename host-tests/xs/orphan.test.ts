import { spawn } from "node:child_process";
import { once } from "node:events";
import { beforeAll, expect, test } from "vitest";
import { encodeNetstring } from "../../host/xs/netstring.js";
import { buildTimeoutMs, enginePath } from "./engine.js";

beforeAll(enginePath, buildTimeoutMs);

const script = `
  const { spawn } = require("node:child_process");
  const [worker, message] = process.argv.slice(1);
  const child = spawn(worker, [], { stdio: ["ignore", "ignore", "inherit", "pipe", "pipe"] });
  child.stdio[3].write(Buffer.from(message, "base64"));
  child.stdio[4].once("data", () => console.log("running"));
`;

test.each([
  ["waits for a command", "print('here')"],
  ["is in an endless loop", "print('here'); for (;;);"],
])("a worker that %s ends when its host is killed", async (_state, code) => {
  const message = encodeNetstring("L", Buffer.from(`x\0program.js\0${code}`)).toString("base64");
  const host = spawn(process.execPath, ["-e", script, await enginePath(), message], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  // The worker holds the same stderr: its end is seen only when both are gone.
  const bothGone = once(host.stderr.resume(), "end");
  await once(host.stdout, "data");
  host.kill("SIGKILL");
  await bothGone;
  expect(host.signalCode ?? (await once(host, "exit"))[1]).toBe("SIGKILL");
});
