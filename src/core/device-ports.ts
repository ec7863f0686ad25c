/** The ports of one device: what a platform hands over to it. What each of them does is in `ports.ts`. */
import type * as Port from "./ports.js";
import type { ScreenModel } from "./screen/model.js";

export interface Ports {
  readonly clock: Port.Clock;
  readonly timers: Port.Timers;
  readonly random: Port.Random;
  readonly http: Port.Http;
  readonly webSockets: Port.WebSockets;
  readonly mqtt: Port.MqttClients;
  readonly storage: Port.Storage;
  readonly network: Port.Network;
  readonly facts: Port.Facts;
  readonly firmware: Port.Firmware;
  readonly crypto: Port.Crypto;
  readonly screen: Port.Screen<ScreenModel>;
  readonly log: Port.Log;
  readonly system: Port.System;
}
