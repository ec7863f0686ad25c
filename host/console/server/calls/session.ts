/** Signing in and out. */
import type { FastifyInstance, FastifyRequest } from "fastify";
import { consolePath, type SessionInfo } from "../../contract.js";
import { type Attempts, createAttempts } from "../access/attempts.js";
import { clearedCookie, cookieOf } from "../access/cookie.js";
import { cookieNameFor, signInOf } from "../access/guard.js";
import { sameSecret } from "../access/secret.js";
import type { SignIns } from "../access/sign-ins.js";
import { Refusal } from "../failure.js";
import type { Live } from "../live.js";
import { bodyAs } from "./read.js";
import { sessionBody } from "./schemas.js";

export interface SessionParts {
  readonly signIns: SignIns;
  readonly live: Live;
  readonly secret: () => string;
  readonly info: () => SessionInfo;
  /** Monotonic. */
  readonly nowMs: () => number;
}

export function sessionRoutes(app: FastifyInstance, parts: SessionParts): void {
  const { signIns, live, info } = parts;
  const attempts = createAttempts(parts.nowMs);
  app.post(`${consolePath}/session`, { config: { consoleAccess: "signedOut" } }, async (request, reply) => {
    checkSecret(request, attempts, parts.secret());
    const old = signInOf(request);
    if (old !== undefined) signIns.end(old);
    reply.header("set-cookie", cookieOf(cookieNameFor(request), signIns.open(), consolePath));
    return info();
  });
  app.get(`${consolePath}/session`, async () => info());
  app.delete(`${consolePath}/session`, async (request, reply) => {
    const signIn = signInOf(request);
    if (signIn !== undefined) {
      signIns.end(signIn);
      live.leave(signIn);
    }
    return reply
      .header("set-cookie", clearedCookie(cookieNameFor(request), consolePath))
      .code(204)
      .send();
  });
}

function checkSecret(request: FastifyRequest, attempts: Attempts, secret: string): void {
  const address = request.ip;
  const waitMs = attempts.waitMs(address);
  // Even the right one has to wait, or waiting would not hinder guessing.
  if (waitMs > 0) {
    throw new Refusal(
      429,
      "tooMany",
      "Too many attempts to sign in: wait a little.",
      Math.ceil(waitMs / 1_000),
    );
  }
  const { token } = bodyAs(sessionBody, request);
  if (!sameSecret(token, secret)) {
    attempts.failed(address);
    throw new Refusal(401, "signIn", "This is not what the terminal shows.");
  }
  attempts.succeeded(address);
}
