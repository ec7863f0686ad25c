import type { FastifyRequest } from "fastify";
import type { CloudContext } from "../context.js";
import { headerOf } from "../http-reply.js";
import type { HttpReply } from "../profiles/profile.js";

/** User id of the request's bearer token; undefined when it is missing or wrong. The prefix is case-sensitive. */
export function authenticate(context: CloudContext, request: FastifyRequest): string | undefined {
  const match = /^Bearer ([!-~]{1,512})$/.exec(headerOf(request, "authorization") ?? "");
  return match?.[1] === undefined ? undefined : context.store.accounts.userIdByToken(match[1]);
}

/** Runs `work` for an authenticated user, or answers 401 in the profile's manner. */
export function withUser(
  context: CloudContext,
  request: FastifyRequest,
  key: "message" | "msg",
  work: (userId: string) => HttpReply,
): HttpReply {
  context.count("apiCalls");
  const userId = authenticate(context, request);
  return userId === undefined ? context.profile.apiError("unauthorized", key) : work(userId);
}
