import { encodeDeviceMessage, readServerMessage } from "../../../../src/core/session/codec.js";
import { answerMcp } from "../../../../src/core/session/mcp.js";
import { mcpPayloads } from "../examples.js";
import { mutatedJson } from "../json/mutate.js";
import { objectIn, plain } from "../oracles/json.js";
import { mustBeLine, mustBeSecretFree } from "../oracles/text.js";
import { without } from "../shorten.js";
import { must, target } from "../target.js";

const serverInfo = { name: "esp-box-3", version: "1.0.0" };
/** An answer without tools is short, whatever was asked: the request's own id and one clipped name. */
const answerMaxChars = 1_000;

export const mcpRequest = target<string>({
  name: "mcp-request",
  about: "JSON-RPC requests, given to the message decoder and the device's MCP server",
  cases: 80_000,
  size: { examples: mcpPayloads.trees.length },
  make: ({ example, mutations }) => mutatedJson(mcpPayloads, example, mutations),
  judge(text) {
    const payload = objectIn(text);
    if (payload === undefined) return "no object";
    const message = readServerMessage({ type: "mcp", payload });
    if (message.type !== "mcp") return "no request";
    const { request } = message;
    must(payload.jsonrpc === "2.0" && payload.method === request.method, "another method");
    const answer = answerMcp(request, serverInfo);
    const isNotice = request.id === undefined || request.method.startsWith("notifications");
    must((answer === undefined) === isNotice, "an answer to what needs none, or none to what needs one");
    if (answer === undefined) return "notice";
    must(answer.jsonrpc === "2.0" && answer.id === payload.id, "an answer to another request");
    must("result" in answer !== "error" in answer, "neither result nor error, or both");
    const error = plain(answer.error);
    if (error !== undefined) {
      must(error.code === -32_601 || error.code === -32_602, "an unknown code");
      mustBeLine(String(error.message), 100, "an error message");
    }
    judgeWire(answer);
    return error === undefined ? "result" : "error";
  },
  reaches: ["result", "error", "notice", "no request", "no object"],
  shorter: without,
});

/** On the wire it is the same, and no longer than an answer is. */
function judgeWire(payload: Readonly<Record<string, unknown>>): void {
  const wire = encodeDeviceMessage({ type: "mcp", payload }, "s-1");
  must(wire.length <= answerMaxChars, "an answer is as long as the cloud wants");
  mustBeSecretFree(wire, "an answer");
  const sent = objectIn(wire);
  must(sent?.session_id === "s-1" && sent.type === "mcp", "a message of another session or type");
  must(JSON.stringify(sent?.payload) === JSON.stringify(payload), "the answer reads as another one");
}
