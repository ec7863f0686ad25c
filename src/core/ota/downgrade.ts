/**
 * Once a server has been met over TLS in everything that it offers, it is held to that: what it offers without TLS later is not
 * taken, whoever says so. Counts for one configured OTA URL with https; who configured http has decided otherwise.
 */
import type { MqttSettings, TransportSettings, WebsocketSettings } from "./settings.js";

const isPlain = (url: string, scheme: "ws" | "http"): boolean =>
  url.slice(0, scheme.length + 1).toLowerCase() === `${scheme}:`;

/** Why a section is not taken from a server that is held to TLS; `undefined`: it is. */
export function plainWebsocket({ url }: WebsocketSettings): string | undefined {
  return isPlain(url, "ws") ? refused("websocket.url") : undefined;
}

/** As `plainWebsocket`. */
export function plainMqtt({ tls }: MqttSettings): string | undefined {
  return tls ? undefined : refused("mqtt.endpoint");
}

/** As `plainWebsocket`, of the URL of an image. */
export function plainImage(url: string): string | undefined {
  return isPlain(url, "http") ? refused("firmware.url") : undefined;
}

/** A session has come of these settings: is their server held to TLS from now on? */
export function provesTls(configuredUrl: string, { websocket, mqtt }: TransportSettings): boolean {
  return (
    !isPlain(configuredUrl, "http") &&
    (websocket === undefined || plainWebsocket(websocket) === undefined) &&
    (mqtt === undefined || plainMqtt(mqtt) === undefined)
  );
}

const refused = (path: string): string => `$.${path}: not over TLS, as it was before`;
