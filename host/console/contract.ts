/**
 * What the console's page and its server say to each other. Plain data, no platform: both sides import this file.
 *
 * The page signs in with the token that the cloud printed; the server keeps it and gives a cookie, so the token is never in the page's
 * storage nor in an address. Every call that changes something carries `consoleHeader` (a foreign site can't send it without asking)
 * and comes from the console's own origin.
 */
import type { Faults } from "../cloud/contract.js";
import type { DeviceEvent, EngineName } from "../device/events.js";

/** All calls are below this path of the development cloud; the page itself is at `/`. */
export const consolePath = "/console/api";

/** Header of every call that isn't a GET; its value is "1". */
export const consoleHeader = "x-console";

/**
 * Calls. Bodies and answers are JSON; a failure is `ConsoleFailure` with a fitting HTTP status (401 = sign in first).
 *
 * | Call | Body | Answer |
 * |---|---|---|
 * | `POST   /session` | `{ token }` | `SessionInfo`, sets the cookie; 401 wrong token; 429 too many attempts |
 * | `GET    /session` | | `SessionInfo` |
 * | `DELETE /session` | | 204 |
 * | `GET    /live` | | server-sent events: first `snapshot` (`Snapshot`), then `change` (`Change`); a comment every 15 s |
 * | `POST   /agents` | `{ name }` | `Agent` |
 * | `PATCH  /agents/:agentId` | `{ name }` | 204 |
 * | `DELETE /agents/:agentId` | | 204 |
 * | `POST   /agents/:agentId/devices` | `{ code }` | `{ id }`; 400 codeInvalid, 409 alreadyBound |
 * | `POST   /agents/:agentId/import` | `{ macAddresses }` (at most `maxImport`) | `ImportResult` |
 * | `PATCH  /devices/:deviceId` | `{ alias? , autoUpdate? }` | 204 |
 * | `DELETE /devices/:deviceId` | | 204: unbound |
 * | `POST   /devices/:deviceId/say` | `{ text }` | 204: the cloud lets the device speak this text |
 * | `PUT    /firmware?type=&version=&force=` | the image, `application/octet-stream`, at most 16 MiB | `Firmware` |
 * | `DELETE /firmware/:type/:version` | | 204 |
 * | `PUT    /faults` | `{ fault }`, one of `cloudFaults`, or null | 204 |
 * | `POST   /virtual` | `VirtualOptions` | `VirtualDevice`; 409 when there are `maxVirtual` |
 * | `POST   /virtual/:id/act` | `VirtualAction` | 204 |
 * | `DELETE /virtual/:id` | | 204: switched off and forgotten; its binding stays |
 */
export interface ConsoleFailure {
  readonly error: {
    /**
     * The same words as the device API client's errors, and "signIn" (401), "tooMany" (429, 503), "invalid" (400, 413, 415),
     * "notFound" (404), "noSession" (409: the device has none), "tooManyVirtual" and "starting" (409; 503 for the console itself),
     * "foreignHost" and "foreignOrigin" (403), "closing" (503).
     */
    readonly kind: string;
    /** A sentence in English for a person; the page has its own wording for the kinds it knows. */
    readonly message: string;
  };
}

export interface SessionInfo {
  readonly profile: "xrobo" | "open";
  readonly otaUrl: string;
  readonly apiUrl: string;
  readonly mqttEndpoint: string;
  /** Virtual devices can be had here (`start`), or not (`cloud`). */
  readonly virtual: boolean;
}

export interface Agent {
  readonly id: string;
  readonly name: string;
}

export interface BoundDevice {
  /** What the device API knows it by: its MAC in most clouds. */
  readonly id: string;
  readonly agentId: string;
  readonly macAddress: string;
  readonly alias: string;
  readonly board: string;
  readonly appVersion: string;
  readonly autoUpdate: boolean;
  /** UTC, ISO 8601; absent before the first contact. */
  readonly lastConnectedAt?: string;
  /** The session that is open now. */
  readonly session?: { readonly transport: "websocket" | "mqtt"; readonly openedAt: string };
}

export interface Firmware {
  readonly type: string;
  readonly version: string;
  readonly sizeBytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly force: boolean;
  readonly addedAt: string;
}

export interface ImportResult {
  readonly success: number;
  readonly failed: readonly { readonly value: string; readonly reason: string }[];
}

/** Sizes the virtual display can have: those of `host/screens/displays.ts`. */
export type DisplayName =
  | "320x240"
  | "240x320"
  | "240x280"
  | "170x320"
  | "240x240-round"
  | "128x128"
  | "128x64";

export interface VirtualOptions {
  readonly display: DisplayName;
  readonly language: "en" | "zh-CN";
  readonly transport: "auto" | "websocket" | "mqtt";
  readonly engine: EngineName;
}

/** Faults that a person switches on for the cloud as a whole. Their names are the page's wording keys. */
export const cloudFaults = [
  "serverError",
  "serverSlow",
  "serverSilent",
  "sessionsRefused",
  "noActivate",
] as const;
export type CloudFault = (typeof cloudFaults)[number];
/** What each does to the development cloud; `noActivate` is a setting, not a fault. */
export const faultsOf: Readonly<Record<Exclude<CloudFault, "noActivate">, Faults>> = {
  serverError: { ota: 500, activate: 500 },
  serverSlow: { ota: { latencyMs: 8_000 }, activate: { latencyMs: 8_000 } },
  serverSilent: { ota: "hang", activate: "hang" },
  sessionsRefused: { websocket: 403, mqtt: 5 },
};

/** Faults of one virtual device's own network. */
export const linkFaults = ["unplugged", "wrongPassword", "slow", "dnsBroken", "badCertificate"] as const;
export type LinkFault = (typeof linkFaults)[number];

export type VirtualAction =
  | { readonly act: "press" }
  | { readonly act: "say"; readonly text: string }
  | { readonly act: "powerCycle" }
  /** null mends the network. */
  | { readonly act: "link"; readonly fault: LinkFault | null }
  /** Every token handed out so far is refused from now on, and open sessions end. */
  | { readonly act: "expireTokens" };

export interface VirtualDevice extends VirtualOptions {
  readonly id: string;
  /** Lower case with colons: the device id. */
  readonly mac: string;
  readonly link: LinkFault | null;
  /**
   * The last `maxEvents` things that happened, the oldest first, without `screen` ones. `atMs` is the monotonic clock of the power-on,
   * the one that the screen's moments are on.
   */
  readonly events: readonly TimedEvent[];
  /** What it shows now. */
  readonly screen?: Extract<DeviceEvent, { readonly event: "screen" }>;
  /** Name of the lifecycle's state. */
  readonly state?: string;
  /** Its monotonic clock when this was sent: the page counts on from there. */
  readonly nowMs: number;
  /** Why it is dead until somebody switches it on again. */
  readonly dead?: string;
}

export interface TimedEvent {
  /** Grows by one with each event of a device, from 1. */
  readonly number: number;
  readonly atMs: number;
  /** UTC, ISO 8601, of the computer. */
  readonly at: string;
  readonly event: Exclude<DeviceEvent, { readonly event: "screen" }>;
}

/** A message of a session as the cloud saw it, for the session view. */
export interface SessionMessage {
  readonly deviceId: string;
  readonly at: string;
  readonly direction: "in" | "out";
  readonly transport: "websocket" | "mqtt";
  /** As sent, without secrets; audio is not shown. */
  readonly message: unknown;
  /** Only on the first answer after a `listen`: how long the device waited for it. */
  readonly latencyMs?: number;
}

export const maxEvents = 500;
export const maxMessages = 500;
export const maxVirtual = 8;
export const maxImport = 1_000;

/** All there is to show. Lists are short (one developer's devices), so a change sends a list whole where that is simplest. */
export interface Snapshot {
  readonly agents: readonly Agent[];
  readonly devices: readonly BoundDevice[];
  readonly firmware: readonly Firmware[];
  readonly virtual: readonly VirtualDevice[];
  readonly messages: readonly SessionMessage[];
  readonly fault: CloudFault | null;
}

export type Change =
  | { readonly change: "agents"; readonly agents: readonly Agent[] }
  | { readonly change: "devices"; readonly devices: readonly BoundDevice[] }
  | { readonly change: "firmware"; readonly firmware: readonly Firmware[] }
  | { readonly change: "fault"; readonly fault: CloudFault | null }
  | { readonly change: "message"; readonly message: SessionMessage }
  /** A virtual device came, or changed as a whole (restart, link, dead). */
  | { readonly change: "virtual"; readonly device: VirtualDevice }
  | { readonly change: "virtualGone"; readonly id: string }
  | { readonly change: "event"; readonly id: string; readonly event: TimedEvent }
  | {
      readonly change: "screen";
      readonly id: string;
      readonly screen: NonNullable<VirtualDevice["screen"]>;
      readonly nowMs: number;
    };
