/** The SDK's modules behind the shapes of `sdk.ts`: the only file of the network ports that names them. */

import Resource from "Resource";
import TCP from "embedded:io/socket/tcp";
import TLSSocket from "embedded:io/socket/tcp/tls";
import UDP from "embedded:io/socket/udp";
import HTTPClient from "embedded:network/http/client";
import MQTTClient from "embedded:network/mqtt/client";
import WebSocketClient from "embedded:network/websocket/client";
import BER from "ber";
import { Digest } from "crypt";
// biome-ignore lint/style/useNodejsImportProtocol: the SDK's module, not Node's.
import Net from "net";
import CertificateManager from "ssl/cert";
import X509 from "x509";
import { frozen } from "../../core/frozen.js";
import type { Line } from "./line.js";
import type { Certificate, Sdk } from "./sdk.js";

/** The index of all roots that the SDK has: key identifiers of 20 bytes, in the order of their `caN.der` files. */
const rootIndex = "ca.ski";
const keyIdentifierBytes = 20;
/** Linked if the build has an authority of its own. */
const ownAuthorityFile = "own-ca.der";
const tags = frozen({ dnsName: 2, ipAddress: 7 } as const);

/** modules/network/net/net.js, the half of it that typings/moddable.d.ts leaves out. */
const resolver: { readonly resolve: Sdk<Line>["resolve"] } = Net as typeof Net & {
  readonly resolve: Sdk<Line>["resolve"];
};

interface Signed {
  readonly parsed: ReturnType<typeof X509.decode>;
  readonly der: Uint8Array;
}

class X509Certificate implements Certificate {
  readonly validFromMs: number;
  readonly validToMs: number;
  readonly dnsNames: readonly string[];
  readonly ipAddresses: readonly string[];
  readonly isAuthority: boolean;
  readonly #signed: Signed;

  constructor(der: Uint8Array) {
    const parsed = X509.decode(der);
    const { validity } = X509.decodeTBS(parsed.tbs);
    const names = X509.decodeSAN(der) ?? [];
    this.validFromMs = validity.from;
    this.validToMs = validity.to;
    this.dnsNames = names.flatMap(({ tag, value }) =>
      tag === tags.dnsName && typeof value === "string" ? [value] : [],
    );
    this.ipAddresses = names.flatMap(({ tag, value }) =>
      tag === tags.ipAddress && typeof value !== "string" && value.byteLength === 4
        ? [new Uint8Array(value).join(".")]
        : [],
    );
    this.isAuthority = saysAuthority(der);
    this.#signed = { parsed, der };
  }

  isSignedBy(issuer: Certificate): boolean {
    if (!(issuer instanceof X509Certificate)) return false;
    try {
      // The SDK's own check of one signature; its check of the chain is the one we replace.
      return new CertificateManager({})._verify(issuer.#signed.parsed.spki, this.#signed.parsed) === true;
    } catch {
      // Another kind of key than the signature needs, or an algorithm that the SDK does not have.
      return false;
    }
  }

  equals(other: Certificate): boolean {
    if (!(other instanceof X509Certificate)) return false;
    return sameBytes(this.#signed.der, other.#signed.der);
  }
}

/** Basic constraints: a sequence that begins with TRUE. */
function saysAuthority(der: Uint8Array): boolean {
  const extension = X509.decodeExtension(der, [2, 5, 29, 19]);
  if (extension === undefined) return false;
  const bytes = new Uint8Array(new BER(extension).getSequence());
  return bytes[0] === 1 && bytes[1] === 1 && bytes[2] !== 0 && bytes[2] !== undefined;
}

/** By the issuer's key, not by its name: whatever else vouches for a root, and whichever of its certificates a server sends. */
function rootFor(der: Uint8Array): Certificate | undefined {
  const wanted = X509.decodeAKI(der);
  if (wanted === undefined || wanted.byteLength !== keyIdentifierBytes) return undefined;
  const bytes = new Uint8Array(wanted);
  // Roots that the SDK has not are linked under their key identifier.
  const added = `${hex(bytes)}.der`;
  if (Resource.exists(added)) return read(added);
  const index = new Resource(rootIndex);
  for (let at = 0; at < index.byteLength; at += keyIdentifierBytes) {
    if (!sameBytes(new Uint8Array(index.slice(at, at + keyIdentifierBytes)), bytes)) continue;
    // The index knows every root, and some keys twice; most are not linked.
    const file = `ca${at / keyIdentifierBytes}.der`;
    if (Resource.exists(file)) return read(file);
  }
  return undefined;
}

function hex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += (byte < 16 ? "0" : "") + byte.toString(16);
  return text;
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

const read = (file: string): Certificate => new X509Certificate(new Uint8Array(new Resource(file).slice(0)));

/** The build's own certificate authority, if one was linked as `own-ca.der`. Throws if it is no DER certificate. */
export function ownAuthority(): Certificate | undefined {
  return Resource.exists(ownAuthorityFile) ? read(ownAuthorityFile) : undefined;
}

export const moddableSdk: Sdk<Line> = frozen<Sdk<Line>>({
  Tcp: TCP,
  TlsSocket: TLSSocket,
  Udp: UDP,
  HttpClient: HTTPClient,
  WebSocketClient,
  MqttClient: MQTTClient,
  resolve: (host, done) => resolver.resolve(host, done),
  sha1: (bytes) => new Uint8Array(new Digest("SHA1").process(bytes)),
  certificate: (der) => new X509Certificate(der),
  rootFor,
});
