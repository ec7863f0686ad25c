/** The development cloud as a process of its own that can be ended and started again on the same port and data. */
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { root } from "./sdk.mjs";

/** A port that was free a moment ago. */
export async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const address = /** @type {import("node:net").AddressInfo} */ (server.address());
  await new Promise((resolve) => server.close(resolve));
  return address.port;
}

/**
 * It runs in the folder of its data unless it is told another: in the project's own, `bind` takes it for a cloud that a person started.
 * @param {{ port: number, data: string, folder?: string }} options
 */
export async function startCloud({ port, data, folder = data }) {
  mkdirSync(data, { recursive: true });
  const child = spawn(
    process.execPath,
    [`${root}scripts/launch.mjs`, "cloud", "--json", "--port", String(port), "--data", data],
    { cwd: folder, stdio: ["ignore", "pipe", "inherit"] },
  );
  const exit = new Promise((resolve) => child.on("exit", resolve));
  const about = await new Promise((resolve, reject) => {
    exit.then(() => reject(new Error("the development cloud did not start")));
    createInterface({ input: child.stdout }).on("line", (line) => {
      const event = JSON.parse(line);
      if (event.event === "listening") resolve(event);
    });
  });
  return {
    /** One command of the command line, against this cloud. */
    run(/** @type {readonly string[]} */ args) {
      const access = ["--api", about.api, "--token", about.token];
      const { status, stderr } = spawnSync(
        process.execPath,
        [`${root}scripts/launch.mjs`, ...args, ...access],
        {
          cwd: folder,
          encoding: "utf8",
        },
      );
      if (status !== 0) throw new Error(`${args[0]} failed: ${stderr}`);
    },
    agent: about.agent,
    consoleUrl: about.console,
    token: about.token,
    /** host:port */
    mqtt: about.mqtt,
    async stop() {
      child.kill("SIGTERM");
      await exit;
    },
  };
}
