/** Bound devices: names, updates, unbinding, and words from the cloud. */
import type { FastifyInstance } from "fastify";
import type { DeviceApi } from "../../../api/contract.js";
import type { CloudControl } from "../../../cloud/contract.js";
import { consolePath } from "../../contract.js";
import { notFound, Refusal } from "../failure.js";
import type { Account } from "../view/account.js";
import { bodyAs, paramsAs } from "./read.js";
import { deviceBody, deviceParams, sayBody } from "./schemas.js";

/** As xrobo tells a device that isn't bound. */
const unboundCloseCode = 4001;

export function deviceRoutes(
  app: FastifyInstance,
  api: () => DeviceApi,
  account: () => Account,
  cloud: () => Pick<CloudControl, "send" | "dropSessions">,
): void {
  const device = `${consolePath}/devices/:deviceId`;
  app.patch(device, async (request, reply) => {
    const { alias, autoUpdate } = bodyAs(deviceBody, request);
    await api().updateDevice(paramsAs(deviceParams, request).deviceId, {
      ...(alias === undefined ? {} : { alias }),
      ...(autoUpdate === undefined ? {} : { autoUpdate }),
    });
    await account().refreshDevices();
    return reply.code(204).send();
  });
  app.delete(device, async (request, reply) => {
    const { deviceId } = paramsAs(deviceParams, request);
    const known = account()
      .devices()
      .find(({ id }) => id === deviceId);
    await api().unbind(deviceId);
    // The clouds let a running session go on; a person who unbinds here wants to see what comes next.
    if (known) cloud().dropSessions({ deviceId: known.macAddress, code: unboundCloseCode });
    await account().refreshDevices();
    return reply.code(204).send();
  });
  app.post(`${device}/say`, async (request, reply) => {
    const { deviceId } = paramsAs(deviceParams, request);
    const { text } = bodyAs(sayBody, request);
    const known = account()
      .devices()
      .find(({ id }) => id === deviceId);
    if (known === undefined) throw notFound("device");
    if (known.session === undefined)
      throw new Refusal(409, "noSession", "The device has no session with the cloud now.");
    for (const message of spoken(text)) cloud().send(known.macAddress, message);
    return reply.code(204).send();
  });
}

/** As the assistant speaks a sentence. */
function spoken(text: string): readonly Readonly<Record<string, unknown>>[] {
  return [
    { type: "tts", state: "start" },
    { type: "tts", state: "sentence_start", text },
    { type: "tts", state: "stop" },
  ];
}
