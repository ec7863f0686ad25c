/** All ports of the core on a computer: what one power-on of a virtual device runs on. */
import type { Ports } from "../../../src/core/device-ports.js";
import type { DeviceFacts, NetworkState, NetworkTrouble } from "../../../src/core/ports.js";
import { type Board, nodeBoard } from "./board.js";
import type { Fault } from "./callback.js";
import { type ClockOptions, nodeClock } from "./clock.js";
import { nodeCrypto } from "./crypto.js";
import { nodeFacts } from "./facts.js";
import { nodeFirmware } from "./firmware.js";
import { nodeHttp } from "./http.js";
import { firmwareOver, httpOver, type LinkFault, mqttOver, nodeLink, webSocketsOver } from "./link.js";
import { type LogSink, nodeLog } from "./log.js";
import { nodeMqtt } from "./mqtt.js";
import { nodeNetwork } from "./network.js";
import { nodeRandom } from "./random.js";
import { scaledTime } from "./scaled-time.js";
import { nodeSystem } from "./system.js";
import { nodeTimers } from "./timers.js";
import { nodeWebSockets } from "./websocket.js";

export interface NodePortsOptions extends ClockOptions {
  /** Default: a new board in memory. */
  readonly board?: Board;
  readonly screen?: Ports["screen"];
  readonly log?: LogSink;
  /** How many times faster than real time the device's clock and timers run, for tests. Default: real time. */
  readonly scale?: number;
  /** The core asked for a restart: close these ports, then start anew on the same board. */
  readonly restarted?: (reason: string) => void;
  /** State of the network at power-on. Default up. */
  readonly network?: NetworkState;
  /** What the link fault `slow` adds to each request and message, in real time. Default 2,000. */
  readonly slowMs?: number;
  /** 32 characters; with `hmacKey` (32 bytes) the device activates by serial number. */
  readonly serialNumber?: string;
  readonly hmacKey?: Uint8Array;
  /** Report chip facts of an ESP32-S3 as well. */
  readonly simulateChip?: boolean;
  readonly display?: DeviceFacts["display"];
}

/** What a test or a person does to the device from outside. */
export interface NodeControl {
  /** `trouble`: what the device is told of why the network is down. */
  setNetwork(state: NetworkState, trouble?: NetworkTrouble): void;
  /** Breaks the link while the network is up; undefined mends it. */
  setLinkFault(fault: LinkFault | undefined): void;
  /** The next firmware install fails with this reason. */
  failNextInstall(reason: string): void;
  /** The next installed image fails its first start, so that the old one comes back. */
  rollBackNextInstall(): void;
}

export interface NodePorts {
  readonly ports: Ports;
  readonly control: NodeControl;
  /** Stops timers, downloads and restarts. Connections are the core's to close. Idempotent. */
  close(): void;
}

/**
 * Makes the ports. `scale` speeds up clock and timers only: timeouts of requests stay real, since the network is real.
 * A throw out of a callback of the core is logged as an error.
 */
export function nodePorts(options: NodePortsOptions = {}): NodePorts {
  const board = options.board ?? nodeBoard();
  const log = nodeLog(options.log ?? (() => {}));
  const fault: Fault = (error) => {
    log.write("error", `a callback failed: ${error instanceof Error ? error.stack : String(error)}`);
  };
  const scaled = options.scale === undefined ? undefined : scaledTime(fault, options.scale);
  const clock = nodeClock({ ...options, ...(scaled === undefined ? {} : { nowMs: scaled.nowMs }) });
  const timers = scaled?.timers ?? nodeTimers(fault);
  const network = nodeNetwork(fault, options.network);
  const link = nodeLink(network.state, options.slowMs);
  const firmware = nodeFirmware(board.slots, fault, () => clock.utcMs());
  const system = nodeSystem(fault, options.restarted ?? (() => {}));
  const ports: Ports = {
    clock,
    timers,
    random: nodeRandom(),
    http: httpOver(nodeHttp(fault), link, fault),
    webSockets: webSocketsOver(nodeWebSockets(fault), link, fault),
    mqtt: mqttOver(nodeMqtt(fault), link, fault),
    storage: board.storage,
    network,
    facts: nodeFacts({ ...options, mac: board.mac }, board.slots),
    firmware: firmwareOver(firmware, link, fault),
    crypto: nodeCrypto(options.hmacKey),
    screen: options.screen ?? { show: () => {} },
    log,
    system,
  };
  return {
    ports,
    control: {
      setNetwork: (state, trouble) => network.set(state, trouble),
      setLinkFault: (broken) => link.set(broken),
      failNextInstall: (reason) => firmware.failNext(reason),
      rollBackNextInstall: () => board.slots.rollBackNext(),
    },
    close() {
      timers.close();
      firmware.close();
      network.close();
      system.close();
    },
  };
}
