/** Shapes of what the page sends. */
import { z } from "zod";
import { boardTypePattern, imageVersionPattern } from "../../../api/firmware-name.js";
import { cloudFaults, linkFaults, maxImport } from "../../contract.js";

/** For people: one line, nothing that a terminal or a page would take for a command. */
const lineText = z
  .string()
  .trim()
  .regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u);

export const sessionBody = z.strictObject({ token: z.string().min(1).max(256) });
export const agentBody = z.strictObject({ name: lineText.min(1).max(64) });
export const agentParams = z.object({ agentId: z.string().regex(/^[0-9A-Za-z_-]{1,64}$/) });
export const codeBody = z.strictObject({ code: z.string().regex(/^\d{4,12}$/) });
export const importBody = z.strictObject({
  macAddresses: z.array(z.string().trim().min(1).max(40)).min(1).max(maxImport),
});
export const deviceParams = z.object({ deviceId: z.string().regex(/^[!-~]{1,128}$/) });
export const deviceBody = z.strictObject({
  alias: lineText.max(64).optional(),
  autoUpdate: z.boolean().optional(),
});
export const sayBody = z.strictObject({ text: lineText.min(1).max(1_000) });
const boardType = z.string().regex(boardTypePattern);
const version = z.string().regex(imageVersionPattern);
export const firmwareParams = z.object({ type: boardType, version });
export const firmwareQuery = z.strictObject({
  type: boardType,
  version,
  force: z
    .enum(["0", "1", "true", "false"])
    .default("false")
    .transform((force) => force === "1" || force === "true"),
});
export const faultBody = z.strictObject({ fault: z.enum(cloudFaults).nullable() });
export const virtualParams = z.object({ id: z.string().regex(/^\d{1,9}$/) });
export const virtualBody = z.strictObject({
  display: z.enum(["320x240", "240x320", "240x280", "170x320", "240x240-round", "128x128", "128x64"]),
  language: z.enum(["en", "zh-CN"]),
  transport: z.enum(["auto", "websocket", "mqtt"]),
  engine: z.enum(["node", "xs"]),
});
export const actionBody = z.discriminatedUnion("act", [
  z.strictObject({ act: z.literal("press") }),
  z.strictObject({ act: z.literal("say"), text: lineText.min(1).max(1_000) }),
  z.strictObject({ act: z.literal("powerCycle") }),
  z.strictObject({ act: z.literal("link"), fault: z.enum(linkFaults).nullable() }),
  z.strictObject({ act: z.literal("expireTokens") }),
]);
