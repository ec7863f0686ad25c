/**
 * TLS in front of a development cloud, with an authority of its own: one that no device knows unless its build has it. What the cloud
 * says of its own addresses is changed on the way, so that the session is secure too.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { createServer } from "node:https";
import { connect } from "node:net";
import { createServer as createTlsServer } from "node:tls";

/** By its port a device knows that it has to use TLS. */
const mqttTlsPort = 8883;

function openssl(/** @type {string[]} */ ...args) {
  const { status, stderr, error } = spawnSync("openssl", args, { encoding: "utf8" });
  if (error) throw new Error("openssl is needed to make certificates for the check: install it.");
  if (status !== 0) throw new Error(`openssl ${args[0]} failed: ${stderr.slice(-500)}`);
}

/**
 * A root and a server's certificate signed by it, good for ten days.
 * @param {string} folder they are written to, as `own-ca.der`, `server.pem`, `server.key`
 * @param {readonly string[]} addresses IPv4
 */
export function makeCertificates(folder, addresses) {
  mkdirSync(folder, { recursive: true });
  const file = (/** @type {string} */ name) => `${folder}/${name}`;
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "10"];
  openssl("req", "-x509", ...key, "-keyout", file("ca.key"), "-out", file("ca.pem"), "-subj", "/CN=check");
  openssl("req", ...key, "-keyout", file("server.key"), "-out", file("server.csr"), "-subj", "/CN=cloud");
  writeFileSync(file("names"), `subjectAltName=${addresses.map((address) => `IP:${address}`).join(",")}\n`);
  const authority = ["-CA", file("ca.pem"), "-CAkey", file("ca.key"), "-CAcreateserial", "-days", "10"];
  const names = ["-extfile", file("names")];
  openssl("x509", "-req", "-in", file("server.csr"), ...authority, ...names, "-out", file("server.pem"));
  openssl("x509", "-in", file("ca.pem"), "-outform", "der", "-out", file("own-ca.der"));
}

/**
 * @param {{ certificates: string, address: string, cloudPort: number, mqttPort: number, port?: number,
 *   onReport?(body: string): void }} options `address` is what the device calls this computer; the cloud is on loopback. `onReport` is
 *   told the body of each check
 */
export async function startTlsFront({
  certificates,
  address,
  cloudPort,
  mqttPort,
  port: wanted = 0,
  onReport,
}) {
  const identity = {
    key: readFileSync(`${certificates}/server.key`),
    cert: readFileSync(`${certificates}/server.pem`),
  };
  /** @type {Set<import("node:stream").Duplex>} */
  const sockets = new Set();
  const keep = (/** @type {import("node:stream").Duplex} */ socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy()).on("close", () => sockets.delete(socket));
    return socket;
  };
  const upstream = (/** @type {import("node:http").IncomingMessage} */ { method, url, headers }) =>
    request({ host: "127.0.0.1", port: cloudPort, method, path: url, headers });

  const front = createServer(identity, (incoming, outgoing) => {
    const forward = upstream(incoming);
    forward.on("error", () => outgoing.destroy());
    forward.on("response", async (response) => {
      if (!response.headers["content-type"]?.includes("json")) {
        outgoing.writeHead(response.statusCode ?? 502, response.headers);
        response.pipe(outgoing);
        return;
      }
      const parts = [];
      for await (const part of response) parts.push(part);
      const body = Buffer.from(secured(Buffer.concat(parts).toString("utf8")));
      const { "content-length": _length, "transfer-encoding": _encoding, ...headers } = response.headers;
      outgoing.writeHead(response.statusCode ?? 502, { ...headers, "content-length": body.length });
      outgoing.end(body);
    });
    if (onReport !== undefined && incoming.url?.endsWith("/ota/")) {
      /** @type {Buffer[]} */
      const body = [];
      incoming.on("data", (part) => body.push(part));
      incoming.on("end", () => onReport(Buffer.concat(body).toString("utf8")));
    }
    incoming.pipe(forward);
  });
  // A websocket is passed on byte by byte.
  front.on("upgrade", (incoming, socket, head) => {
    const { method, url, rawHeaders } = incoming;
    const lines = rawHeaders.flatMap((name, at) => (at % 2 === 0 ? [`${name}: ${rawHeaders[at + 1]}`] : []));
    const forward = keep(connect(cloudPort, "127.0.0.1"));
    forward.write(`${method} ${url} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`);
    forward.write(head);
    socket.pipe(forward).pipe(socket);
  });
  front.on("connection", keep);
  const mqtt = createTlsServer(identity, (socket) => {
    const forward = keep(connect(mqttPort, "127.0.0.1"));
    keep(socket).pipe(forward).pipe(socket);
  });
  const port = await listening(front, wanted);
  await listening(mqtt, mqttTlsPort);

  function secured(/** @type {string} */ text) {
    return text
      .replace(/\b(ws|http):\/\/[^/"\\]+/g, `$1s://${address}:${port}`)
      .replace(/("endpoint":")[^"]+/g, `$1${address}:${mqttTlsPort}`);
  }
  return {
    otaUrl: `https://${address}:${port}/xiaozhi/ota/`,
    async stop() {
      const closed = [front, mqtt].map((server) => new Promise((resolve) => server.close(resolve)));
      for (const socket of sockets) socket.destroy();
      front.closeAllConnections();
      await Promise.all(closed);
    },
  };
}

function listening(/** @type {import("node:net").Server} */ server, /** @type {number} */ port) {
  return new Promise((resolve, reject) => {
    server.once("error", () =>
      reject(new Error(`port ${port} of this computer is taken: end what listens there`)),
    );
    server.listen(port, "127.0.0.1", () =>
      resolve(/** @type {import("node:net").AddressInfo} */ (server.address()).port),
    );
  });
}
