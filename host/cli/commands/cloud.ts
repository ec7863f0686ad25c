/** `cloud`: the development cloud, until it is stopped. */
import { resolve } from "node:path";
import type { Cloud, CloudEvent, ProfileName } from "../../cloud/contract.js";
import { writeCloudFile } from "../cloud-file.js";
import { CliError, type Io, printJson } from "../io.js";

export interface CloudCommandOptions {
  readonly port: number;
  readonly mqttPort: number;
  readonly host: string;
  readonly data?: string;
  readonly profile: ProfileName;
}

/** Starts it and leaves word of it in `.xiaozhi/cloud.json`. `stop` closes both. */
export async function startLocalCloud(
  options: CloudCommandOptions,
  io: Io,
  onEvent: (event: CloudEvent) => void,
): Promise<{ readonly cloud: Cloud; stop(): Promise<void> }> {
  const { startCloud } = await import("../../cloud/cloud.js");
  const { host, port, mqttPort, profile, data } = options;
  const cloud = await startCloud({
    host,
    port,
    mqttPort,
    profile,
    onEvent,
    ...(data === undefined ? {} : { dataDir: resolve(io.cwd, data) }),
  }).catch((error: unknown) => {
    throw new CliError(error instanceof Error ? error.message : "The development cloud did not start.", 1);
  });
  let forget: () => void;
  try {
    forget = writeCloudFile(io.cwd, {
      api: cloud.apiUrl,
      token: cloud.token,
      agent: cloud.agentId,
      pid: process.pid,
    });
  } catch {
    await cloud.close();
    throw new CliError(`${io.cwd}/.xiaozhi cannot be written: start from a folder that you own.`, 1);
  }
  return {
    cloud,
    async stop() {
      forget();
      await cloud.close();
    },
  };
}

/** The first JSON line of `cloud` and `start`: other tools wait for it. */
export function printListening(cloud: Cloud, io: Io): void {
  printJson(io, {
    event: "listening",
    ota: cloud.otaUrl,
    api: cloud.apiUrl,
    console: cloud.consoleUrl,
    mqtt: cloud.mqttEndpoint,
    token: cloud.token,
    agent: cloud.agentId,
  });
}

export async function runCloud(options: CloudCommandOptions, json: boolean, io: Io): Promise<number> {
  const stopped = new Promise<void>((stop) => {
    io.onStop(stop);
  });
  const { cloud, stop } = await startLocalCloud(options, io, (event) => {
    if (json) printJson(io, event);
    else if (event.event === "internal-error") io.stderr.write(`internal error: ${event.message}\n`);
  });
  if (json) printListening(cloud, io);
  else {
    io.stdout.write(
      [
        "Development cloud (Ctrl-C ends it)",
        `  console    ${cloud.consoleUrl}`,
        `  OTA        ${cloud.otaUrl}`,
        `  MQTT       ${cloud.mqttEndpoint}`,
        `  device API ${cloud.apiUrl}`,
        `  agent      ${cloud.agentId}`,
        `  token      ${cloud.token}`,
        "In another terminal:",
        `  npm run -s xiaozhi -- device --ota-url ${cloud.otaUrl}`,
        "  npm run -s xiaozhi -- bind CODE",
        "",
      ].join("\n"),
    );
  }
  await stopped;
  await stop();
  return 0;
}
