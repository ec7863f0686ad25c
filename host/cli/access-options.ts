/** Options of every command that calls the device API; apart from their use, which brings the whole client with it. */
import { Option } from "commander";
import type { Io } from "./io.js";
import { textValue, webUrlValue } from "./values.js";
import { say } from "./wording/wording.js";

export interface AccessOptions {
  readonly api?: string;
  readonly token?: string;
  readonly agent?: string;
}

export const apiOption = (io: Io): Option =>
  new Option("--api <url>", say(io, "address of the device API (or XIAOZHI_API)")).argParser(webUrlValue);
export const tokenOption = (io: Io): Option =>
  new Option(
    "--token <token>",
    say(io, "your user token (better: XIAOZHI_TOKEN, which no process list shows)"),
  ).argParser(textValue);
export const agentOption = (io: Io): Option =>
  new Option("--agent <id>", say(io, "the agent (or XIAOZHI_AGENT)")).argParser(textValue);
