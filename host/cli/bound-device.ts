/** Whether a device is bound to the user: most clouds say yes to whatever they are asked to unbind. */
import { ApiError, type BoundDevice, type DeviceApi } from "../api/index.js";
import { normalMac } from "../device/mac.js";

/** The device among those of the user, in whatever spelling; `unknown` if the lists can't be had. */
export async function boundDevice(
  api: Pick<DeviceApi, "agents" | "list">,
  device: string,
): Promise<BoundDevice | "none" | "unknown"> {
  const mac = normalMac(device);
  const isIt = ({ id, macAddress }: BoundDevice): boolean =>
    id === device || (mac !== undefined && (normalMac(macAddress) === mac || normalMac(id) === mac));
  try {
    for (const agent of await api.agents()) {
      const found = (await api.list(agent.id)).find(isIt);
      if (found !== undefined) return found;
    }
    return "none";
  } catch (error) {
    if (error instanceof ApiError) return "unknown";
    throw error;
  }
}
