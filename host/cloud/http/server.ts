import websocketPlugin from "@fastify/websocket";
import fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from "fastify";
import type { CloudContext } from "../context.js";
import type { FaultTarget } from "../contract.js";
import { isCanned } from "../fault-injector.js";
import { sendReply } from "../http-reply.js";
import { websocketRoutes } from "../session/websocket.js";
import { agentRoutes } from "./agents.js";
import { deviceRoutes } from "./device-api.js";
import { firmwareRoutes } from "./firmware.js";
import { otaRoutes } from "./ota.js";
import { pageRoutes } from "./page.js";
import { preregisterRoutes } from "./preregister.js";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Which fault applies to the route. */
    readonly faultTarget?: FaultTarget;
  }
}

/** Adds routes of the program that starts the cloud, in a scope of their own: hooks and body parsers added there stay there. */
export type AddRoutes = (app: FastifyInstance) => void | Promise<void>;

const bodyLimitBytes = 64 * 1024;
const websocketMessageLimitBytes = 1024 * 1024;

/** All HTTP and websocket routes; not listening yet. `addRoutes` takes the place of the cloud's own page at `/`. */
export async function createHttpServer(
  context: CloudContext,
  addRoutes: AddRoutes = (app) => pageRoutes(app, context),
): Promise<FastifyInstance> {
  const app = fastify({
    logger: false,
    bodyLimit: bodyLimitBytes,
    requestTimeout: 30_000,
    frameworkErrors: (error, request, reply) => sendError(context, error, request, reply),
  });
  // Bodies are decoded by the handlers: the clouds differ in what they say about one that is not JSON.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  app.setErrorHandler<FastifyError>((error, request, reply) => sendError(context, error, request, reply));
  app.setNotFoundHandler((request, reply) =>
    sendReply(
      reply,
      isOtaPath(request) ? context.profile.otaError("not_found") : context.profile.apiError("not_found"),
    ),
  );
  app.addHook("onRequest", async (request, reply) => {
    const target = request.routeOptions.config.faultTarget;
    if (target !== undefined) await playFault(context, target, request, reply);
  });
  await app.register(websocketPlugin, {
    options: { maxPayload: websocketMessageLimitBytes, clientTracking: true },
    errorHandler: (_error, socket) => socket.terminate(),
  });
  // Routes live in a plugin of their own: the websocket plugin's hooks apply to routes added after it.
  await app.register(async (routes) => {
    otaRoutes(routes, context);
    deviceRoutes(routes, context);
    preregisterRoutes(routes, context);
    agentRoutes(routes, context);
    firmwareRoutes(routes, context);
    websocketRoutes(routes, context);
  });
  await app.register(async (routes) => addRoutes(routes));
  await app.ready();
  return app;
}

function isOtaPath(request: FastifyRequest): boolean {
  return /^\/(xiaozhi|v1)\/ota/.test(request.url);
}

function sendError(context: CloudContext, error: FastifyError, request: FastifyRequest, reply: FastifyReply) {
  const { profile } = context;
  const status = error.statusCode ?? 500;
  const kind = status === 413 ? "too_large" : status >= 400 && status < 500 ? "invalid" : "internal";
  // The peer gets a fixed sentence; what happened is for the person who runs the cloud.
  if (kind === "internal") context.emit({ event: "internal-error", message: error.message });
  if (isOtaPath(request)) return sendReply(reply, profile.otaError(kind));
  return sendReply(reply, profile.apiError(kind === "invalid" ? "invalid_request" : kind));
}

async function playFault(
  context: CloudContext,
  target: FaultTarget,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const fault = await context.faults.next(target);
  if (fault === undefined || fault === "silent") return;
  if (fault === "hang") {
    reply.hijack();
    return;
  }
  if (fault === "close") {
    reply.hijack();
    request.raw.socket.destroy();
    return;
  }
  if (typeof fault === "object" && "redirectTo" in fault) {
    const { redirectTo } = fault;
    if (request.url !== redirectTo)
      sendReply(reply.header("location", redirectTo), { status: 307, body: undefined });
    return;
  }
  if (isCanned(fault)) {
    reply.headers({ ...fault.headers });
    sendReply(reply, { status: fault.status, body: fault.body });
    return;
  }
  // Numbers from 1000 on are websocket close codes and are played after the upgrade.
  if (fault >= 1000) return;
  const body =
    target === "api" ? { code: fault, message: "injected fault" } : context.profile.otaError("internal").body;
  sendReply(reply, { status: fault, body });
}
