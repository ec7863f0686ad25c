/** What holds for every route of the console: whose page asks, who is signed in, what bodies may be, how failures are told. */
import type { FastifyInstance, FastifyRequest } from "fastify";
import { consoleHeader } from "../../contract.js";
import { bodyOf, Refusal, refusalOf } from "../failure.js";
import { cookieName, readCookie } from "./cookie.js";
import { securityHeaders } from "./headers.js";
import { checkHost, checkOrigin } from "./origin.js";

declare module "fastify" {
  interface FastifyContextConfig {
    /** `page`: a file of the page, for anyone. `signedOut`: a call that is answered before the sign-in. Default: after it only. */
    readonly consoleAccess?: "page" | "signedOut";
  }
}

export interface GuardParts {
  /** Host name of the address that the console announces, once it has one. */
  readonly announced: () => string | undefined;
  readonly isSignedIn: (signIn: string) => boolean;
  /** Told what went wrong inside. */
  readonly onProblem: (message: string) => void;
}

/** To be called before routes are added. What a route needs hangs on its own settings, never on how its address is spelt. */
export function guard(app: FastifyInstance, { announced, isSignedIn, onProblem }: GuardParts): void {
  app.addHook("onRequest", async (request, reply) => {
    reply.headers(securityHeaders);
    checkHost(request.headers.host, announced());
    const access = request.routeOptions.config.consoleAccess;
    if (access === "page") return;
    reply.header("cache-control", "no-store");
    checkOrigin({
      method: request.method,
      host: request.headers.host,
      origin: request.headers.origin,
      fetchSite: headerText(request, "sec-fetch-site"),
      ownHeader: headerText(request, consoleHeader),
    });
    if (access === "signedOut") return;
    const signIn = signInOf(request);
    if (signIn === undefined || !isSignedIn(signIn)) throw new Refusal(401, "signIn", "Sign in first.");
  });
  app.removeAllContentTypeParsers();
  const parseJson = app.getDefaultJsonParser("error", "error");
  app.addContentTypeParser("application/json", { parseAs: "string" }, parseJson);
  app.addContentTypeParser("application/octet-stream", { parseAs: "buffer" }, (_request, body, done) =>
    done(null, body),
  );
  app.setErrorHandler((error, _request, reply) => {
    const refusal = refusalOf(error, onProblem);
    if (refusal.retryAfterS !== undefined) reply.header("retry-after", refusal.retryAfterS);
    return reply.code(refusal.status).type("application/json; charset=utf-8").send(bodyOf(refusal));
  });
}

/** Name of the cookie on the port that the request came to. */
export const cookieNameFor = (request: FastifyRequest): string => cookieName(request.raw.socket.localPort);

/** The sign-in's id in the request's cookie, whether it is good or not. */
export function signInOf(request: FastifyRequest): string | undefined {
  return readCookie(request.headers.cookie, cookieNameFor(request));
}

function headerText(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
