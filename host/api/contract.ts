/** What the client offers: options, calls and their results. Every shape is plain data. */
import type { Agent, BoundDevice, FirmwareImage, PreRegisteredDevice } from "./answer.js";

export interface ApiOptions {
  /** `https://xrobo.qiniu.com`, with or without `/xiaozhi` at the end. A user or password in it is not used. */
  readonly apiUrl: string;
  /** Bearer token of a user. Never printed, never part of an error. */
  readonly token: string;
  /** For a whole call, its repeats and the pauses between them included. Default 10,000; an upload has 120,000. */
  readonly timeoutMs?: number;
  /** Pauses before the second and third attempt of a GET, each give or take a quarter. Default 300 and 1,000. */
  readonly retryDelaysMs?: readonly number[];
  /** Default: the global one. */
  readonly fetch?: typeof globalThis.fetch;
}

/** The last argument of every call. */
export interface CallOptions {
  /** In place of the client's `timeoutMs`, for this call. */
  readonly timeoutMs?: number;
  /** Ends the call, which then rejects with `aborted`. What the server has done by then stays done. */
  readonly signal?: AbortSignal;
}

export interface ImportFailure {
  /** The MAC or serial number as sent. */
  readonly value: string;
  /** The server's words, cleaned and clipped. */
  readonly reason: string;
}

export interface ImportResult {
  readonly successCount: number;
  readonly failed: readonly ImportFailure[];
}

export interface PreRegisteredPage {
  readonly devices: readonly PreRegisteredDevice[];
  /** Absent on the last page. */
  readonly nextCursor?: string;
}

/** What is absent stays as it is. */
export interface DeviceChange {
  /** Name for people, at most 64 characters; empty: none. */
  readonly alias?: string;
  /** Whether the OTA check offers the device newer firmware. */
  readonly autoUpdate?: boolean;
}

export interface NewFirmware {
  /** As the device reports it: lower case letters, digits, `.` and `-`. */
  readonly boardType: string;
  /** Dotted decimal, such as 1.0.1 */
  readonly version: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Offer it whatever the device runs now. */
  readonly force?: boolean;
}

/**
 * Every call rejects with `ApiError` and nothing else. Besides the kinds that a call names, all may end with `unauthorized`,
 * `server`, `unreachable`, `malformed` and `aborted`. A GET that fails on the way is tried up to three times; no other call is
 * ever repeated, since the server may have done what it was asked and only the answer got lost.
 *
 * Sources, as named below: *xrobo*, its public pages "设备 API" and "智能体 API" (github.com/qiniu/Xrobot-docs, docs/xrobot/api);
 * *open*, the management server of github.com/xinnan-tech/xiaozhi-esp32-server (main/manager-api); *development cloud*,
 * docs/cloud.md.
 */
export interface DeviceApi {
  /** Devices bound to an agent. Error: agentNotFound (open: an empty list instead). Source: xrobo 1, open. */
  list(agentId: string, call?: CallOptions): Promise<readonly BoundDevice[]>;
  /**
   * Binds the device that shows this code. Resolves with what the server tells of it: the whole device, only its MAC, or
   * nothing. Errors: codeInvalid (wrong, used or expired), agentNotFound, alreadyBound. Source: xrobo 3, open.
   */
  bind(agentId: string, code: string, call?: CallOptions): Promise<Partial<BoundDevice>>;
  /**
   * `deviceId` is the MAC in most clouds. An unknown device is no error on the servers known so far; one that does mind
   * makes it deviceNotFound. Source: xrobo 2, open.
   */
  unbind(deviceId: string, call?: CallOptions): Promise<void>;
  /**
   * Renames a device or switches its updates. Resolves with what the server tells of it, which may be nothing. Error:
   * deviceNotFound (also for another user's). Source: open; in xrobo's pages but not shown there.
   */
  updateDevice(deviceId: string, change: DeviceChange, call?: CallOptions): Promise<Partial<BoundDevice>>;
  /**
   * Gives a device to another agent of the user, without a new code. Errors: unauthorized with `status` 403 (unknown device, or
   * another user's), agentNotFound (also where there is no such call). Source: xrobo, "智能体 API".
   */
  moveDevice(mac: string, agentId: string, call?: CallOptions): Promise<void>;

  /**
   * Binds devices by MAC or serial number before their first start; at most 100 a call is prudent. Partial success is a
   * success here. Error: agentNotFound. Source: xrobo 4.
   */
  preregister(
    agentId: string,
    macs: readonly string[],
    serialNumbers?: readonly string[],
    call?: CallOptions,
  ): Promise<ImportResult>;
  /** Imports of an agent. `limit`: devices a page (xrobo: 100 without it). Error: agentNotFound. Source: xrobo 5. */
  preRegistered(
    agentId: string,
    page?: { readonly cursor?: string; readonly limit?: number },
    call?: CallOptions,
  ): Promise<PreRegisteredPage>;
  /** Only by MAC: there is no such call for serial numbers. Error: notFound. Source: xrobo 6. */
  preRegisteredDevice(mac: string, call?: CallOptions): Promise<PreRegisteredDevice>;
  /** Forgets an import; a device that it has bound stays bound. Error: notFound. Source: xrobo 7. */
  deletePreRegistered(mac: string, call?: CallOptions): Promise<void>;

  /** All agents of the token's user: pages are followed (at most 100 of 100 agents). Source: xrobo, open. */
  agents(call?: CallOptions): Promise<readonly Agent[]>;
  /** `assistantName`, what it calls itself, is the name unless given. Source: xrobo, open (which knows no assistantName). */
  createAgent(name: string, assistantName?: string, call?: CallOptions): Promise<Agent>;
  /** Error: agentNotFound. Source: xrobo, open. */
  renameAgent(agentId: string, name: string, call?: CallOptions): Promise<void>;
  /** Its devices lose their binding. Error: agentNotFound. Source: xrobo, open. */
  deleteAgent(agentId: string, call?: CallOptions): Promise<void>;

  /** All stored images, by board type, older versions first. Elsewhere: notFound. Source: development cloud only. */
  firmware(call?: CallOptions): Promise<readonly FirmwareImage[]>;
  /** Stores an image (at most 16 MiB) in place of one of the same type and version. Source: development cloud only. */
  uploadFirmware(image: NewFirmware, call?: CallOptions): Promise<FirmwareImage>;
  /** Error: notFound. Source: development cloud only. */
  deleteFirmware(boardType: string, version: string, call?: CallOptions): Promise<void>;
}
