/** What the development cloud offers to the program that starts it: options, events, faults, the running cloud. */

export type ProfileName = "xrobo" | "open";
export type Offer = "both" | "websocket" | "mqtt";
/** `voice`: a sentence takes as long as a voice would need for it. */
export type AnswerPace = "voice" | "instant";
export type TransportName = "websocket" | "mqtt";

export interface CloudOptions {
  /** Address to listen on. Default 127.0.0.1: nobody else on the network can reach it. */
  readonly host?: string;
  /** Host name or address written into the URLs handed to devices. Default: `host`, or a LAN address for 0.0.0.0. */
  readonly publicHost?: string;
  /** HTTP and websocket port; 0 (default) lets the system choose. */
  readonly port?: number;
  /** MQTT port; 0 (default) lets the system choose. */
  readonly mqttPort?: number;
  /** Folder for the SQLite file. Without it everything is kept in memory. */
  readonly dataDir?: string;
  readonly profile?: ProfileName;
  /** How long a websocket token is accepted after it was handed out. Default 30 days. */
  readonly tokenLifetimeMs?: number;
  /** How long an activation code is accepted. Default 24 hours. */
  readonly codeLifetimeMs?: number;
  /** false: `…/ota/activate` answers 404, as some servers do. Default true. */
  readonly activateEndpoint?: boolean;
  /** Which transport sections the OTA reply carries. Default both. */
  readonly offer?: Offer;
  /** HMAC keys of devices that activate with a serial number, by serial number. */
  readonly serialKeys?: Readonly<Record<string, Uint8Array>>;
  /** Pause between the messages of the scripted assistant. Default 50. */
  readonly assistantDelayMs?: number;
  /** Whether an answer waits for its sentences to be spoken. Default instant: tests have no time. */
  readonly answerPace?: AnswerPace;
  /** A session without any message for this long is closed. Default 180 000. */
  readonly idleCloseMs?: number;
  /** Websocket ping interval; no pong by the next ping closes with 1011. Default 20 000. */
  readonly pingIntervalMs?: number;
  /** Milliseconds since the Unix epoch, UTC. Default Date.now. */
  readonly nowMs?: () => number;
  /** Entropy for codes, keys and ids. Default crypto.randomBytes. */
  readonly randomBytes?: (sizeBytes: number) => Uint8Array;
  /** Called for each thing that happens. Events carry no tokens, passwords or keys. */
  readonly onEvent?: (event: CloudEvent) => void;
}

export type CloudEvent =
  | {
      readonly event: "ota-check";
      readonly deviceId: string;
      readonly outcome: "bound" | "unbound" | "refused";
      readonly status: number;
    }
  | { readonly event: "activate"; readonly deviceId: string; readonly status: number }
  | {
      readonly event: "bind";
      readonly deviceId: string;
      readonly agentId: string;
      readonly by: "code" | "import";
    }
  | { readonly event: "unbind"; readonly deviceId: string }
  /** A user changed what a list tells: an agent, a device's name or settings, an image. */
  | { readonly event: "changed"; readonly what: "agents" | "devices" | "firmware" }
  | { readonly event: "firmware-download"; readonly file: string; readonly status: number }
  | {
      readonly event: "session-opened";
      readonly transport: TransportName;
      readonly deviceId: string;
      readonly sessionId: string;
    }
  | {
      readonly event: "session-closed";
      readonly transport: TransportName;
      readonly deviceId: string;
      readonly sessionId: string;
      readonly reason: string;
    }
  | {
      readonly event: "session-refused";
      readonly transport: TransportName;
      readonly deviceId: string;
      readonly reason: string;
    }
  | {
      readonly event: "message";
      readonly direction: "in" | "out";
      readonly transport: TransportName;
      readonly deviceId: string;
      readonly message: unknown;
    }
  | { readonly event: "internal-error"; readonly message: string };

/** A whole HTTP reply put in place of the real one: how a test plays a broken server. */
export interface CannedReply {
  readonly status: number;
  /** A string is sent as it is, anything else as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * A fault: a number is an HTTP status (MQTT: a CONNACK return code 2..5), "hang" never answers, "close" drops the
 * TCP connection, `latencyMs` answers late, `redirectTo` sends requests on (307) to that path of this cloud and lets
 * them through there, a CannedReply answers that. "silent" (websocket, mqtt) accepts the connection and never answers
 * the hello; a number from 1000 on (websocket) accepts and closes with that code. A target ignores what does not
 * apply to it.
 */
export type Fault =
  | number
  | "hang"
  | "close"
  | "silent"
  | { readonly latencyMs: number }
  | { readonly redirectTo: string }
  | CannedReply;
export const faultTargets = ["ota", "activate", "firmware", "api", "websocket", "mqtt"] as const;
export type FaultTarget = (typeof faultTargets)[number];
export type Faults = Partial<Record<FaultTarget, Fault>>;

export const metricNames = [
  "otaChecks",
  "activations",
  "firmwareDownloads",
  "apiCalls",
  "websocketConnects",
  "websocketRefused",
  "mqttConnects",
  "mqttRefused",
  "sessionsOpened",
  "sessionsClosed",
  "messagesIn",
  "messagesOut",
  "audioFramesIn",
  "udpPackets",
  "udpPacketsUnknown",
  "faults",
] as const;
export type MetricName = (typeof metricNames)[number];
export type Metrics = Record<MetricName, number>;

export interface SessionFacts {
  readonly transport: TransportName;
  readonly deviceId: string;
  /** Undefined while an MQTT device is connected but has not said hello. */
  readonly sessionId: string | undefined;
  /** Names from the device's MCP `tools/list`. */
  readonly tools: readonly string[];
}

export interface FirmwareImage {
  readonly boardType: string;
  /** Dotted decimal, e.g. 1.0.1 */
  readonly version: string;
  readonly bytes: Uint8Array;
  readonly force?: boolean;
}

export interface CloudControl {
  /** Replaces all faults; `{}` clears them. */
  setFaults(faults: Faults): void;
  setOffer(offer: Offer): void;
  setTokenLifetimeMs(tokenLifetimeMs: number): void;
  setActivateEndpoint(on: boolean): void;
  /** The code the device shows now, or undefined when it has none (unknown, expired or bound). */
  pendingCode(mac: string): string | undefined;
  isBound(mac: string): boolean;
  sessions(): readonly SessionFacts[];
  /** Sends a message to the device's connections; answers how many there were. Adds `session_id` if absent. */
  send(deviceId: string, message: Readonly<Record<string, unknown>>): number;
  /** As `send`, to every connected device. */
  broadcast(message: Readonly<Record<string, unknown>>): number;
  /**
   * Calls an MCP tool of a connected device. Resolves with the JSON-RPC result; rejects when the device is not
   * connected, answers with an error, or is silent for 30 s.
   */
  callTool(deviceId: string, name: string, args: Readonly<Record<string, unknown>>): Promise<unknown>;
  /** Drops sessions. Websocket: closes with `code` (default 1001), or cuts TCP with "cut". MQTT: always cuts TCP. */
  dropSessions(which?: { readonly code?: number | "cut"; readonly deviceId?: string }): number;
  /** Adds an image (replacing one of the same board type and version) and returns its download URL. */
  addFirmware(image: FirmwareImage): string;
  /** Adds another user with an agent: tests of what one user may not do to another. */
  addUser(name: string): { readonly token: string; readonly agentId: string };
  /** Changes the keys, so that no token or MQTT password handed out so far is accepted. */
  expireTokens(): void;
  metrics(): Metrics;
  /** Stops listening and drops every connection; state stays. Idempotent. */
  pause(): Promise<void>;
  /** Listens again on the same ports. */
  resume(): Promise<void>;
}

export interface Cloud extends CloudControl {
  readonly profile: ProfileName;
  /** Ends in a slash, which is part of the path. */
  readonly otaUrl: string;
  /** Base of the device API, without a trailing slash. */
  readonly apiUrl: string;
  readonly consoleUrl: string;
  readonly websocketUrl: string;
  /** host:port */
  readonly mqttEndpoint: string;
  /** Bearer token of the seeded development user. A secret: print it only for the person who started the cloud. */
  readonly token: string;
  /** Agent of the development user. */
  readonly agentId: string;
  /** Drops every connection and closes the database. Idempotent. */
  close(): Promise<void>;
}
