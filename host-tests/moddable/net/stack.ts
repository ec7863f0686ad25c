/** Network stacks for tests: the fakes, and the SDK's own clients where an SDK is installed, so that the fakes can't drift from it. */
import { createHash, X509Certificate } from "node:crypto";
import dns from "node:dns";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Line, NetStack } from "../../../src/moddable/net/line.js";
import type { Certificate, Sdk, Udp } from "../../../src/moddable/net/sdk.js";
import { FakeHttpClient } from "./fake-http-client.js";
import { FakeMqttClient } from "./fake-mqtt-client.js";
import { FakeTcp, FakeTlsSocket } from "./fake-sockets.js";
import { FakeWebSocketClient } from "./fake-websocket-client.js";

class NodeCertificate implements Certificate {
  readonly #x509: X509Certificate;
  readonly validFromMs: number;
  readonly validToMs: number;
  readonly dnsNames: readonly string[];
  readonly ipAddresses: readonly string[];
  readonly isAuthority: boolean;

  constructor(der: Uint8Array) {
    this.#x509 = new X509Certificate(der);
    const names = (this.#x509.subjectAltName ?? "").split(", ");
    const of = (kind: string) =>
      names.filter((name) => name.startsWith(kind)).map((name) => name.slice(kind.length));
    this.validFromMs = Date.parse(this.#x509.validFrom);
    this.validToMs = Date.parse(this.#x509.validTo);
    this.dnsNames = of("DNS:");
    this.ipAddresses = of("IP Address:");
    this.isAuthority = this.#x509.ca;
  }

  isSignedBy(issuer: Certificate): boolean {
    return issuer instanceof NodeCertificate && this.#x509.verify(issuer.#x509.publicKey);
  }

  equals(other: Certificate): boolean {
    return other instanceof NodeCertificate && this.#x509.raw.equals(other.#x509.raw);
  }
}

export const certificateOf = (der: Uint8Array): Certificate => new NodeCertificate(der);

class NoUdp implements Udp {
  read(): undefined {}
  write(): void {}
  close(): void {}
}

const fakes: Sdk<Line> = {
  Tcp: FakeTcp,
  TlsSocket: FakeTlsSocket,
  Udp: NoUdp,
  HttpClient: FakeHttpClient,
  WebSocketClient: FakeWebSocketClient,
  MqttClient: FakeMqttClient,
  resolve: (host, done) => dns.lookup(host, 4, (error, address) => done(host, error ? undefined : address)),
  sha1: (bytes) => new Uint8Array(createHash("sha1").update(bytes).digest()),
  certificate: certificateOf,
  rootFor: () => undefined,
};

/** A throw out of a callback of the core is a bug of the test; any other one ends the process, as it ends the machine. */
export function testStack(over: Partial<NetStack> = {}, sdk: Partial<Sdk<Line>> = {}): NetStack {
  return {
    sdk: { ...fakes, ...sdk },
    timers: {
      after(delayMs, run) {
        const timer = setTimeout(run, delayMs);
        return () => clearTimeout(timer);
      },
    },
    utcMs: () => Date.now(),
    fault: (error) => {
      throw error;
    },
    ...over,
  };
}

export interface Variant {
  readonly name: string;
  readonly sdk: Partial<Sdk<Line>>;
}

const clients = {
  HttpClient: "httpclient",
  WebSocketClient: "websocketclient",
  MqttClient: "mqttclient",
} as const;

/** The fakes; and the SDK's own sources of its clients, run by Node, if `MODDABLE` or `~/moddable` has them. */
export async function variants(client: keyof typeof clients): Promise<Variant[]> {
  const list: Variant[] = [{ name: "a fake client", sdk: {} }];
  const name = clients[client];
  const root = process.env.MODDABLE ?? path.join(homedir(), "moddable");
  const source = path.join(root, "examples/io/tcp", name, `${name}.js`);
  if (existsSync(source)) list.push({ name: "the SDK's client", sdk: { [client]: await load(source) } });
  return list;
}

/** The three modules that the clients import, and what XS has beyond the language, as far as the clients use it. */
async function load(source: string): Promise<unknown> {
  const xs = {
    Timer: {
      set: (run: () => void, delayMs = 0) => setTimeout(run, delayMs),
      repeat: (run: () => void, delayMs: number) => Object.assign(setInterval(run, delayMs), {}),
      clear: (timer: NodeJS.Timeout | undefined) => clearTimeout(timer),
    },
    Time: {
      get ticks() {
        return Math.round(performance.now());
      },
      delta: (from: number, to: number) => to - from,
    },
    Logical: {
      xor(bytes: Uint8Array, mask: ArrayBuffer) {
        const key = new Uint8Array(mask);
        for (let at = 0; at < bytes.length; at += 1)
          bytes[at] = (bytes[at] ?? 0) ^ (key[at % key.length] ?? 0);
      },
    },
  };
  const define = (target: object, name: string, value: unknown): void => {
    if (!(name in target)) Object.defineProperty(target, name, { value, configurable: true, writable: true });
  };
  define(globalThis, "moddableForTests", xs);
  define(globalThis, "trace", () => {});
  define(Math, "irandom", (below: number) => Math.floor(Math.random() * below));
  define(ArrayBuffer, "fromString", (text: string) => new Uint8Array(Buffer.from(text)).buffer);
  define(String, "fromArrayBuffer", (data: ArrayBuffer) => Buffer.from(data).toString());
  define(Uint8Array.prototype, "toBase64", function (this: Uint8Array) {
    return Buffer.from(this).toString("base64");
  });
  const text = readFileSync(source, "utf8").replace(
    /^import (\w+) from "\w+";$/gm,
    "const $1 = globalThis.moddableForTests.$1;",
  );
  const folder = mkdtempSync(path.join(tmpdir(), "moddable-client-"));
  const file = path.join(folder, path.basename(source, ".js").concat(".mjs"));
  writeFileSync(file, text);
  const module: { default: unknown } = await import(/* @vite-ignore */ pathToFileURL(file).href);
  rmSync(folder, { recursive: true });
  return module.default;
}
