/** Options of every command that calls the device API; apart from their use, which brings the whole client with it. */
import { Option } from "commander";
import { textValue, webUrlValue } from "./values.js";

export interface AccessOptions {
  readonly api?: string;
  readonly token?: string;
  readonly agent?: string;
}

export const apiOption = (): Option =>
  new Option("--api <url>", "address of the device API (or XIAOZHI_API)").argParser(webUrlValue);
export const tokenOption = (): Option =>
  new Option(
    "--token <token>",
    "your user token (better: XIAOZHI_TOKEN, which no process list shows)",
  ).argParser(textValue);
export const agentOption = (): Option =>
  new Option("--agent <id>", "the agent (or XIAOZHI_AGENT)").argParser(textValue);
