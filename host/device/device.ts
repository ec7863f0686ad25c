/** A whole virtual device: the core in an engine, on the ports of a computer, through any number of restarts. */
import type { DeviceConfig } from "../../src/core/device.js";
import type { Ports } from "../../src/core/device-ports.js";
import type { Observed } from "../../src/core/runner/observed.js";
import { createInEngine, type EngineDevice, type EngineParts, type XsHeap } from "./engine.js";
import type { DeviceEvent, EngineName, StepEvent } from "./events.js";
import { type BoardOptions, nodeBoard } from "./node/board.js";
import type { LogSink } from "./node/log.js";
import { type NodeControl, type NodePorts, type NodePortsOptions, nodePorts } from "./node/ports.js";
import { takeStateDir } from "./node/state-lock.js";

export interface VirtualDeviceOptions extends DeviceConfig, BoardOptions {
  readonly engine: EngineName;
  /** Called for each thing that happens; no event carries a secret. Must not throw. */
  readonly onEvent?: (event: DeviceEvent) => void;
  /** Every step of the lifecycle as well. Must not throw. */
  readonly onStep?: (step: StepEvent) => void;
  readonly screen?: Ports["screen"];
  readonly log?: LogSink;
  /** Time, network, identity: see there. */
  readonly ports?: Omit<NodePortsOptions, "board" | "screen" | "log" | "restarted">;
  readonly heap?: XsHeap;
  /** What is done to get the XS engine, one line a step; nothing if it is there. */
  readonly engineLog?: (line: string) => void;
  /** From the request to restart to the new start; a board takes about this long. Default 500. */
  readonly restartDelayMs?: number;
}

export interface VirtualDevice {
  /** Lower case with colons: the device id. */
  readonly mac: string;
  /** Monotonic clock of the present power-on: the one that moments on the screen are on. */
  monotonicMs(): number;
  /** Version of the firmware that runs. */
  version(): string;
  press(): void;
  say(text: string): void;
  /** Network, firmware faults. They act on the present power-on. */
  control(): NodeControl;
  /** Pulls the power and gives it back: as a person does. */
  powerCycle(reason?: string): void;
  /** Resolves when all that has happened so far has been handled and told. Never rejects. */
  settled(): Promise<void>;
  /** Ends everything; resolves when the engine has ended too. Idempotent, never rejects. */
  close(): Promise<void>;
}

/** Starts it. Rejects if the state directory or the engine cannot be had; the error's message is fit for a person. */
export async function startVirtualDevice(options: VirtualDeviceOptions): Promise<VirtualDevice> {
  const run = new Run(options);
  try {
    await run.start();
  } catch (error) {
    await run.close();
    throw error;
  }
  return run;
}

/** One power-on. */
interface Life {
  readonly node: NodePorts;
  device?: EngineDevice["device"];
  over: boolean;
  ended?: Promise<void>;
}

class Run implements VirtualDevice {
  readonly mac: string;
  private readonly board;
  /** Gives the state directory back. */
  private readonly leave: () => void;
  private life: Life | undefined;
  private restartTimer: NodeJS.Timeout | undefined;
  private closed = false;
  private started = false;

  constructor(private readonly options: VirtualDeviceOptions) {
    this.leave = options.stateDir === undefined ? () => {} : takeStateDir(options.stateDir);
    try {
      this.board = nodeBoard(options);
    } catch (error) {
      this.leave();
      throw error;
    }
    this.mac = this.board.mac;
  }

  async start(): Promise<void> {
    const { engine } = this.options;
    this.board.slots.boot();
    const life: Life = { node: this.makePorts(), over: false };
    this.life = life;
    try {
      const { device, version } = await createInEngine(engine, this.engineParts(life));
      // Closed while the engine came up.
      if (life.over) return void (await device.close());
      life.device = device;
      this.tell({ event: "engine", name: engine, version });
    } catch (error) {
      await this.end(life);
      throw error;
    }
    this.tell({ event: "state", state: "starting" });
    this.started = true;
    life.device.start();
  }

  monotonicMs(): number {
    return this.life?.node.ports.clock.monotonicMs() ?? 0;
  }

  version(): string {
    return this.board.slots.running().version;
  }

  press(): void {
    this.life?.device?.press();
  }

  say(text: string): void {
    this.life?.device?.say(text);
  }

  control(): NodeControl {
    if (this.life === undefined) throw new Error("the device is closed");
    return this.life.node.control;
  }

  powerCycle(reason = "power"): void {
    if (this.closed || !this.started) return;
    void this.end(this.life);
    clearTimeout(this.restartTimer);
    this.restartTimer = setTimeout(() => void this.startAgain(reason), this.options.restartDelayMs ?? 500);
  }

  async settled(): Promise<void> {
    // A device that fails meanwhile tells so by itself.
    await this.life?.device?.settled?.().catch(() => {});
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.restartTimer);
    await this.end(this.life);
    this.leave();
  }

  private async startAgain(reason: string): Promise<void> {
    const starting = this.start();
    // The new image has been chosen by now.
    this.tell({ event: "restart", reason, version: this.version() });
    try {
      await starting;
    } catch (error) {
      this.tell({
        event: "dead",
        reason: error instanceof Error ? error.message : "the engine did not start",
      });
    }
  }

  private makePorts(): NodePorts {
    const { screen, log, ports } = this.options;
    return nodePorts({
      ...ports,
      board: this.board,
      screen: {
        show: (model) => {
          screen?.show(model);
          this.tell({ event: "screen", ...model });
        },
      },
      ...(log === undefined ? {} : { log }),
      restarted: (reason) => this.powerCycle(reason),
    });
  }

  private engineParts(life: Life): EngineParts {
    const { otaUrl, language, transport, rest, heap, onStep, engineLog } = this.options;
    return {
      ports: life.node.ports,
      config: { otaUrl, language, transport, ...(rest === undefined ? {} : { rest }) },
      observe: (observed) => this.observe(life, observed),
      observeSteps: onStep !== undefined,
      onDead: (reason) => {
        if (life.over) return;
        void this.end(life);
        this.tell({ event: "dead", reason });
      },
      ...(heap === undefined ? {} : { heap }),
      ...(engineLog === undefined ? {} : { engineLog }),
    };
  }

  private observe(life: Life, observed: Observed): void {
    if (life.over) return;
    if (observed.event === "step") this.options.onStep?.(observed);
    else this.tell(observed);
  }

  private tell(event: DeviceEvent): void {
    if (!this.closed) this.options.onEvent?.(event);
  }

  private async end(life: Life | undefined): Promise<void> {
    if (life === undefined) return;
    if (!life.over) {
      life.over = true;
      life.ended = Promise.resolve(life.device?.close());
      life.node.close();
    }
    await life.ended;
  }
}
