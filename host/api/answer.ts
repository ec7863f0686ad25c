/** Shapes of the device API's answers, checked at the edge; contract.ts says where each call is documented. */
import { z } from "zod";

/** `{code, msg | message, data}`; servers differ in which of them they send. A bare answer has no `code`. */
export const envelope = z.looseObject({
  code: z.union([z.number(), z.string().regex(/^\d+$/).transform(Number)]).optional(),
  msg: z.string().nullish(),
  message: z.string().nullish(),
  error: z.unknown().optional(),
  data: z.unknown().optional(),
});

const text = z.string().nullish();
/** A number or its decimal text: servers that run on 64-bit ids write all numbers as text. */
const numeric = z.union([z.number(), z.string().regex(/^\d+$/).transform(Number)]).nullish();

/** A bound device. Only the MAC is certain; the rest is there as far as the server tells it. */
export const boundDevice = z
  .looseObject({
    id: z.union([z.string(), z.number().transform(String)]).nullish(),
    macAddress: text,
    alias: text,
    board: text,
    appVersion: text,
    agentId: text,
    autoUpdate: numeric,
    lastConnectedAt: text,
    lastConnectedAtTimestamp: numeric,
    createDate: text,
  })
  .transform((device, context) => {
    const mac = device.macAddress ?? device.id;
    if (mac === null || mac === undefined || mac === "") {
      context.addIssue({ code: "custom", message: "a device without macAddress and id" });
      return z.NEVER;
    }
    const lastConnectedAt = device.lastConnectedAt ?? isoOf(device.lastConnectedAtTimestamp);
    return compact({
      id: device.id ?? mac,
      macAddress: mac,
      alias: device.alias,
      board: device.board,
      appVersion: device.appVersion,
      agentId: device.agentId,
      autoUpdate:
        device.autoUpdate === null || device.autoUpdate === undefined ? undefined : device.autoUpdate === 1,
      lastConnectedAt,
      createDate: device.createDate,
    });
  });

export interface BoundDevice {
  /** What `unbind` takes; usually the MAC. */
  readonly id: string;
  readonly macAddress: string;
  readonly alias?: string;
  readonly board?: string;
  readonly appVersion?: string;
  readonly agentId?: string;
  readonly autoUpdate?: boolean;
  /** ISO 8601. */
  readonly lastConnectedAt?: string;
  /** ISO 8601. */
  readonly createDate?: string;
}

export const importAnswer = z.object({
  success_count: z.number().int().nonnegative(),
  failed: z.array(z.object({ value: z.string(), reason: z.string() })).nullish(),
});

export const preRegistered = z
  .looseObject({
    id: z.union([z.string(), z.number().transform(String)]).nullish(),
    agent_id: text,
    mac_address: text,
    serial_number: text,
    status: z.union([z.string(), z.number().transform(String)]).nullish(),
    created_at: z.union([z.string(), z.number().transform(String)]).nullish(),
  })
  .transform((record) =>
    compact({
      id: record.id,
      agentId: record.agent_id,
      macAddress: record.mac_address,
      serialNumber: record.serial_number,
      status: record.status,
      createdAt: record.created_at,
    }),
  );

export interface PreRegisteredDevice {
  readonly id?: string;
  readonly agentId?: string;
  readonly macAddress?: string;
  readonly serialNumber?: string;
  readonly status?: string;
  readonly createdAt?: string;
}

export const preRegisteredPage = z.object({
  devices: z.array(preRegistered).nullish(),
  next_cursor: z.union([z.string(), z.number().transform(String)]).nullish(),
});

export const agent = z
  .looseObject({
    id: z.union([z.string(), z.number().transform(String)]),
    agentName: text,
    name: text,
    assistantName: text,
    deviceCount: numeric,
  })
  .transform(({ id, agentName, name, assistantName, deviceCount }) =>
    compact({ id, name: agentName ?? name, assistantName, deviceCount }),
  );

export interface Agent {
  readonly id: string;
  readonly name?: string;
  /** What it calls itself. */
  readonly assistantName?: string;
  /** How many devices are bound to it. */
  readonly deviceCount?: number;
}

/** xrobo puts the cursor beside `data`, where the servers without pages have nothing. */
export const agentPage = z.looseObject({ data: agent.array().nullish(), nextCursor: text });

/** Either the id or the whole agent. */
export const createdAgent = z.union([
  z.string().min(1),
  z.number().transform(String),
  agent.transform(({ id }) => id),
]);

export const firmwareImage = z
  .looseObject({
    type: z.string(),
    version: z.string(),
    size: z.number().int().nonnegative(),
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    force: z.boolean(),
    url: z.string(),
    addedAt: z.string(),
  })
  .transform(({ type, version, size, sha256, force, url, addedAt }) => ({
    boardType: type,
    version,
    sizeBytes: size,
    sha256,
    force,
    url,
    addedAt,
  }));

export interface FirmwareImage {
  readonly boardType: string;
  /** Dotted decimal. */
  readonly version: string;
  readonly sizeBytes: number;
  /** 64 hex digits. */
  readonly sha256: string;
  /** Offered whatever the device runs. */
  readonly force: boolean;
  /** Where a device downloads it, without credentials. */
  readonly url: string;
  /** ISO 8601. */
  readonly addedAt: string;
}

type Compact<Shape> = { [Key in keyof Shape as undefined extends Shape[Key] ? never : Key]: Shape[Key] } & {
  [Key in keyof Shape as undefined extends Shape[Key] ? Key : never]?: Exclude<Shape[Key], null | undefined>;
};

/** Leaves out what is null, undefined or empty: absent means unknown. */
function compact<Shape extends object>(shape: Shape): Compact<Shape> {
  const known = Object.entries(shape).filter(
    ([, value]) => value !== null && value !== undefined && value !== "",
  );
  return Object.fromEntries(known) as Compact<Shape>;
}

function isoOf(timestampMs: number | null | undefined): string | undefined {
  if (timestampMs === null || timestampMs === undefined) return undefined;
  const date = new Date(timestampMs);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
