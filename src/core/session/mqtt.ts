/** The session over MQTT. Its audio would go by UDP (`udp.ts`); all messages go by the two topics. */
import type { MqttSettings } from "../ota/settings.js";
import type { MqttChannel, MqttClients } from "../ports.js";
import { messageMaxChars } from "./codec.js";
import { connectTimeoutMs, openDialogue, pingEveryMs, type SessionDeps } from "./dialogue.js";
import { encodeDeviceHello } from "./hello.js";
import type { Session, SessionEvents } from "./session.js";

export interface MqttDeps extends SessionDeps {
  readonly mqtt: MqttClients;
}

/** Connects, subscribes if there is a topic for it, and exchanges hellos; `events` tell the rest, as for the websocket. */
export function openMqttSession(deps: MqttDeps, settings: MqttSettings, events: SessionEvents): Session {
  const { publishTopic, subscribeTopic, ...connection } = settings;
  let channel: MqttChannel;
  const publish = (text: string) => channel.publish(publishTopic, text);
  return openDialogue(
    deps,
    {
      transport: "mqtt",
      hello: encodeDeviceHello("mqtt", undefined, deps.screen?.textFont),
      textFont: deps.screen?.textFont,
      // Twice per keep-alive at least: servers drop a client after one and a half.
      pingEveryMs:
        connection.keepAliveS > 0 ? Math.min(pingEveryMs, connection.keepAliveS * 500) : pingEveryMs,
      secrets: [connection.username, connection.password],
      open(channelEvents) {
        channel = deps.mqtt.open(
          { ...connection, connectTimeoutMs, messageMaxBytes: messageMaxChars },
          channelEvents,
        );
        return { sendText: publish, ping: () => channel.ping(), close: () => channel.close() };
      },
      opened() {
        if (subscribeTopic !== undefined) channel.subscribe(subscribeTopic);
      },
      // Only who stays connected can be reached: alerts, tools and the like come on the topic at any time.
      outlivesSessions: true,
      leaving(sessionId) {
        publish(JSON.stringify({ session_id: sessionId, type: "goodbye" }));
      },
    },
    events,
  );
}
