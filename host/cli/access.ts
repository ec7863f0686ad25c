/** Where the device API is and who asks: flags, then environment, then a development cloud on this machine. */
import { type DeviceApi, deviceApi } from "../api/client.js";
import type { AccessOptions } from "./access-options.js";
import { type CloudFile, readCloudFiles } from "./cloud-files.js";
import { CliError, type Io } from "./io.js";
import { momentText } from "./moment.js";
import { say } from "./wording/wording.js";

export interface Access {
  readonly api: DeviceApi;
  readonly token: string;
  /** Throws CliError if no agent is known. */
  agent(): string;
}

/** Throws CliError, saying what to give, if the address or the token is not known, or if several clouds run here. */
export function access(options: AccessOptions, io: Io): Access {
  const { env } = io;
  const given = {
    api: options.api ?? nonEmpty(env.XIAOZHI_API),
    token: options.token ?? nonEmpty(env.XIAOZHI_TOKEN),
  };
  // The token of a local cloud is for that cloud only: another address never gets to see it.
  const local = localCloud(given.api, io);
  const apiUrl = given.api ?? local?.api;
  const token = given.token ?? local?.token;
  if (apiUrl === undefined) {
    throw new CliError(
      say(io, "Where is the cloud? Start one with “cloud” or “start”, or give --api URL (or XIAOZHI_API)."),
      2,
    );
  }
  if (token === undefined) {
    throw new CliError(
      say(io, "Who asks? Give --token TOKEN (or XIAOZHI_TOKEN): the console of your cloud has one."),
      2,
    );
  }
  return {
    api: deviceApi({ apiUrl, token }),
    token,
    agent() {
      const agent = options.agent ?? nonEmpty(env.XIAOZHI_AGENT) ?? local?.agent;
      if (agent !== undefined) return agent;
      throw new CliError(
        say(io, "Which agent? Give --agent ID (or XIAOZHI_AGENT): the console of your cloud lists them."),
        2,
      );
    },
  };
}

function localCloud(api: string | undefined, io: Io): CloudFile | undefined {
  const running = readCloudFiles(io.cwd);
  if (api !== undefined) return running.find((cloud) => sameApi(api, cloud.api));
  if (running.length < 2) return running[0];
  const each = running.map(
    ({ api: url, startedAt, pid }) =>
      `  --api ${url}   ${say(io, "started at {time}, process {pid}", { time: momentText(startedAt, io), pid })}`,
  );
  const question = say(
    io,
    "Which cloud? {count} that were started from this folder are running. Give one of:",
    {
      count: running.length,
    },
  );
  throw new CliError([question, ...each].join("\n"), 2);
}

function sameApi(one: string, other: string): boolean {
  const key = (text: string) => text.replace(/\/+$/, "").replace(/\/xiaozhi$/, "");
  return key(one) === key(other);
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === "" ? undefined : text.trim();
}
