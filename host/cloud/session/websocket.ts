import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { WebSocket } from "ws";
import type { CloudContext } from "../context.js";
import { headerOf, sendReply } from "../http-reply.js";
import { headerText } from "../schemas.js";
import { checkToken } from "../tokens.js";
import { acceptWebsocket, closeWebsocket, type Identity } from "./websocket-session.js";

/** The websocket endpoint: who is calling, and whether the token is theirs. */

type Verdict =
  | { readonly ok: true; readonly identity: Identity }
  | { readonly ok: false; readonly deviceId: string; readonly reason: string };

export function websocketRoutes(app: FastifyInstance, context: CloudContext): void {
  const { anyPath, tokenRefusal } = context.profile.session;
  for (const url of anyPath ? ["/xiaozhi/v1/", "/v1/ws/", "/*"] : ["/xiaozhi/v1/", "/v1/ws/"]) {
    app.route({
      method: "GET",
      url,
      exposeHeadRoute: false,
      config: url === "/*" ? {} : { faultTarget: "websocket" },
      preValidation: async (request, reply) => {
        if (!request.ws || tokenRefusal.at !== "upgrade") return;
        const verdict = identify(context, request);
        if (verdict.ok) return;
        refuse(context, verdict.deviceId, verdict.reason);
        await sendReply(reply, tokenRefusal.reply);
      },
      handler: (request, reply) => plainRequest(context, request, reply, url),
      wsHandler: (socket, request) => connect(context, socket, request),
    });
  }
}

/** Somebody opened the websocket address in a browser. */
function plainRequest(context: CloudContext, _request: FastifyRequest, reply: FastifyReply, url: string) {
  if (url === "/*") return sendReply(reply, context.profile.otaError("not_found"));
  if (context.profile.session.anyPath) return sendReply(reply, { status: 200, body: "Server is running\n" });
  return sendReply(reply, { status: 426, body: { error: "Upgrade Required" } });
}

function connect(context: CloudContext, socket: WebSocket, request: FastifyRequest): void {
  const fault = context.faults.peek("websocket");
  if (typeof fault === "number" && fault >= 1000) {
    closeWebsocket(socket, fault, "injected fault");
    return;
  }
  const verdict = identify(context, request);
  if (verdict.ok) {
    acceptWebsocket(context, socket, verdict.identity, fault === "silent");
    return;
  }
  refuse(context, verdict.deviceId, verdict.reason);
  const { tokenRefusal } = context.profile.session;
  if (tokenRefusal.at !== "session") {
    closeWebsocket(socket, 1008, "unauthorized");
    return;
  }
  // The upgrade succeeded in spite of the token: a line that is not JSON, then a normal close.
  socket.send(tokenRefusal.text);
  closeWebsocket(socket, tokenRefusal.code, "");
}

function refuse(context: CloudContext, deviceId: string, reason: string): void {
  context.count("websocketRefused");
  context.emit({ event: "session-refused", transport: "websocket", deviceId, reason });
}

function identify(context: CloudContext, request: FastifyRequest): Verdict {
  const fromHeaders = {
    deviceId: headerOf(request, "device-id"),
    clientId: headerOf(request, "client-id"),
    authorization: headerOf(request, "authorization"),
  };
  const useQuery = fromHeaders.deviceId === undefined && context.profile.session.anyPath;
  const { deviceId, clientId, authorization } = useQuery ? fromQuery(request) : fromHeaders;
  const device = headerText.safeParse(deviceId);
  if (!device.success) return { ok: false, deviceId: "", reason: "no Device-Id" };
  const fail = (reason: string): Verdict => ({ ok: false, deviceId: device.data, reason });
  const client = headerText.safeParse(clientId);
  if (!client.success) return fail("no Client-Id");
  const token = /^Bearer (\S{1,512})$/.exec(authorization ?? "")?.[1];
  if (token === undefined) return fail("no token");
  const identity = { deviceId: device.data, clientId: client.data };
  const verdict = checkToken(
    context.keys().token,
    identity,
    token,
    context.nowMs(),
    context.live.tokenLifetimeMs,
  );
  return verdict === "ok" ? { ok: true, identity } : fail(`token ${verdict}`);
}

function fromQuery(request: FastifyRequest) {
  const query = request.query as Record<string, unknown>;
  const text = (name: string) => (typeof query[name] === "string" ? query[name] : undefined);
  return { deviceId: text("device-id"), clientId: text("client-id"), authorization: text("authorization") };
}
