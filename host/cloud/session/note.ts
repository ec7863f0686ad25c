import type { CloudContext } from "../context.js";
import type { TransportName } from "../contract.js";

/** Keys whose values no event may carry: the audio key of a session, tokens in MCP capabilities and the like. */
const secretKeys = new Set(["key", "nonce", "token", "password", "authorization"]);

/** Reports a message as an event, without the secrets in it, and counts it. */
export function noteMessage(
  context: CloudContext,
  direction: "in" | "out",
  link: { readonly transport: TransportName; readonly deviceId: string },
  message: unknown,
): void {
  context.count(direction === "in" ? "messagesIn" : "messagesOut");
  context.emit({
    event: "message",
    direction,
    transport: link.transport,
    deviceId: link.deviceId,
    message: withoutSecrets(message, 0),
  });
}

function withoutSecrets(value: unknown, depth: number): unknown {
  if (typeof value !== "object" || value === null) return value;
  // A peer may nest without end.
  if (depth > 16) return "…";
  if (Array.isArray(value)) return value.map((item) => withoutSecrets(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      secretKeys.has(key.toLowerCase()) ? "(hidden)" : withoutSecrets(item, depth + 1),
    ]),
  );
}
