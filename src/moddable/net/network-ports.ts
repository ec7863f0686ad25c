/** All network ports of a Moddable build. */
import type { Clock, Datagrams, Http, MqttClients, Timers, WebSockets } from "../../core/ports.js";
import { moddableDatagrams } from "./datagram.js";
import { moddableHttp } from "./http.js";
import type { NetStack } from "./line.js";
import { moddableSdk, ownAuthority } from "./moddable-sdk.js";
import { moddableMqtt } from "./mqtt.js";
import { raiseClock } from "./tls.js";
import { moddableWebSockets } from "./websocket.js";

export interface NetworkPortsOptions {
  readonly clock: Clock;
  readonly timers: Timers;
  /** UTC of the build in milliseconds: no clock of a running device can be before it. */
  readonly compileTimeMs: number;
  /** Told of a throw out of a callback of the core. */
  readonly fault: (error: unknown) => void;
}

export interface NetworkPorts {
  readonly http: Http;
  readonly webSockets: WebSockets;
  readonly mqtt: MqttClients;
  readonly datagrams: Datagrams;
}

/** Makes the ports; raises the clock to the build first, so that TLS works on a board that starts in 1970. */
export function networkPorts({ clock, timers, compileTimeMs, fault }: NetworkPortsOptions): NetworkPorts {
  raiseClock(clock, compileTimeMs);
  const authority = ownAuthority();
  const stack: NetStack = {
    sdk: moddableSdk,
    timers,
    utcMs: () => Math.max(clock.utcMs(), compileTimeMs),
    fault,
    ...(authority === undefined ? {} : { ownAuthority: authority }),
  };
  return {
    http: moddableHttp(stack),
    webSockets: moddableWebSockets(stack),
    mqtt: moddableMqtt(stack),
    datagrams: moddableDatagrams(stack),
  };
}
