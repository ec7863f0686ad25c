import type { FastifyReply, FastifyRequest } from "fastify";
import type { HttpReply } from "./profiles/profile.js";

export function sendReply(reply: FastifyReply, { status, body }: HttpReply): FastifyReply {
  reply.code(status);
  if (body === undefined) return reply.send();
  if (typeof body === "string") return reply.type("text/plain; charset=utf-8").send(body);
  return reply.type("application/json; charset=utf-8").send(JSON.stringify(body));
}

/** A header as one text; undefined when absent. */
export function headerOf(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
