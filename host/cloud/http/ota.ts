import type { FastifyInstance, FastifyRequest } from "fastify";
import { claimDevice } from "../binding.js";
import { codeFor } from "../codes.js";
import type { CloudContext } from "../context.js";
import { headerOf, sendReply } from "../http-reply.js";
import { readJson } from "../json-body.js";
import { macKey } from "../mac.js";
import { mqttCredentials } from "../mqtt/credentials.js";
import type { HttpReply, Report } from "../profiles/profile.js";
import { activationBody, headerText } from "../schemas.js";
import type { DeviceRow, ReportRow } from "../store/rows.js";
import { hmacHex, sameText, signToken } from "../tokens.js";
import { compareVersions, isDottedVersion } from "../version.js";
import { firmwareUrl } from "./firmware.js";

/** The OTA check and the activation call. */

const timeZone = "Asia/Shanghai";
const timeZoneOffsetMinutes = 480;

export function otaRoutes(app: FastifyInstance, context: CloudContext): void {
  for (const base of ["/xiaozhi/ota/", "/v1/ota/"]) {
    const ota = { faultTarget: "ota" } as const;
    app.post(base, { config: ota }, (request, reply) => sendReply(reply, check(context, request)));
    app.get(base, { config: ota, exposeHeadRoute: false }, (_request, reply) =>
      sendReply(reply, {
        status: 200,
        body: `OTA endpoint is running. Websocket: ${context.addresses().websocketUrl}\n`,
      }),
    );
    app.post(`${base}activate`, { config: { faultTarget: "activate" } }, (request, reply) =>
      sendReply(reply, activate(context, request)),
    );
    app.route({
      method: ["PUT", "PATCH", "DELETE"],
      url: base,
      handler: (_request, reply) => sendReply(reply, { status: 405, body: "405: Method Not Allowed\n" }),
    });
  }
}

function check(context: CloudContext, request: FastifyRequest): HttpReply {
  context.count("otaChecks");
  const headers = {
    deviceId: headerOf(request, "device-id"),
    clientId: headerOf(request, "client-id"),
    userAgent: headerOf(request, "user-agent"),
  };
  const checked = context.profile.checkReport(headers, readJson(request.body));
  const refuse = (reply: HttpReply) => {
    context.emit({
      event: "ota-check",
      deviceId: headers.deviceId ?? "",
      outcome: "refused",
      status: reply.status,
    });
    return reply;
  };
  if (!checked.ok) return refuse(checked.reply);
  const { report } = checked;
  const row = reportRowOf(context, request, report);
  context.store.devices.saveReport(row);
  const device = claimDevice(context, row);
  // The open manager fails on an unbound device without a version; a bound one it does not need to ask.
  if (device === undefined && report.appVersion === undefined)
    return refuse(context.profile.otaError("invalid"));
  if (device !== undefined) context.store.devices.touchDevice(row);
  const firmware = firmwareSection(context, report, device);
  if (!firmware.ok) return refuse(firmware.reply);
  context.emit({
    event: "ota-check",
    deviceId: report.deviceId,
    outcome: device === undefined ? "unbound" : "bound",
    status: 200,
  });
  return { status: 200, body: configuration(context, report, device, firmware.section) };
}

function reportRowOf(context: CloudContext, request: FastifyRequest, report: Report): ReportRow {
  const serial = headerText.safeParse(headerOf(request, "serial-number"));
  return {
    mac: macKey(report.deviceId),
    device_id: report.deviceId,
    client_id: report.clientId,
    serial_number: serial.success ? serial.data : "",
    board: report.boardType,
    app_version: report.appVersion ?? "",
    reported_ms: context.nowMs(),
  };
}

function configuration(
  context: CloudContext,
  report: Report,
  device: DeviceRow | undefined,
  firmware: unknown,
) {
  const { offer } = context.live;
  const addresses = context.addresses();
  const nowMs = context.nowMs();
  const pair = { deviceId: report.deviceId, clientId: report.clientId };
  return {
    server_time: { timestamp: nowMs, timeZone, timezone_offset: timeZoneOffsetMinutes },
    ...(device === undefined ? { activation: activationSection(context, report) } : {}),
    ...(firmware === undefined ? {} : { firmware }),
    ...(offer === "mqtt"
      ? {}
      : {
          websocket: {
            url: addresses.websocketUrl,
            token: signToken(context.keys().token, pair, nowMs),
            version: 1,
          },
        }),
    ...(offer === "websocket"
      ? {}
      : {
          mqtt: mqttCredentials(context.keys().mqtt, {
            endpoint: addresses.mqttEndpoint,
            group: context.profile.mqttGroup(report.boardType, device !== undefined),
            deviceId: report.deviceId,
          }),
        }),
  };
}

function activationSection(context: CloudContext, report: Report) {
  const code = codeFor(
    context.store,
    context.randomBytes,
    macKey(report.deviceId),
    context.nowMs(),
    context.settings.codeLifetimeMs,
  );
  // The console fills the code in from the address; what comes after # stays in the browser.
  const address = `${context.addresses().consoleUrl}#code=${code}`;
  return { code, message: `${address}\n${code}`, challenge: report.deviceId };
}

type FirmwareSection =
  | { readonly ok: true; readonly section: unknown }
  | { readonly ok: false; readonly reply: HttpReply };

function firmwareSection(
  context: CloudContext,
  report: Report,
  device: DeviceRow | undefined,
): FirmwareSection {
  const reported = report.appVersion ?? "";
  const nothingNewer = {
    version: reported,
    url: new URL(context.profile.unusableFirmwarePath, context.addresses().consoleUrl).href,
  };
  if (device === undefined) return { ok: true, section: nothingNewer };
  if (device.auto_update === 0 || report.boardType === "") return { ok: true, section: undefined };
  const newest = context.store.firmware
    .ofBoard(report.boardType)
    .filter((image) => isDottedVersion(image.version))
    .sort((a, b) => compareVersions(b.version, a.version))[0];
  if (newest === undefined) return { ok: true, section: nothingNewer };
  if (!isDottedVersion(reported) && context.profile.badVersionReply !== undefined) {
    return { ok: false, reply: context.profile.badVersionReply };
  }
  const isNewer = isDottedVersion(reported) && compareVersions(newest.version, reported) > 0;
  if (!isNewer && newest.force === 0) return { ok: true, section: nothingNewer };
  const url = firmwareUrl(context, newest.board, newest.version);
  return { ok: true, section: { version: newest.version, url, ...(newest.force === 0 ? {} : { force: 1 }) } };
}

/** 202 while unbound, 200 `success` when bound. A body is checked as far as the profile and the known keys ask. */
function activate(context: CloudContext, request: FastifyRequest): HttpReply {
  context.count("activations");
  const { profile } = context;
  if (!context.live.activateEndpoint) return profile.otaError("not_found");
  const deviceId = headerText.safeParse(headerOf(request, "device-id"));
  const answer = (reply: HttpReply) => {
    context.emit({ event: "activate", deviceId: deviceId.data ?? "", status: reply.status });
    return reply;
  };
  if (!deviceId.success) return answer(profile.otaError("device_id_missing"));
  const refusal = checkActivationBody(context, request, deviceId.data);
  if (refusal !== undefined) return answer(refusal);
  const report = context.store.devices.report(macKey(deviceId.data));
  const device = report === undefined ? undefined : claimDevice(context, report);
  return answer(device === undefined ? { status: 202, body: undefined } : { status: 200, body: "success" });
}

function checkActivationBody(
  context: CloudContext,
  request: FastifyRequest,
  deviceId: string,
): HttpReply | undefined {
  const { profile, settings } = context;
  const serial = headerOf(request, "serial-number");
  const key = serial === undefined ? undefined : settings.serialKeys.get(serial);
  if (key === undefined && !profile.checksActivationBody) return undefined;
  const json = readJson(request.body);
  const body = activationBody.safeParse(json.ok ? json.value : undefined);
  if (!body.success) return profile.otaError("invalid");
  if (key === undefined) return undefined;
  const { serial_number, challenge, hmac } = body.data as Partial<Record<string, string>>;
  if (serial_number === undefined || challenge === undefined || hmac === undefined)
    return profile.otaError("invalid");
  // The challenge must be the one handed out, or an old answer could be replayed for another device.
  const isGenuine =
    serial_number === serial && challenge === deviceId && sameText(hmac, hmacHex(key, challenge));
  return isGenuine ? undefined : profile.otaError("hmac");
}
