/**
 * What the network ports use of the Moddable SDK 8.2.3, as shapes. `moddable-sdk.ts` fills them with the real modules; tests fill
 * them with fakes that show the same faults. `Line` is what our own classes are handed through the SDK, which does not look at it.
 */

/** Bytes as the SDK hands them out and takes them. */
export type Bytes = ArrayBuffer | Uint8Array;

/** ECMA-419 TCP socket (`embedded:io/socket/tcp`, `…/tcp/tls`). Every method throws once it is closed. */
export interface Socket {
  /** Number format: the next byte. Buffer format: `count` bytes, or as many as fill the view; `undefined` if there are none. */
  read(count?: number | Uint8Array): ArrayBuffer | number | undefined;
  /** @returns how many more bytes may be written. Throws if there is no room for all of them. */
  write(data: Bytes, options?: object): number | undefined;
  close(): void;
  format: "buffer" | "number";
}

/** Callbacks of an ECMA-419 socket. An exception out of one ends the machine. `onError` has no argument and also means EOF. */
export interface SocketCallbacks {
  onReadable(count: number): void;
  onWritable(count: number): void;
  onError(): void;
}

export interface SocketOptions extends SocketCallbacks {
  readonly address: string;
  readonly port: number;
}

/** The SDK's clients pass on what they were given under `socket`; so our own `line` reaches our own classes. */
export interface LineSocketOptions<Line> extends SocketOptions {
  readonly line: Line;
}

export interface TlsSocketOptions<Line> extends LineSocketOptions<Line> {
  readonly TCP: { readonly io: new (options: LineSocketOptions<Line>) => object };
  readonly secure: { readonly serverName: string; readonly verify: boolean };
}

/** The constructor options that all three protocol clients share. */
export interface ClientOptions<Line> {
  readonly host: string;
  readonly port: number;
  readonly dns: { readonly io: new (options: { readonly line: Line }) => Resolver; readonly line: Line };
  readonly socket: { readonly io: new (options: LineSocketOptions<Line>) => Socket; readonly line: Line };
  onError(error?: unknown): void;
}

export interface Resolver {
  resolve(request: {
    readonly host: string;
    onResolved(host: string, address: string): void;
    onError(error?: unknown): void;
  }): void;
}

/** `this` of the callbacks of one HTTP exchange. */
export interface HttpExchange {
  read(count?: number): ArrayBuffer | undefined;
  write(data?: Bytes): number;
}

export interface HttpClientRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Map<string, string>;
  onHeaders(this: HttpExchange, status: number, headers: Map<string, string>): void;
  onReadable(this: HttpExchange, count: number): void;
  onWritable(this: HttpExchange, count: number): void;
  onDone(this: HttpExchange, error: unknown): void;
}

export interface HttpClient {
  request(request: HttpClientRequest): unknown;
  close(): void;
}

export interface WebSocketClientOptions<Line> extends ClientOptions<Line> {
  readonly path: string;
  readonly headers: Iterable<readonly [string, string]>;
  onReadable(count: number, options: { readonly more: boolean; readonly binary: boolean | undefined }): void;
  onWritable(count: number): void;
  onControl(opcode: number, data: ArrayBuffer): void;
  onClose(): void;
}

export interface WebSocketClient {
  read(count?: number): ArrayBuffer | undefined;
  write(
    data: Bytes,
    options: { readonly binary?: boolean; readonly more?: boolean; readonly opcode?: number },
  ): number;
  close(): void;
}

export interface MqttClientOptions<Line> extends ClientOptions<Line> {
  readonly id: string;
  readonly user: string;
  readonly password: string;
  readonly clean: boolean;
  /** Milliseconds. */
  readonly keepAlive: number;
  onReadable(count: number, options: { readonly more: boolean; readonly topic?: string }): void;
  onWritable(count: number): void;
  onControl(message: { readonly operation: number }): void;
}

export interface MqttClient {
  read(count?: number): ArrayBuffer | undefined;
  write(
    data: Bytes | null,
    options: {
      readonly operation?: number;
      readonly topic?: string;
      readonly items?: readonly { readonly topic: string; readonly QoS: number }[];
    },
  ): number;
  close(): void;
}

export interface Udp {
  /** The oldest datagram, with where it came from as properties of the buffer. */
  read(): (ArrayBuffer & { readonly address?: string; readonly port?: number }) | undefined;
  write(data: Bytes, address: string, port: number): void;
  close(): void;
}

/** What a certificate says, as far as we judge it. */
export interface Certificate {
  readonly validFromMs: number;
  readonly validToMs: number;
  readonly dnsNames: readonly string[];
  /** Dotted IPv4. */
  readonly ipAddresses: readonly string[];
  /** Basic constraints say CA. */
  readonly isAuthority: boolean;
  /** Did the key of `issuer` sign this certificate? */
  isSignedBy(issuer: Certificate): boolean;
  /** The same bytes. */
  equals(other: Certificate): boolean;
}

export interface Sdk<Line> {
  readonly Tcp: new (options: SocketOptions & { readonly nodelay: boolean }) => Socket;
  readonly TlsSocket: new (options: TlsSocketOptions<Line>) => Socket;
  readonly Udp: new (options: { onReadable(count: number): void }) => Udp;
  readonly HttpClient: new (options: ClientOptions<Line>) => HttpClient;
  readonly WebSocketClient: new (options: WebSocketClientOptions<Line>) => WebSocketClient;
  readonly MqttClient: new (options: MqttClientOptions<Line>) => MqttClient;
  /** The system's resolver; `address` is undefined if it knows none. */
  readonly resolve: (host: string, done: (host: string, address: string | undefined) => void) => void;
  readonly sha1: (bytes: Uint8Array) => Uint8Array;
  /** Reads a DER certificate. Throws on anything else. */
  readonly certificate: (der: Uint8Array) => Certificate;
  /** The linked root that claims to have issued this DER certificate (by key identifier); nothing is verified yet. */
  readonly rootFor: (der: Uint8Array) => Certificate | undefined;
}
