/** The contracts that every platform's network ports keep, over the ports of Moddable. */
import { describe } from "vitest";
import { moddableHttp } from "../../../src/moddable/net/http.js";
import { moddableMqtt } from "../../../src/moddable/net/mqtt.js";
import { moddableWebSockets } from "../../../src/moddable/net/websocket.js";
import { httpContract } from "../../contracts/http.js";
import { mqttContract } from "../../contracts/mqtt.js";
import { webSocketContract } from "../../contracts/websocket.js";
import { testStack, variants } from "./stack.js";

for (const { name, sdk } of await variants("HttpClient")) {
  describe(`HTTP over ${name}`, () => httpContract(() => moddableHttp(testStack({}, sdk))));
}

for (const { name, sdk } of await variants("WebSocketClient")) {
  describe(`websocket over ${name}`, () => webSocketContract(() => moddableWebSockets(testStack({}, sdk))));
}

for (const { name, sdk } of await variants("MqttClient")) {
  describe(`MQTT over ${name}`, () => mqttContract(() => moddableMqtt(testStack({}, sdk))));
}
