/** Firmware images of the cloud. */
import type { FastifyInstance } from "fastify";
import type { DeviceApi } from "../../../api/contract.js";
import { consolePath } from "../../contract.js";
import { invalid } from "../failure.js";
import { type Account, firmwareImage } from "../view/account.js";
import { checked, paramsAs } from "./read.js";
import { firmwareParams, firmwareQuery } from "./schemas.js";

const imageMaxBytes = 16 * 1024 * 1024;

export function firmwareRoutes(app: FastifyInstance, api: () => DeviceApi, account: () => Account): void {
  app.put(`${consolePath}/firmware`, { bodyLimit: imageMaxBytes }, async (request) => {
    const { type, version, force } = checked(firmwareQuery, request.query);
    const bytes = request.body;
    // Any bytes pass for an image, as in the cloud: a virtual device has no flash that a wrong one could spoil.
    if (!(bytes instanceof Uint8Array) || bytes.length === 0)
      throw invalid("The image is empty, or no bytes.");
    const image = await api().uploadFirmware({
      boardType: type,
      version,
      bytes: new Uint8Array(bytes),
      force,
    });
    await account().refreshFirmware();
    return firmwareImage(image);
  });
  app.delete(`${consolePath}/firmware/:type/:version`, async (request, reply) => {
    const { type, version } = paramsAs(firmwareParams, request);
    await api().deleteFirmware(type, version);
    await account().refreshFirmware();
    return reply.code(204).send();
  });
}
