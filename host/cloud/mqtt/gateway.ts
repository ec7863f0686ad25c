import { createServer, type Server, type Socket } from "node:net";
import { Aedes, type AuthenticateError, type Client } from "aedes";
import type { CloudContext } from "../context.js";
import { randomUuid } from "../random.js";
import type { AudioPort } from "./audio-port.js";
import { checkMqttCredentials } from "./credentials.js";
import { createGatewayClient, type GatewayClient } from "./gateway-client.js";
import { LimitedConnection } from "./limited-connection.js";

/**
 * The MQTT gateway: a broker whose clients never talk to each other. Each device talks to its own session only;
 * topics of publishes and subscriptions mean nothing, everything to the device goes to its `devices/p2p/…` topic.
 */

const packetLimitBytes = 8192;
/** Where incoming publishes are put away: nobody can receive it, see authorizeForward. */
const deadTopic = "gateway/incoming";

export interface Gateway {
  readonly server: Server;
  close(): Promise<void>;
}

export async function createGateway(context: CloudContext, audio: AudioPort): Promise<Gateway> {
  const clients = new Map<Client, GatewayClient>();
  /** Verdicts of CONNECT packets, until the CONNACK is out. */
  const accepted = new WeakMap<Client, { readonly deviceId: string; readonly topic: string }>();

  const broker = await Aedes.createBroker({
    maxClientsIdLength: 256,
    connectTimeout: 10_000,
    preConnect(client, packet, done) {
      const password = packet.password?.toString() ?? "";
      const identity = checkMqttCredentials(
        context.keys().mqtt,
        packet.clientId,
        packet.username ?? "",
        password,
      );
      if (identity !== undefined && packet.will === undefined) accepted.set(client, identity);
      // A refused client gets a name of its own: under the name it gave, it would throw out the rightful one.
      else packet.clientId = `refused-${randomUuid(context.randomBytes)}`;
      delete packet.will;
      packet.clean = true;
      done(null, true);
    },
    authenticate(_client, _username, _password, done) {
      const fault = context.faults.peek("mqtt");
      if (typeof fault !== "number") return done(null, true);
      done(Object.assign(new Error("injected fault"), { returnCode: fault }) as AuthenticateError, false);
    },
    authorizePublish(client, packet, done) {
      const gatewayClient = client === null ? undefined : clients.get(client);
      if (gatewayClient === undefined) return done(new Error("not accepted"));
      if (packet.qos > 0) return done(new Error("only QoS 0"));
      const isFine = gatewayClient.receive(packet.payload);
      packet.topic = deadTopic;
      packet.retain = false;
      done(isFine ? null : new Error("message refused"));
    },
    authorizeForward: (client, packet) => (packet.topic === accepted.get(client)?.topic ? packet : null),
  });

  broker.on("connackSent", (packet, client) => {
    if (packet.returnCode !== 0) return;
    const identity = accepted.get(client);
    if (identity === undefined) {
      // The gateway says yes before it looks at the password, then hangs up.
      context.count("mqttRefused");
      context.emit({ event: "session-refused", transport: "mqtt", deviceId: "", reason: "bad credentials" });
      client.close();
      return;
    }
    context.count("mqttConnects");
    clients.set(client, createGatewayClient(context, audio, client, identity));
  });
  // Clients' closing also comes through here, hence the question whether it is still connected.
  broker.on("unsubscribe", (_topics, client) => {
    if (clients.has(client) && client.connected) client.close();
  });
  const forget = (client: Client) => {
    clients.get(client)?.end();
    clients.delete(client);
  };
  broker.on("clientDisconnect", forget);
  broker.on("clientError", forget);
  broker.on("connectionError", () => undefined);

  const server = createBrokerServer(context, (connection) => {
    // The broker says nothing of a connection that was cut while it was still being set up.
    connection.once("close", () => {
      for (const client of clients.keys()) if (client.conn === connection) forget(client);
    });
    broker.handle(connection);
  });
  return {
    server,
    async close() {
      for (const client of [...clients.keys()]) forget(client);
      await new Promise<void>((resolve) => broker.close(() => resolve()));
    },
  };
}

/** The TCP side: limits what a peer may send and plays the faults that come before any MQTT. */
function createBrokerServer(context: CloudContext, handle: (connection: LimitedConnection) => void): Server {
  const accept = (socket: Socket) => {
    const connection = new LimitedConnection(socket, packetLimitBytes);
    connection.on("error", () => undefined);
    handle(connection);
  };
  return createServer((socket) => {
    const fault = context.faults.peek("mqtt");
    if (fault !== undefined) context.count("faults");
    if (fault === "close") {
      socket.destroy();
      return;
    }
    if (fault === "hang") {
      socket.on("error", () => undefined).resume();
      return;
    }
    if (typeof fault !== "object" || !("latencyMs" in fault)) return accept(socket);
    setTimeout(accept, fault.latencyMs, socket).unref();
  });
}
