/** The session over a websocket. */
import type { Identity } from "../ota/identity.js";
import type { WebsocketSettings } from "../ota/settings.js";
import type { WebSockets } from "../ports.js";
import { messageMaxChars } from "./codec.js";
import { connectTimeoutMs, openDialogue, pingEveryMs, type SessionDeps } from "./dialogue.js";
import { encodeDeviceHello } from "./hello.js";
import type { Session, SessionEvents } from "./session.js";

export interface WebsocketDeps extends SessionDeps {
  readonly webSockets: WebSockets;
}

/** Connects and exchanges hellos; `events` tell the rest, and always end with `ended` unless `close` comes first. */
export function openWebsocketSession(
  deps: WebsocketDeps,
  settings: WebsocketSettings,
  identity: Identity,
  events: SessionEvents,
): Session {
  const { url, token, version } = settings;
  return openDialogue(
    deps,
    {
      transport: "websocket",
      hello: encodeDeviceHello("websocket", version, deps.screen?.textFont),
      textFont: deps.screen?.textFont,
      pingEveryMs,
      secrets: token ? [token] : [],
      open(channelEvents) {
        const channel = deps.webSockets.open(
          {
            url,
            headers: {
              ...(token ? { Authorization: token.includes(" ") ? token : `Bearer ${token}` } : undefined),
              "Protocol-Version": String(version),
              // Exactly as in the OTA check: the token is bound to both, byte by byte.
              "Device-Id": identity.deviceId,
              "Client-Id": identity.uuid,
            },
            connectTimeoutMs,
            messageMaxBytes: messageMaxChars,
          },
          channelEvents,
        );
        return {
          sendText: (text) => channel.sendText(text),
          ping: () => channel.ping(),
          close: () => channel.close(1000, ""),
        };
      },
    },
    events,
  );
}
