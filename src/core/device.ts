/** The device: the lifecycle joined to its ports. The only file that knows both. */

import type { Ports } from "./device-ports.js";
import { stateAtPowerOn } from "./lifecycle/start.js";
import type { Rest, StateData } from "./lifecycle/state.js";
import { loadMemory } from "./memory.js";
import { parseUrl } from "./net/url.js";
import { dateAtPowerOn } from "./ota/clock.js";
import { resolveRollback } from "./ota/firmware-decision.js";
import { loadIdentity } from "./ota/identity.js";
import type * as Port from "./ports.js";
import type { Observe } from "./runner/observed.js";
import { createRunner } from "./runner/runner.js";
import { createScreen } from "./screen/of.js";
import { languageOf } from "./screen/wording.js";
import { cleanText } from "./text/clip.js";
import { redacted } from "./text/redact.js";
import type { Transport } from "./transport.js";

export interface DeviceConfig {
  /** `http://` or `https://`, as configured: with or without its trailing slash. */
  readonly otaUrl: string;
  /** Tag for `Accept-Language` and the wording: `zh-CN`, `en`, … */
  readonly language: string;
  readonly transport: "auto" | Transport;
  /** A defect of the lifecycle is reported and life goes on, as befits a device in somebody's kitchen. Without this it throws. */
  readonly lenient?: boolean;
  /** After the cloud has ended a session in which nobody speaks. Default: reachable. */
  readonly rest?: Rest;
}

export interface Device {
  start(): void;
  /** A person pressed the button: go on at once, poll now, interrupt. */
  press(): void;
  /** A person said (typed) something: at most 500 characters are sent. */
  say(text: string): void;
  /** Ends everything. Idempotent. */
  close(): void;
}

const saidMaxChars = 500;

/**
 * Makes the device; nothing happens before `start`.
 * @param observe is told what happens, for the command line and for tests; it must not throw
 */
export function createDevice(ports: Ports, config: DeviceConfig, observe: Observe = () => {}): Device {
  const facts = ports.facts.read();
  const memory = loadMemory(ports.storage, ports.log, ports.clock, config.otaUrl);
  const identity = loadIdentity(facts, ports.storage, ports.random, ports.log);
  const runner = createRunner({
    ports,
    memory,
    identity,
    language: config.language,
    render: createScreen(languageOf(config.language)),
    state: firstState(ports, config, memory, facts),
    observe,
    lenient: config.lenient === true,
  });
  return {
    start: () => runner.post({ type: "started" }),
    press: () => runner.post({ type: "pressed" }),
    say: (text) => {
      const said = cleanText(text.trim(), saidMaxChars).trim();
      if (said !== "") runner.post({ type: "said", text: said });
    },
    close: runner.close,
  };
}

function firstState(
  ports: Ports,
  config: DeviceConfig,
  memory: ReturnType<typeof loadMemory>,
  facts: Port.DeviceFacts,
): StateData {
  const { version, compileTimeMs } = facts.application;
  const utcMs = dateAtPowerOn(ports.clock.utcMs(), compileTimeMs);
  const attempts = resolveRollback(memory.firmwareAttempts(), version, utcMs);
  memory.storeFirmwareAttempts(attempts);
  const url = parseUrl(config.otaUrl, ["http", "https"]);
  return stateAtPowerOn(
    {
      serverName: url.ok ? url.value.host : redacted(config.otaUrl),
      transport: config.transport,
      rest: config.rest ?? "reachable",
      version,
    },
    { ...memory.remembered(), firmwareAttempts: attempts },
  );
}
