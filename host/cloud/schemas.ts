import { z } from "zod";
import { boardTypePattern, imageVersionPattern } from "../api/firmware-name.js";

/** Shapes of everything that comes in from outside. Unknown members are let through where devices may add some. */

const shortText = z.string().max(256);
const count = z.number().min(0).max(Number.MAX_SAFE_INTEGER);

const optionalReportFields = {
  version: z.number().optional(),
  language: shortText.optional(),
  uuid: shortText.optional(),
  chip_model_name: shortText.optional(),
  flash_size: count.optional(),
  psram_size: count.optional(),
  // The firmware sends a decimal string, the documents' sample a number.
  minimum_free_heap_size: z.union([count, z.string().regex(/^\d{1,16}$/)]).optional(),
  chip_info: z.looseObject({}).optional(),
  partition_table: z.array(z.looseObject({})).max(64).optional(),
  ota: z.looseObject({ label: shortText.optional() }).optional(),
  display: z.looseObject({}).optional(),
};

/** What the xrobo documents require of an OTA body. */
export const strictReport = z.looseObject({
  ...optionalReportFields,
  mac_address: shortText.optional(),
  application: z.looseObject({ version: shortText.min(1), elf_sha256: shortText.min(1) }),
  board: z.looseObject({
    type: shortText.min(1),
    name: shortText.optional(),
    ssid: shortText.optional(),
    rssi: z.number().optional(),
  }),
});

/** What the open manager reads; everything else about the body is ignored. */
export const looseReport = z.looseObject({
  application: z
    .looseObject({ version: shortText.catch("") })
    .optional()
    .catch(undefined),
  board: z
    .looseObject({ type: shortText.catch("") })
    .optional()
    .catch(undefined),
});

export const headerText = z.string().trim().min(1).max(256);

export const activationBody = z.union([
  z.strictObject({}),
  z.looseObject({
    algorithm: z.literal("hmac-sha256"),
    serial_number: z.string().min(1).max(64),
    challenge: shortText.min(1),
    hmac: z.string().regex(/^[0-9a-f]{64}$/),
  }),
]);

const id = z.string().regex(/^[0-9A-Za-z_-]{1,64}$/);
export const agentParams = z.object({ agentId: id });
export const agentIdParams = z.object({ id });
export const deviceCode = z.string().regex(/^\d{6}$/);
export const unbindBody = z.looseObject({ deviceId: z.string().min(1).max(128) });
export const preregisterBody = z.looseObject({
  agent_id: id,
  mac_addresses: z.array(z.string().max(128)).max(1000),
  serial_numbers: z.array(z.string().max(128)).max(1000).nullish(),
});
export const createAgentBody = z.looseObject({
  agentName: z.string().trim().min(1).max(64),
  assistantName: z.string().trim().min(1).max(64).optional(),
});
/** A change leaves alone what it does not name; null counts as not named. */
export const updateAgentBody = z.looseObject({
  agentName: z.string().trim().min(1).max(64).nullish(),
  assistantName: z.string().trim().min(1).max(64).nullish(),
});
export const agentPageQuery = z.looseObject({
  cursor: id.or(z.literal("")).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});
export const updateDeviceBody = z.looseObject({
  alias: z.string().max(64).nullish(),
  autoUpdate: z.union([z.literal(0), z.literal(1)]).nullish(),
});
export const pageQuery = z.looseObject({
  cursor: z
    .union([z.literal(""), id])
    .optional()
    .transform((cursor) => (cursor === "" ? undefined : cursor)),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});
const firmwareName = {
  type: z.string().regex(boardTypePattern),
  version: z.string().regex(imageVersionPattern),
};
export const firmwareParams = z.object(firmwareName);
export const firmwareQuery = z.looseObject({
  ...firmwareName,
  force: z.enum(["0", "1", "true", "false"]).optional(),
});

const sessionText = z.string().max(16_384);
export const helloMessage = z.looseObject({
  type: z.literal("hello"),
  version: z.number().optional(),
  transport: shortText.optional(),
  features: z.looseObject({ mcp: z.boolean().optional(), glyph_push: z.boolean().optional() }).optional(),
  text_font: z
    .looseObject({ bundle: shortText, charset: shortText, size: z.int().min(8).max(64), bpp: z.int() })
    .optional()
    .catch(undefined),
  audio_params: z
    .looseObject({ format: shortText.optional(), sample_rate: z.number().optional() })
    .optional(),
});
export type HelloMessage = z.infer<typeof helloMessage>;

/** Messages that a device sends within a session. */
export const deviceMessage = z.discriminatedUnion("type", [
  z.looseObject({
    type: z.literal("listen"),
    state: z.enum(["start", "stop", "detect"]),
    mode: shortText.optional(),
    text: sessionText.optional(),
    text_response: sessionText.optional(),
  }),
  z.looseObject({ type: z.literal("abort"), reason: shortText.optional() }),
  z.looseObject({ type: z.literal("mcp"), payload: z.looseObject({}) }),
  z.looseObject({ type: z.literal("goodbye"), session_id: shortText.optional() }),
]);

export const typedMessage = z.looseObject({ type: shortText, session_id: shortText.optional() });

export const mcpReply = z.looseObject({
  jsonrpc: z.literal("2.0"),
  id: z.number(),
  result: z.unknown().optional(),
  error: z.looseObject({ message: z.string().optional() }).optional(),
});
export const toolsPage = z.looseObject({
  tools: z.array(z.looseObject({ name: shortText })).max(1000),
  nextCursor: shortText.nullish(),
});
