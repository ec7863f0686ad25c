import { isPending } from "../codes.js";
import type { CloudContext } from "../context.js";
import { macKey } from "../mac.js";

/** What an open server says to a device that is not bound: the code, at most every 60 s, instead of a hello. */

const repeatMs = 60_000;

export function createUnboundNotice(
  context: CloudContext,
  deviceId: string,
  send: (message: Readonly<Record<string, unknown>>) => void,
): () => void {
  let lastMs: number | undefined;
  return () => {
    const nowMs = context.nowMs();
    if (lastMs !== undefined && nowMs - lastMs < repeatMs) return;
    lastMs = nowMs;
    const code = pendingCode(context, deviceId);
    const text =
      code === undefined
        ? "没有找到该设备的版本信息，请正确配置 OTA地址，然后重新编译固件。"
        : `请登录控制面板，输入${code}，绑定设备。`;
    send({ type: "stt", text });
    send({ type: "tts", state: "start" });
    if (code !== undefined) send({ type: "tts", state: "sentence_start", text });
    send({ type: "tts", state: "stop" });
  };
}

export function pendingCode(context: CloudContext, deviceId: string): string | undefined {
  const mac = macKey(deviceId);
  const row = context.store.devices.codeOf(mac);
  if (row === undefined || !isPending(row, context.nowMs(), context.settings.codeLifetimeMs))
    return undefined;
  return context.store.devices.device(mac) === undefined ? row.code : undefined;
}
