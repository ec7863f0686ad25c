import { ApiError, type DeviceApi, deviceApi } from "../../host/api/index.js";

/** Switches off the updates of every device of a board type. Answers their MAC addresses. */
export async function holdBack(apiUrl: string, token: string, board: string): Promise<string[]> {
  const api = deviceApi({ apiUrl, token });
  const held: string[] = [];
  for (const agent of await api.agents()) {
    for (const device of await api.list(agent.id)) {
      if (device.board !== board) continue;
      await api.updateDevice(device.id, { autoUpdate: false });
      held.push(device.macAddress);
    }
  }
  return held;
}

/** Binds a device, and says in words what came of it. `signal` is that of a button “Cancel”. */
export async function bindOrExplain(
  api: DeviceApi,
  agentId: string,
  code: string,
  signal: AbortSignal,
): Promise<string> {
  try {
    const device = await api.bind(agentId, code, { signal, timeoutMs: 5_000 });
    return `Bound ${device.macAddress ?? "it"}.`;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.kind === "codeInvalid") return "Type the code that the device shows now.";
    if (error.kind === "aborted") return "";
    return error.message;
  }
}
