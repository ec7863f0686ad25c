import { isMac } from "../mac.js";
import { headerText, strictReport } from "../schemas.js";
import type { ApiError, HttpReply, Profile } from "./profile.js";

/** The documented behaviour of the xrobo cloud: HTTP statuses, `{"error"}` on the OTA path, exact messages. */

const badRequest = (error: string): HttpReply => ({ status: 400, body: { error } });
const deviceIdRequired = badRequest("Device ID is required");
const invalidRequest = badRequest("Invalid OTA request");

const apiErrors: Record<ApiError, readonly [status: number, text: string]> = {
  invalid_request: [400, "请求参数错误"],
  unauthorized: [401, "未授权,token无效或已过期"],
  forbidden: [403, "无权限操作该设备"],
  agent_not_found: [404, "智能体不存在"],
  device_not_found: [404, "设备未找到"],
  device_update_missing: [404, "设备不存在"],
  code_invalid: [400, "设备激活码无效或已使用"],
  code_missing: [400, "设备激活码无效或已使用"],
  already_bound: [409, "设备已被绑定"],
  not_found: [404, "接口不存在"],
  too_large: [413, "请求体过大"],
  internal: [500, "服务器内部错误"],
};

const otaErrors = {
  device_id_missing: deviceIdRequired,
  invalid: invalidRequest,
  internal: { status: 500, body: { error: "Failed to read device auto_update status" } },
  too_large: { status: 413, body: { error: "Request body too large" } },
  not_found: { status: 404, body: { error: "Not found" } },
  hmac: { status: 401, body: { error: "Invalid activation HMAC" } },
} as const;

export const xroboProfile: Profile = {
  name: "xrobo",
  checkReport(headers, body) {
    const deviceId = headerText.safeParse(headers.deviceId);
    if (!deviceId.success) return { ok: false, reply: deviceIdRequired };
    const clientId = headerText.safeParse(headers.clientId);
    const userAgent = headerText.safeParse(headers.userAgent);
    const report = strictReport.safeParse(body.ok ? body.value : undefined);
    if (!isMac(deviceId.data) || !clientId.success || !userAgent.success || !report.success) {
      return { ok: false, reply: invalidRequest };
    }
    const { application, board, mac_address } = report.data;
    // Exactly equal, case included: this is the documented cause of "Invalid OTA request".
    if (mac_address !== undefined && mac_address !== deviceId.data)
      return { ok: false, reply: invalidRequest };
    return {
      ok: true,
      report: {
        deviceId: deviceId.data,
        clientId: clientId.data,
        boardType: board.type,
        appVersion: application.version,
      },
    };
  },
  badVersionReply: undefined,
  otaError: (kind) => otaErrors[kind],
  apiOk: (data, text) => ({
    status: 200,
    body: { code: 0, [text.key]: text.value, ...(data === undefined ? {} : { data }) },
  }),
  apiError(error, key = "message") {
    const [status, text] = apiErrors[error];
    return { status, body: { code: status, [key]: text } };
  },
  unusableFirmwarePath: "/v1/ota/INVALID_FIRMWARE_FOR_TEST",
  mqttGroup: (boardType) => `GID_${boardType.replaceAll(/[: ]/g, "_")}`,
  unknownAgentListsEmpty: false,
  movesDevices: true,
  pagesAgents: true,
  unbindNeedsDeviceId: true,
  checksActivationBody: true,
  session: {
    tokenRefusal: { at: "upgrade", reply: { status: 401, body: { error: "Unauthorized" } } },
    unboundCloseCode: 4001,
    anyPath: false,
    echoesAudioParams: false,
    echoesNonJson: false,
    tellsAborted: true,
    asciiJson: false,
    gatewayMcp: false,
  },
};
