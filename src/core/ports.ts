/**
 * What a platform must supply for the device core to run: the only way out of `src/core`.
 *
 * Rules that hold for every port:
 * - No call throws and no callback is called from inside the call that registered it.
 * - A callback that ends something (`settled`, `closed`, `ended`) is called exactly once, and never after its `Cancel`.
 * - Times are in milliseconds, sizes in bytes; a name says which.
 */

/** Ends what it was returned for. May be called any number of times. */
export type Cancel = () => void;

export interface Clock {
  /** UTC, milliseconds since 1970. Before `setUtc` it may be wrong by decades (a board starts in 1970). */
  utcMs(): number;
  /** Milliseconds since power-on. Never jumps, never goes back. */
  monotonicMs(): number;
  /** Sets UTC; the zone is kept apart (minutes east of UTC), never mixed into the clock. */
  setUtc(utcMs: number, zoneOffsetMinutes: number | undefined): void;
}

export interface Timers {
  /** Calls `run` once, `delayMs` from now. */
  after(delayMs: number, run: () => void): Cancel;
}

export interface Random {
  /** `count` bytes from the hardware source (never from a seeded generator on a board). */
  bytes(count: number): Uint8Array;
}

/** Why nothing useful came back from the network. `detail` is for the log, holds no secret and is at most one line. */
export type NetworkFailure =
  | { readonly kind: "unreachable"; readonly stage: "dns" | "tcp" | "closed"; readonly detail: string }
  | { readonly kind: "tls"; readonly detail: string }
  | { readonly kind: "timeout"; readonly afterMs: number }
  | { readonly kind: "tooLarge"; readonly limitBytes: number }
  | { readonly kind: "malformed"; readonly detail: string };

export interface HttpRequest {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** From the call to the last byte of the body. */
  readonly timeoutMs: number;
  /** A longer body ends the request as `tooLarge`. */
  readonly bodyMaxBytes: number;
}

export type HttpResult =
  | {
      readonly ok: true;
      readonly status: number;
      /** Names in lower case. */
      readonly headers: Readonly<Record<string, string>>;
      /** UTF-8; bytes that are not UTF-8 come as U+FFFD. */
      readonly body: string;
    }
  | { readonly ok: false; readonly failure: NetworkFailure };

export interface Http {
  /** One exchange; redirects are not followed (the core does, see `net/redirects.ts`). */
  request(request: HttpRequest, settled: (result: HttpResult) => void): Cancel;
}

/** How a connection came to its end. */
export type ChannelEnd =
  /** The peer (or we) closed in order: websocket close code and reason. */
  | { readonly kind: "closed"; readonly code: number; readonly reason: string }
  /** The peer said no: HTTP status of a failed upgrade, or MQTT CONNACK return code. */
  | { readonly kind: "refused"; readonly status: number }
  /** The line broke after it was open. */
  | { readonly kind: "lost"; readonly detail: string }
  /** It never opened, or the peer broke the protocol. */
  | NetworkFailure;

/** What both kinds of connection tell. */
export interface ChannelEvents {
  /** Websocket: upgrade done. MQTT: CONNACK 0. */
  opened(): void;
  /**
   * A whole text message (websocket text frame, MQTT payload), at most `messageMaxBytes`. Not what an MQTT broker had retained: that
   * is of an earlier session.
   */
  text(text: string): void;
  /** A whole binary message (websocket only), at most `messageMaxBytes`. */
  binary(bytes: Uint8Array): void;
  /** Any byte arrived, pongs and PINGRESP included: the peer lives. */
  alive(): void;
  /** The last callback. */
  closed(end: ChannelEnd): void;
}

export interface WebSocketOptions {
  /** `ws://` or `wss://`. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly connectTimeoutMs: number;
  readonly messageMaxBytes: number;
}

export interface WebSocketChannel {
  /** False: not open or the queue is full; nothing was sent. */
  sendText(text: string): boolean;
  sendBinary(bytes: Uint8Array): boolean;
  ping(): void;
  /** Starts the closing handshake; `closed` follows within two seconds even if the peer is silent. */
  close(code: number, reason: string): void;
}

export interface WebSockets {
  open(options: WebSocketOptions, events: ChannelEvents): WebSocketChannel;
}

export interface MqttOptions {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  readonly clientId: string;
  readonly username: string;
  readonly password: string;
  readonly keepAliveS: number;
  readonly connectTimeoutMs: number;
  readonly messageMaxBytes: number;
}

/** MQTT 3.1.1, clean session, QoS 0. */
export interface MqttChannel {
  /** False: not connected; nothing was sent. */
  publish(topic: string, payload: string): boolean;
  subscribe(topic: string): void;
  /** Sends PINGREQ. */
  ping(): void;
  close(): void;
}

export interface MqttClients {
  open(options: MqttOptions, events: ChannelEvents): MqttChannel;
}

/** Names of the stored records: at most 13 characters. NVS has 15, and a board's storage adds two for the copy. */
export type RecordName = "identity" | "transport" | "lastgood" | "firmware" | "reboot";

export interface Storage {
  /** The whole record as written, or `undefined` if there is none. */
  read(name: RecordName): string | undefined;
  /** Replaces the record: after a power cut either the old or the new text is there. At most 4,000 bytes; false if it failed. */
  write(name: RecordName, text: string): boolean;
  remove(name: RecordName): void;
}

export type NetworkState =
  /** An address is there. */
  | "up"
  /** No link; the platform goes on trying. */
  | "down"
  /** No network is known to the device: a person has to give one. */
  | "unprovisioned";

/** Why the device is still without a network, for the person: of what went wrong since it was tried last, what can best be mended. */
export interface NetworkTrouble {
  readonly kind: /** In reach, and the password is not its own. */
    | "wrongPassword"
    /** Joined, but it gives no address. */
    | "noAddress"
    /** In reach, and it doesn't let the device in, or never answers. */
    | "notJoined"
    | "outOfReach";
  /** Its name as broadcast. Absent if this is about several. Never its key. */
  readonly ssid?: string;
}

/** What is known of the link now. Absent means unknown. */
export interface NetworkFacts {
  readonly kind: "wifi" | "ethernet";
  /** As broadcast: up to 32 bytes of any kind. */
  readonly ssidBytes?: Uint8Array;
  /** MAC of the access point. */
  readonly bssid?: string;
  readonly rssiDbm?: number;
  readonly channel?: number;
  readonly ip?: string;
}

export interface Network {
  /**
   * Starts joining; `changed` tells the present state soon and every change after it. `down` may come again, with what stands in the way:
   * it shows that the platform is still at it. One that says nothing at all is started anew from time to time.
   */
  start(changed: (state: NetworkState, trouble?: NetworkTrouble) => void): Cancel;
  facts(): NetworkFacts;
}

export interface Partition {
  readonly label: string;
  readonly type: number;
  readonly subtype: number;
  readonly address: number;
  readonly size: number;
}

/** What the device knows of itself. Absent means unknown: it is left out of the report, never invented. */
export interface DeviceFacts {
  /** Station MAC in any case, with colons. */
  readonly mac: string;
  /** 32 characters from eFuse, only if the chip has one. */
  readonly serialNumber?: string;
  readonly chipModelName?: string;
  readonly chipInfo?: {
    readonly model: number;
    readonly cores: number;
    readonly revision: number;
    readonly features: number;
  };
  readonly flashSizeBytes?: number;
  readonly psramSizeBytes?: number;
  readonly minimumFreeHeapBytes?: number;
  readonly partitionTable?: readonly Partition[];
  readonly runningPartitionLabel?: string;
  readonly application: {
    readonly name: string;
    /** Dotted decimal. */
    readonly version: string;
    /** UTC of the build, milliseconds since 1970. */
    readonly compileTimeMs: number;
    readonly idfVersion?: string;
    /** 64 lower-case hex digits. */
    readonly elfSha256?: string;
  };
  readonly display?: { readonly monochrome: boolean; readonly widthPx: number; readonly heightPx: number };
  readonly board: { readonly type: string; readonly name: string; readonly manufacturer?: string };
}

export interface Facts {
  read(): DeviceFacts;
}

export interface InstallEvents {
  progress(doneBytes: number, totalBytes: number | undefined): void;
  /** `undefined`: the image is written, checked and chosen for the next start. Otherwise why not, in one line. */
  ended(failure: string | undefined): void;
}

export interface Firmware {
  /** Downloads and installs into the other slot. The running image stays bootable throughout. */
  install(offer: { readonly version: string; readonly url: string }, events: InstallEvents): Cancel;
  /** The running image has proved itself: no rollback any more. */
  markValid(): void;
}

export interface Crypto {
  /** HMAC-SHA256 with the key that the chip keeps in eFuse; `undefined` if it has none. 32 bytes. */
  deviceHmacSha256(message: Uint8Array): Uint8Array | undefined;
  /** AES-128 in counter mode (both directions). `key` and `counter` are 16 bytes. */
  aes128Ctr(key: Uint8Array, counter: Uint8Array, data: Uint8Array): Uint8Array;
}

export interface DatagramEvents {
  received(bytes: Uint8Array): void;
  closed(failure: NetworkFailure | undefined): void;
}

export interface DatagramChannel {
  send(bytes: Uint8Array): boolean;
  close(): void;
}

export interface Datagrams {
  /** A UDP socket connected to one peer. */
  open(host: string, port: number, events: DatagramEvents): DatagramChannel;
}

/** A font that a server may send glyphs of, in the words of its hello (`text_font`). */
export interface TextFont {
  readonly bundle: string;
  readonly charset: string;
  /** In pixels. */
  readonly size: number;
  /** Bits a pixel. */
  readonly bpp: number;
}

/** A character's picture, sent with a text that has it. */
export interface Glyph {
  readonly codePoint: number;
  readonly advancePx: number;
  /** Of the box: 0 to 64 either way. */
  readonly widthPx: number;
  readonly heightPx: number;
  /** From the pen to the box, and from the baseline up to its lower edge. */
  readonly leftPx: number;
  readonly abovePx: number;
  /** Row by row without gaps, `bpp` bits a pixel, the left pixel in the upper bits. */
  readonly bitmap: Uint8Array;
}

export interface Screen<Model> {
  /** Replaces what is shown. Called only when something changed. */
  show(model: Model): void;
  /** Absent: this screen has all characters, or takes no glyphs. */
  readonly textFont?: TextFont;
  /** Glyphs of that font for texts that are shown next. It keeps as many as it has room for. */
  learn?(glyphs: readonly Glyph[]): void;
}

export type LogLevel = "debug" | "info" | "warn" | "error";

export interface Log {
  /** One line, no secrets. */
  write(level: LogLevel, line: string): void;
}

export interface System {
  /** Starts the device anew. Nothing of the core runs after it. */
  restart(reason: string): void;
}
