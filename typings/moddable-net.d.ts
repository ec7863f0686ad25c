/**
 * The modules of Moddable SDK 8.2.3 that the network ports use, as narrow as they use them. Written from the sources named at
 * each; the shapes themselves are in src/moddable/net/sdk.ts, and moddable-sdk.ts checks the one against the other.
 */

// modules/io/socket/{lin,lwip,mac,win}/tcp.js
declare module "embedded:io/socket/tcp" {
  export default class TCP {
    constructor(options: {
      readonly address: string;
      readonly port: number;
      readonly nodelay?: boolean;
      onReadable(count: number): void;
      onWritable(count: number): void;
      onError(): void;
    });
    read(count?: number | Uint8Array): ArrayBuffer | number | undefined;
    write(data: ArrayBuffer | Uint8Array): number | undefined;
    close(): void;
    format: "buffer" | "number";
  }
}

// examples/io/tcp/tlssocket/tlssocket.js
declare module "embedded:io/socket/tcp/tls" {
  const TLSSocket: import("../src/moddable/net/sdk.js").Sdk["TlsSocket"];
  export default TLSSocket;
}

// modules/io/socket/{lin,lwip,mac,win}/udp.js
declare module "embedded:io/socket/udp" {
  const UDP: import("../src/moddable/net/sdk.js").Sdk["Udp"];
  export default UDP;
}

// examples/io/tcp/httpclient/httpclient.js
declare module "embedded:network/http/client" {
  const HTTPClient: import("../src/moddable/net/sdk.js").Sdk["HttpClient"];
  export default HTTPClient;
}

// examples/io/tcp/websocketclient/websocketclient.js
declare module "embedded:network/websocket/client" {
  const WebSocketClient: import("../src/moddable/net/sdk.js").Sdk["WebSocketClient"];
  export default WebSocketClient;
}

// examples/io/tcp/mqttclient/mqttclient.js
declare module "embedded:network/mqtt/client" {
  const MQTTClient: import("../src/moddable/net/sdk.js").Sdk["MqttClient"];
  export default MQTTClient;
}

// modules/files/resource/Resource.js
declare module "Resource" {
  export default class Resource {
    constructor(path: string);
    static exists(path: string): boolean;
    readonly byteLength: number;
    slice(begin: number, end?: number): ArrayBuffer;
  }
}

// modules/crypt/digest/crypt.js
declare module "crypt" {
  export class Digest {
    constructor(type: "SHA1" | "SHA256");
    process(...parts: readonly (ArrayBuffer | Uint8Array | string)[]): ArrayBuffer;
  }
}

// modules/crypt/etc/ber.js
declare module "ber" {
  export default class BER {
    constructor(bytes: ArrayBuffer | Uint8Array);
    getSequence(): Uint8Array;
  }
}

// modules/crypt/etc/x509.js
declare module "x509" {
  const X509: {
    decode(der: Uint8Array): { readonly tbs: Uint8Array; readonly spki: unknown };
    decodeTBS(tbs: Uint8Array): { readonly validity: { readonly from: number; readonly to: number } };
    decodeSAN(der: Uint8Array): { readonly tag: number; readonly value: string | ArrayBuffer }[] | undefined;
    decodeAKI(der: Uint8Array): Uint8Array | undefined;
    decodeExtension(der: Uint8Array, id: readonly number[]): Uint8Array | undefined;
  };
  export default X509;
}

// modules/crypt/ssl/ssl_cert.js
declare module "ssl/cert" {
  export default class CertificateManager {
    constructor(options: object);
    _verify(issuerKey: unknown, certificate: unknown): boolean;
  }
}
