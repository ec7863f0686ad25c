import { createHmac } from "node:crypto";
import { afterEach } from "vitest";
import { type Cloud, type CloudEvent, type StartOptions, startCloud } from "../../host/cloud/cloud.js";

/** A cloud for one test, with a clock that stands still until moved, and calls as a device and as a person make them. */

export const mac = "d4:06:06:b6:a9:fb";
export const clientId = "0f1e2d3c-4b5a-4678-9abc-def012345678";

export interface Bench {
  readonly cloud: Cloud;
  readonly events: CloudEvent[];
  readonly clock: { nowMs: number };
}

const open: Cloud[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((cloud) => cloud.close()));
});

export async function bench(options: StartOptions = {}): Promise<Bench> {
  const clock = { nowMs: Date.UTC(2026, 0, 15, 8, 0, 0, 123) };
  const events: CloudEvent[] = [];
  const cloud = await startCloud({
    assistantDelayMs: 0,
    nowMs: () => clock.nowMs,
    onEvent: (event) => events.push(event),
    ...options,
  });
  open.push(cloud);
  return { cloud, events, clock };
}

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what the server sent, and fails where it is not there
  readonly body: any;
}

export async function call(url: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(600_000) });
  const text = await response.text();
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    body = undefined;
  }
  return { status: response.status, text, headers: response.headers, body };
}

export function report(change: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    version: 2,
    flash_size: 16777216,
    minimum_free_heap_size: "7340032",
    mac_address: mac,
    uuid: clientId,
    chip_model_name: "esp32s3",
    application: { name: "x", version: "1.0.0", elf_sha256: "00" },
    board: { type: "esp-box-3", name: "esp-box-3", ssid: "home", rssi: -52 },
    ...change,
  };
}

export const deviceHeaders = {
  "content-type": "application/json",
  "device-id": mac,
  "client-id": clientId,
  "user-agent": "esp-box-3/1.0.0",
};

/** An OTA check; `headers` with undefined values are left out. */
export function ota(
  cloud: Cloud,
  body: unknown = report(),
  headers: Record<string, string | undefined> = {},
  path = "",
): Promise<Answer> {
  const sent = Object.fromEntries(
    Object.entries({ ...deviceHeaders, ...headers }).filter(([, value]) => value !== undefined),
  ) as Record<string, string>;
  return call(`${cloud.otaUrl}${path}`, {
    method: "POST",
    headers: sent,
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}

export function otaOf(cloud: Cloud, deviceId: string, headers: Record<string, string> = {}): Promise<Answer> {
  return ota(cloud, report({ mac_address: deviceId }), { "device-id": deviceId, ...headers });
}

/** A call of the device API; `path` is absolute. */
export function api(
  cloud: Cloud,
  method: string,
  path: string,
  body?: unknown,
  token: string | null = cloud.token,
): Promise<Answer> {
  return call(new URL(path, cloud.consoleUrl).href, {
    method,
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
}

/** Brings the device to bound by its code. */
export async function bindDevice(cloud: Cloud, deviceId = mac): Promise<Answer> {
  const first = await otaOf(cloud, deviceId);
  return api(cloud, "POST", `/xiaozhi/device/bind/${cloud.agentId}/${first.body.activation.code}`);
}

export function hmacHex(key: Uint8Array, text: string): string {
  return createHmac("sha256", key).update(text).digest("hex");
}
