/** `agents` and its subcommands: one call of the device API each. */
import { printable } from "../../device/terminal/cells.js";
import { access } from "../access.js";
import type { AccessOptions } from "../access-options.js";
import { type Io, printJson } from "../io.js";
import { printTable } from "../table.js";
import { say } from "../wording/wording.js";

export interface CreateAgentOptions extends AccessOptions {
  readonly assistantName?: string;
}

export async function listAgents(options: AccessOptions, json: boolean, io: Io): Promise<number> {
  const agents = await access(options, io).api.agents();
  if (json) {
    for (const agent of agents) printJson(io, { event: "agent", ...agent });
    return 0;
  }
  if (agents.length === 0)
    io.stderr.write(`${say(io, "There is no agent yet: “agents create NAME” makes one.")}\n`);
  else {
    const rows = agents.map(({ id, name, deviceCount }) => [id, name ?? "", String(deviceCount ?? "")]);
    printTable(io, ["ID", say(io, "NAME"), say(io, "DEVICES")], rows);
  }
  return 0;
}

export async function createAgent(
  { assistantName, ...options }: CreateAgentOptions,
  name: string,
  json: boolean,
  io: Io,
): Promise<number> {
  const agent = await access(options, io).api.createAgent(name, assistantName);
  if (json) printJson(io, { event: "agent-created", ...agent });
  else io.stdout.write(`${say(io, "Made the agent {agent}.", { agent: printable(agent.id) })}\n`);
  return 0;
}

export async function renameAgent(
  options: AccessOptions,
  agent: string,
  name: string,
  json: boolean,
  io: Io,
): Promise<number> {
  await access(options, io).api.renameAgent(agent, name);
  if (json) printJson(io, { event: "agent-renamed", id: agent, name });
  else io.stdout.write(`${say(io, "Renamed the agent {agent}.", { agent: printable(agent) })}\n`);
  return 0;
}

export async function deleteAgent(
  options: AccessOptions,
  agent: string,
  json: boolean,
  io: Io,
): Promise<number> {
  await access(options, io).api.deleteAgent(agent);
  if (json) printJson(io, { event: "agent-deleted", id: agent });
  else
    io.stdout.write(
      `${say(io, "Deleted the agent {agent}; its devices are no longer bound.", { agent: printable(agent) })}\n`,
    );
  return 0;
}
