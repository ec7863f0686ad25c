import { z } from "zod";

/** Rows as the rest of the cloud sees them; decoding keeps a damaged file from spreading odd values. */
export const agentRow = z.object({
  id: z.string(),
  user_id: z.string(),
  name: z.string(),
  assistant_name: z.string(),
  created_ms: z.number(),
});
export type AgentRow = z.infer<typeof agentRow>;

export const deviceRow = z.object({
  mac: z.string(),
  device_id: z.string(),
  user_id: z.string(),
  agent_id: z.string(),
  board: z.string(),
  app_version: z.string(),
  alias: z.string(),
  auto_update: z.number(),
  sort: z.number(),
  last_connected_ms: z.number(),
  created_ms: z.number(),
  updated_ms: z.number(),
});
export type DeviceRow = z.infer<typeof deviceRow>;

export const reportRow = z.object({
  mac: z.string(),
  device_id: z.string(),
  client_id: z.string(),
  serial_number: z.string(),
  board: z.string(),
  app_version: z.string(),
  reported_ms: z.number(),
});
export type ReportRow = z.infer<typeof reportRow>;

export const codeRow = z.object({
  mac: z.string(),
  code: z.string(),
  issued_ms: z.number(),
  used: z.number(),
});
export type CodeRow = z.infer<typeof codeRow>;

export const preregisteredRow = z.object({
  id: z.string(),
  user_id: z.string(),
  agent_id: z.string(),
  mac: z.string().nullable(),
  mac_text: z.string(),
  serial_number: z.string().nullable(),
  /** 0 waiting for the device, 1 bound. */
  status: z.number(),
  created_ms: z.number(),
});
export type PreregisteredRow = z.infer<typeof preregisteredRow>;

/** An image without its bytes. */
export const firmwareRow = z.object({
  board: z.string(),
  version: z.string(),
  force: z.number(),
  size_bytes: z.number(),
  added_ms: z.number(),
});
export type FirmwareRow = z.infer<typeof firmwareRow>;
