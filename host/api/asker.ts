/** Makes a call: time limit, repeats where they are safe, refusals as errors. */
import { CallLimit } from "./call-limit.js";
import type { ApiOptions, CallOptions } from "./contract.js";
import { ApiError } from "./errors.js";
import { type Call, refusal } from "./refusal.js";
import { type ApiAnswer, exchange } from "./request.js";

export type Ask = (call: Call, options?: CallOptions) => Promise<ApiAnswer>;

const defaultTimeoutMs = 10_000;
const defaultDelaysMs = [300, 1_000];

/** Answers are successes: everything else is thrown as ApiError. */
export function asker(options: ApiOptions, host: string): Ask {
  const { token, retryDelaysMs = defaultDelaysMs, fetch = globalThis.fetch } = options;
  const once = async (call: Call, limit: CallLimit): Promise<ApiAnswer> => {
    limit.throwIfAborted();
    const answer = await exchange(call, { token, limit, fetch });
    if (answer.code !== 0) throw refusal(call, answer, host);
    return answer;
  };
  const repeated = async (call: Call, limit: CallLimit): Promise<ApiAnswer> => {
    for (const delayMs of call.method === "GET" ? retryDelaysMs : []) {
      try {
        return await once(call, limit);
      } catch (error) {
        if (limit.isOver || !mayPass(error)) throw error;
        await limit.pause(delayMs * (0.75 + Math.random() / 2));
        limit.throwIfAborted();
        if (limit.isOver) throw error;
      }
    }
    return once(call, limit);
  };
  return async (call, { timeoutMs = options.timeoutMs ?? defaultTimeoutMs, signal } = {}) => {
    const limit = new CallLimit({ timeoutMs, ...(signal === undefined ? {} : { signal }) });
    try {
      return await repeated(call, limit);
    } finally {
      limit.close();
    }
  };
}

/** Worth another try, if a repeat does no harm. Codes from 1000 on are the open server's own: the answer would be the same. */
function mayPass(error: unknown): boolean {
  if (!(error instanceof ApiError)) return false;
  const { kind, status = 0 } = error;
  return kind === "unreachable" || (kind === "server" && status >= 500 && status <= 599);
}
