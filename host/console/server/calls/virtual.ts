/** Virtual devices of this console. */
import type { FastifyInstance } from "fastify";
import { consolePath, type VirtualDevice } from "../../contract.js";
import { notFound } from "../failure.js";
import type { VirtualRegistry } from "../virtual/registry.js";
import { bodyAs, paramsAs } from "./read.js";
import { actionBody, virtualBody, virtualParams } from "./schemas.js";

export function virtualRoutes(app: FastifyInstance, registry: VirtualRegistry): void {
  const virtual = `${consolePath}/virtual`;
  app.post(virtual, async (request): Promise<VirtualDevice> => {
    const { id } = await registry.start(bodyAs(virtualBody, request));
    const device = registry.view(id);
    // Somebody removed it while it was starting.
    if (device === undefined) throw notFound("virtual device");
    return device;
  });
  app.post(`${virtual}/:id/act`, async (request, reply) => {
    registry.act(paramsAs(virtualParams, request).id, bodyAs(actionBody, request));
    return reply.code(204).send();
  });
  app.delete(`${virtual}/:id`, async (request, reply) => {
    await registry.remove(paramsAs(virtualParams, request).id);
    return reply.code(204).send();
  });
}
