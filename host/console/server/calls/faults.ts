/** The one fault of the cloud that is switched on. */
import type { FastifyInstance } from "fastify";
import type { CloudControl } from "../../../cloud/contract.js";
import { type CloudFault, consolePath, faultsOf } from "../../contract.js";
import { bodyAs } from "./read.js";
import { faultBody } from "./schemas.js";

export function faultRoutes(app: FastifyInstance, set: (fault: CloudFault | null) => void): void {
  app.put(`${consolePath}/faults`, async (request, reply) => {
    set(bodyAs(faultBody, request).fault);
    return reply.code(204).send();
  });
}

export function applyFault(
  cloud: Pick<CloudControl, "setFaults" | "setActivateEndpoint">,
  fault: CloudFault | null,
): void {
  cloud.setFaults(fault === null || fault === "noActivate" ? {} : faultsOf[fault]);
  cloud.setActivateEndpoint(fault !== "noActivate");
}
