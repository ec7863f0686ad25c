/** The device as an MCP server without tools: what it answers to each JSON-RPC request. */

import { cleanLine } from "../text/clip.js";
import { own, readText } from "../untrusted-json.js";
import type { McpRequest } from "./messages.js";

export interface McpServerInfo {
  /** Board name. */
  readonly name: string;
  /** Firmware version. */
  readonly version: string;
}

export type McpPayload = Readonly<Record<string, unknown>>;

const protocolVersion = "2024-11-05";
const methodNotFound = -32_601;
const invalidParams = -32_602;

/** The JSON-RPC reply, or `undefined` where none is due: notifications, and requests without an id. */
export function answerMcp(request: McpRequest, serverInfo: McpServerInfo): McpPayload | undefined {
  const { id, method } = request;
  if (id === undefined || method.startsWith("notifications")) return undefined;
  return { jsonrpc: "2.0", id, ...outcome(request, serverInfo) };
}

function outcome({ method, params = {} }: McpRequest, serverInfo: McpServerInfo): McpPayload {
  switch (method) {
    case "initialize":
      return { result: { protocolVersion, capabilities: { tools: {} }, serverInfo } };
    case "ping":
      return { result: {} };
    case "tools/list":
      return { result: { tools: [] } };
    case "tools/call": {
      const name = readText(own(params, "name"), 128);
      return name === undefined
        ? failed(invalidParams, "Missing valid argument: name")
        : failed(methodNotFound, `Unknown tool: ${cleanLine(name, 64)}`);
    }
    default:
      return failed(methodNotFound, `Method not implemented: ${cleanLine(method, 64)}`);
  }
}

function failed(code: number, message: string): McpPayload {
  return { error: { code, message } };
}
