/** What a server's "no" means for the call that was made. */
import { ApiError, type ApiErrorKind } from "./errors.js";
import type { ApiAnswer, ApiRequest } from "./request.js";

export interface Call extends ApiRequest {
  /** What 404 means here. */
  readonly missing: "agentNotFound" | "deviceNotFound" | "notFound";
  /** What 400 means here, if it is not the server's general complaint. */
  readonly invalid?: "codeInvalid";
}

/** Codes of the open management server that say more than an HTTP status. */
const openCodes: Readonly<Record<number, ApiErrorKind>> = {
  10053: "agentNotFound",
  10063: "alreadyBound",
  10169: "unauthorized",
  10194: "deviceNotFound",
};

export function refusal(call: Call, answer: ApiAnswer, host: string): ApiError {
  const kind =
    kindOf(call, answer.code) ?? kindOf(call, answer.httpStatus) ?? kindByText(call, answer) ?? "server";
  return new ApiError(kind, sentence(kind, answer, host), answer.code);
}

function kindOf(call: Call, code: number): ApiErrorKind | undefined {
  if (code === 401 || code === 403) return "unauthorized";
  if (code === 404) return call.missing;
  if (code === 400) return call.invalid;
  if (code === 409) return "alreadyBound";
  // Code missing, code wrong. The server uses them for activation only.
  if (code === 10061 || code === 10062) return call.invalid;
  return openCodes[code];
}

/** The open server tells of a device that does not exist, or is another user's, only by its words. */
function kindByText(call: Call, { code, text }: ApiAnswer): ApiErrorKind | undefined {
  return code === 500 && call.missing === "deviceNotFound" && text.includes("设备不存在")
    ? "deviceNotFound"
    : undefined;
}

function sentence(kind: ApiErrorKind, answer: ApiAnswer, host: string): string {
  const said = answer.text === "" ? "" : ` (in its words: “${answer.text}”)`;
  // A 404 that is not in the form of the device API is rather that of another server.
  const orAddress = answer.body === undefined ? ", or its address is not that of a device API" : "";
  switch (kind) {
    case "unauthorized":
      if (answer.code === 403 || answer.code === 10169)
        return `${host} says that this token may not do that: is the device or agent another user's?`;
      return `${host} does not accept the token: it is wrong or has expired, so get a new one from the console.`;
    case "codeInvalid":
      return `${host} does not know this code: it is wrong, used or expired, so type the one the device shows now.`;
    case "agentNotFound":
      return `${host} has no such agent${orAddress}: check the agent's id in the console.`;
    case "deviceNotFound":
      return `${host} has no such device bound to you${orAddress}: the list of devices has their ids.`;
    case "alreadyBound":
      return "This device is bound already: unbind it first.";
    case "notFound":
      return `${host} has nothing under that address or id${said}.`;
    default:
      if (answer.code >= 300 && answer.code <= 399)
        return `${host} redirects elsewhere (status ${answer.code}), which is not followed: give the final address.`;
      return `${host} could not do it: status ${answer.code}${said}.`;
  }
}
