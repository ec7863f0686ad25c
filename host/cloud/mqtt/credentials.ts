import { createHmac } from "node:crypto";
import { sameText } from "../tokens.js";

/** MQTT credentials: `client_id` = group@@@mac@@@mac, password = HMAC of `client_id|username`. They never expire. */

export interface MqttSection {
  readonly endpoint: string;
  readonly client_id: string;
  readonly username: string;
  readonly password: string;
  readonly publish_topic: string;
  readonly subscribe_topic: string;
}

export function mqttCredentials(
  key: Uint8Array,
  device: { readonly endpoint: string; readonly group: string; readonly deviceId: string },
): MqttSection {
  const mac = device.deviceId.replaceAll(/[:-]/g, "_");
  // The separator must not come in by way of a board name.
  const group = device.group.replaceAll(/[^A-Za-z0-9._-]/g, "_");
  const clientId = `${group}@@@${mac}@@@${mac}`;
  const username = Buffer.from(JSON.stringify({ ip: "127.0.0.1" })).toString("base64");
  return {
    endpoint: device.endpoint,
    client_id: clientId,
    username,
    password: passwordFor(key, clientId, username),
    publish_topic: "device-server",
    subscribe_topic: `devices/p2p/${mac}`,
  };
}

/** The device that a CONNECT speaks for, or undefined when id, name or password are wrong. */
export function checkMqttCredentials(
  key: Uint8Array,
  clientId: string,
  username: string,
  password: string,
): { readonly deviceId: string; readonly topic: string } | undefined {
  const parts = clientId.split("@@@");
  const mac = parts[1];
  if (parts.length !== 3 || mac === undefined || !/^[0-9a-z]{2}(_[0-9a-z]{2}){5}$/i.test(mac))
    return undefined;
  if (!sameText(password, passwordFor(key, clientId, username))) return undefined;
  return { deviceId: mac.replaceAll("_", ":"), topic: `devices/p2p/${mac}` };
}

function passwordFor(key: Uint8Array, clientId: string, username: string): string {
  return createHmac("sha256", key).update(`${clientId}|${username}`).digest("base64");
}
