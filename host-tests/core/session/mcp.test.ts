import { expect, test } from "vitest";
import { answerMcp } from "../../../src/core/session/mcp.js";
import type { McpRequest } from "../../../src/core/session/messages.js";

const info = { name: "esp-box-3", version: "1.0.0" };
const answer = (request: McpRequest) => answerMcp(request, info);
const failed = (id: number | string, code: number, message: string) => ({
  jsonrpc: "2.0",
  id,
  error: { code, message },
});

test("initialize tells revision, tools and who we are", () => {
  expect(answer({ id: 10_000, method: "initialize", params: { protocolVersion: "2030-01-01" } })).toEqual({
    jsonrpc: "2.0",
    id: 10_000,
    result: { protocolVersion: "2024-11-05", capabilities: { tools: {} }, serverInfo: info },
  });
});

test("the id comes back as it was, number or text, 0 included", () => {
  expect(answer({ id: 0, method: "ping" })).toEqual({ jsonrpc: "2.0", id: 0, result: {} });
  expect(answer({ id: "7", method: "ping" })).toEqual({ jsonrpc: "2.0", id: "7", result: {} });
});

test("there are no tools to list, with or without a cursor", () => {
  const list = { jsonrpc: "2.0", id: 2, result: { tools: [] } };
  expect(answer({ id: 2, method: "tools/list" })).toEqual(list);
  expect(answer({ id: 2, method: "tools/list", params: { cursor: "x" } })).toEqual(list);
});

test("a tool is unknown, and its name comes back clean and short", () => {
  expect(answer({ id: 3, method: "tools/call", params: { name: "self.\u001b[31mnope" } })).toEqual(
    failed(3, -32_601, "Unknown tool: self.nope"),
  );
  expect(answer({ id: 3, method: "tools/call", params: { name: "n".repeat(100) } })).toEqual(
    failed(3, -32_601, `Unknown tool: ${"n".repeat(64)}`),
  );
});

test.each([undefined, {}, { name: 1 }, { name: "n".repeat(129) }])("a call needs a name: %j", (params) => {
  const request = { id: 3, method: "tools/call", ...(params && { params }) };
  expect(answer(request)).toEqual(failed(3, -32_602, "Missing valid argument: name"));
});

test.each(["resources/list", "constructor", "initialize "])("%j is not implemented", (method) => {
  expect(answer({ id: 4, method })).toEqual(failed(4, -32_601, `Method not implemented: ${method.trim()}`));
});

test("notifications get no reply, not even with an id", () => {
  expect(answer({ method: "notifications/initialized" })).toBeUndefined();
  expect(answer({ id: 5, method: "notifications/cancelled" })).toBeUndefined();
});

test("a request without an id gets no reply", () => {
  expect(answer({ method: "ping" })).toBeUndefined();
});
