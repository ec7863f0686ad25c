/** `imports` and its subcommands: devices that were imported, whether they have called since or not. */
import type { DeviceApi, PreRegisteredDevice } from "../../api/index.js";
import { access } from "../access.js";
import type { AccessOptions } from "../access-options.js";
import { type Io, printJson } from "../io.js";
import { momentText, zoneName } from "../moment.js";
import { printTable } from "../table.js";
import { say } from "../wording/wording.js";

const pageSize = 100;

export async function listImports(options: AccessOptions, json: boolean, io: Io): Promise<number> {
  const { api, agent } = access(options, io);
  const imports: PreRegisteredDevice[] = [];
  for await (const page of pagesOf(api, agent())) {
    if (json) for (const device of page) printJson(io, { event: "import", ...device });
    else imports.push(...page);
  }
  if (json) return 0;
  if (imports.length === 0) io.stderr.write(`${say(io, "No device was imported for this agent.")}\n`);
  else printImports(imports, io);
  return 0;
}

/** A cursor that comes again would go round for ever. */
async function* pagesOf(api: DeviceApi, agentId: string): AsyncGenerator<readonly PreRegisteredDevice[]> {
  const seen = new Set<string>();
  let cursor: string | undefined;
  do {
    const page = await api.preRegistered(agentId, {
      limit: pageSize,
      ...(cursor === undefined ? {} : { cursor }),
    });
    yield page.devices;
    cursor = page.nextCursor;
    if (cursor !== undefined && seen.has(cursor)) return;
    if (cursor !== undefined) seen.add(cursor);
  } while (cursor !== undefined);
}

export async function showImport(
  options: AccessOptions,
  mac: string,
  json: boolean,
  io: Io,
): Promise<number> {
  const device = await access(options, io).api.preRegisteredDevice(mac);
  if (json) printJson(io, { event: "import", ...device });
  else printImports([device], io);
  return 0;
}

export async function deleteImport(
  options: AccessOptions,
  mac: string,
  json: boolean,
  io: Io,
): Promise<number> {
  await access(options, io).api.deletePreRegistered(mac);
  if (json) printJson(io, { event: "import-deleted", macAddress: mac });
  else
    io.stdout.write(
      `${say(io, "Deleted the import of {mac}. A device that it has bound stays bound.", { mac })}\n`,
    );
  return 0;
}

function printImports(imports: readonly PreRegisteredDevice[], io: Io): void {
  const rows = imports.map(({ macAddress, serialNumber, status, createdAt, agentId }) => [
    macAddress ?? "",
    serialNumber ?? "",
    status ?? "",
    momentText(createdAt, io),
    agentId ?? "",
  ]);
  printTable(
    io,
    [
      "MAC",
      say(io, "SERIAL NUMBER"),
      say(io, "STATUS"),
      say(io, "IMPORTED ({zone})", { zone: zoneName() }),
      say(io, "AGENT"),
    ],
    rows,
  );
}
