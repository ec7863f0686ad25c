import { decodeServerMessage } from "../../../../src/core/session/codec.js";
import type { ServerMessage } from "../../../../src/core/session/messages.js";
import { serverMessages } from "../examples.js";
import { mutatedJson } from "../json/mutate.js";
import { mustAgree, objectIn } from "../oracles/json.js";
import { mustBeLine, mustBeProse } from "../oracles/text.js";
import { without } from "../shorten.js";
import { breach, must, target } from "../target.js";

const textMaxChars = 500;

/** @param decode the decoder; a broken one for the canaries */
export const messageTarget = (decode: typeof decodeServerMessage) =>
  target<string>({
    name: "server-message",
    about: "messages of a session, given to the message decoder",
    cases: 150_000,
    size: { examples: serverMessages.trees.length },
    make: ({ example, mutations }) => mutatedJson(serverMessages, example, mutations),
    judge(text) {
      const message = decode(text);
      mustAgree(text, 16_384, message !== undefined);
      if (message === undefined) return "none";
      judgeMessage(message);
      if (message.type !== "unknown")
        must(objectIn(text)?.type === message.type, "a message of another type");
      return message.type;
    },
    reaches: ["stt", "tts", "llm", "alert", "notify", "system", "goodbye", "mcp", "unknown", "none"],
    shorter: without,
  });

export const serverMessage = messageTarget(decodeServerMessage);

/** @throws Breach unless it keeps to what docs/session.md says of messages */
export function judgeMessage(message: ServerMessage): void {
  switch (message.type) {
    case "stt":
      return mustBeProse(message.text, textMaxChars, "a text");
    case "tts":
      if (message.state === "sentence") mustBeProse(message.text, textMaxChars, "a sentence");
      else must(message.state === "start" || typeof message.aborted === "boolean", "a stop without aborted");
      return;
    case "llm":
      mustBeProse(message.text, textMaxChars, "a text");
      return must(/^[a-z]{1,24}$/.test(message.emotion), "an emotion of other than letters");
    case "alert":
      mustBeProse(message.status, textMaxChars, "a status");
      mustBeProse(message.message, textMaxChars, "an alert");
      return must(/^[a-z]{1,24}$/.test(message.emotion), "an emotion of other than letters");
    case "notify":
      must(message.event !== "", "an empty event");
      return mustBeLine(message.event, 64, "an event");
    case "system":
      must(message.command !== "", "an empty command");
      return mustBeLine(message.command, 64, "a command");
    case "goodbye":
      return must(message.sessionId !== "", "an empty session id");
    case "mcp": {
      const { id, method, params } = message.request;
      must(method.length >= 1 && method.length <= 64, "a method of other than 1 to 64 characters");
      must(
        id === undefined || Number.isFinite(id) || (typeof id === "string" && id.length <= 64),
        "an id that is none",
      );
      return must(
        params === undefined || (typeof params === "object" && !Array.isArray(params)),
        "parameters that are no object",
      );
    }
    case "unknown":
      return mustBeLine(message.name, 32, "a type");
    default:
      breach("a message of no type");
  }
}
