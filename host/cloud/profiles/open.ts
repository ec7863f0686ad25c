import { isLooseMac } from "../mac.js";
import { headerText, looseReport } from "../schemas.js";
import type { ApiError, HttpReply, Profile } from "./profile.js";

/** The open-source servers: HTTP 200 for almost everything, the failure is in the body. */

const envelope = (code: number, msg: string, data: unknown = null): HttpReply => ({
  status: 200,
  body: { code, msg, data },
});
const serverError = envelope(500, "服务器内部异常");
const errorBody = (error: string): HttpReply => ({ status: 200, body: { error } });

const apiErrors: Record<ApiError, readonly [code: number, text: string]> = {
  invalid_request: [500, "服务器内部异常"],
  unauthorized: [401, "未授权"],
  forbidden: [403, "没有权限"],
  agent_not_found: [404, "智能体不存在"],
  device_not_found: [404, "设备未找到"],
  device_update_missing: [500, "设备不存在"],
  code_invalid: [10062, "激活码错误"],
  code_missing: [10061, "激活码不能为空"],
  already_bound: [10063, "设备已激活"],
  not_found: [404, "资源不存在"],
  too_large: [413, "请求体过大"],
  internal: [500, "服务器内部异常"],
};

export const openProfile: Profile = {
  name: "open",
  checkReport(headers, body) {
    if (headers.deviceId === undefined) return { ok: false, reply: serverError };
    const deviceId = headerText.safeParse(headers.deviceId);
    if (!deviceId.success) return { ok: false, reply: errorBody("Device ID is required") };
    if (!isLooseMac(deviceId.data)) return { ok: false, reply: errorBody("Invalid device ID") };
    // The two open servers differ here. This is the single-module one's answer, so that all three shapes of
    // failure (`success:false`, `error`, `code`) occur in this profile.
    const clientId = headerText.safeParse(headers.clientId);
    if (!clientId.success) {
      return { ok: false, reply: { status: 200, body: { success: false, message: "request error." } } };
    }
    const report = looseReport.safeParse(body.ok ? body.value : undefined);
    if (!report.success) return { ok: false, reply: serverError };
    const { application, board } = report.data;
    return {
      ok: true,
      report: {
        deviceId: deviceId.data,
        clientId: clientId.data,
        boardType: board?.type ?? "",
        appVersion: application === undefined ? undefined : application.version,
      },
    };
  },
  badVersionReply: serverError,
  otaError(kind) {
    switch (kind) {
      case "device_id_missing":
      case "invalid":
      case "internal":
        return serverError;
      case "not_found":
        return envelope(404, "资源不存在");
      case "too_large":
        return { status: 413, body: { code: 413, msg: "请求体过大", data: null } };
      case "hmac":
        return { status: 401, body: { code: 401, msg: "设备校验失败", data: null } };
    }
  },
  apiOk: (data, text) => envelope(0, text.value, data ?? null),
  apiError(error) {
    const [code, text] = apiErrors[error];
    // The size limit sits in front of the application, so it alone has its own HTTP status.
    return error === "too_large"
      ? { status: 413, body: { code, msg: text, data: null } }
      : envelope(code, text);
  },
  unusableFirmwarePath: "/xiaozhi/otaMag/download/NOT_ACTIVATED_FIRMWARE_THIS_IS_A_INVALID_URL",
  mqttGroup: (boardType, bound) =>
    bound && boardType !== "" ? boardType.replaceAll(/[: ]/g, "_") : "GID_default",
  unknownAgentListsEmpty: true,
  movesDevices: false,
  pagesAgents: false,
  unbindNeedsDeviceId: false,
  checksActivationBody: false,
  session: {
    tokenRefusal: { at: "session", text: "认证失败", code: 1000 },
    unboundCloseCode: undefined,
    anyPath: true,
    echoesAudioParams: true,
    echoesNonJson: true,
    tellsAborted: false,
    asciiJson: true,
    gatewayMcp: true,
  },
};
