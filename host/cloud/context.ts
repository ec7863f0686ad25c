import type { AnswerPace, CloudEvent, MetricName, Metrics, Offer } from "./contract.js";
import type { FaultInjector } from "./fault-injector.js";
import type { Profile } from "./profiles/profile.js";
import type { RandomBytes } from "./random.js";
import type { LinkRegistry } from "./session/links.js";
import type { Store } from "./store/store.js";

/** Settings that a running cloud may change. */
export interface LiveSettings {
  tokenLifetimeMs: number;
  activateEndpoint: boolean;
  offer: Offer;
}

export interface FixedSettings {
  readonly codeLifetimeMs: number;
  readonly assistantDelayMs: number;
  readonly answerPace: AnswerPace;
  readonly idleCloseMs: number;
  readonly pingIntervalMs: number;
  readonly serialKeys: ReadonlyMap<string, Uint8Array>;
}

/** Where the listeners are; known once they listen. */
export interface Addresses {
  readonly otaUrl: string;
  readonly apiUrl: string;
  readonly consoleUrl: string;
  readonly websocketUrl: string;
  readonly mqttEndpoint: string;
  readonly udpHost: string;
  readonly udpPort: number;
}

/** What every part of the cloud shares. */
export interface CloudContext {
  readonly profile: Profile;
  readonly store: Store;
  readonly links: LinkRegistry;
  readonly faults: FaultInjector;
  readonly live: LiveSettings;
  readonly settings: FixedSettings;
  readonly metrics: Metrics;
  readonly nowMs: () => number;
  readonly randomBytes: RandomBytes;
  readonly emit: (event: CloudEvent) => void;
  readonly count: (metric: MetricName) => void;
  /** Keys that sign websocket tokens and MQTT passwords; replaced by `expireTokens`. */
  readonly keys: () => { readonly token: Uint8Array; readonly mqtt: Uint8Array };
  /** @throws Error before the listeners are up. */
  readonly addresses: () => Addresses;
}
