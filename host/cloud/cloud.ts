import { randomBytes as cryptoRandomBytes } from "node:crypto";
import { networkInterfaces } from "node:os";
import { seedAccounts } from "./accounts.js";
import type { Addresses, CloudContext, FixedSettings, LiveSettings } from "./context.js";
import { type Cloud, type CloudOptions, type Metrics, metricNames } from "./contract.js";
import { createControl } from "./control.js";
import { createFaultInjector } from "./fault-injector.js";
import { type AddRoutes, createHttpServer } from "./http/server.js";
import { createListener, type Listener } from "./listener.js";
import { openAudioPort } from "./mqtt/audio-port.js";
import { createGateway } from "./mqtt/gateway.js";
import { openProfile } from "./profiles/open.js";
import { xroboProfile } from "./profiles/xrobo.js";
import { createLinkRegistry } from "./session/links.js";
import { openStore } from "./store/store.js";

export type * from "./contract.js";

export interface StartOptions extends CloudOptions {
  /** Routes of the calling program on the cloud's HTTP port, in place of the page at `/`; called before the cloud listens. */
  readonly addRoutes?: AddRoutes;
}

const dayMs = 24 * 3_600_000;

/**
 * Starts the development cloud and resolves when it listens.
 * @throws Error with a sentence for the person when a port or the data folder is in use.
 */
export async function startCloud(options: StartOptions = {}): Promise<Cloud> {
  const host = options.host ?? "127.0.0.1";
  const store = openStore(options.dataDir);
  const closers: (() => Promise<void> | void)[] = [() => store.close()];
  const closeAll = async () => {
    // In reverse order of opening; each is emptied from the list first, so that a second close does nothing.
    for (let closer = closers.pop(); closer !== undefined; closer = closers.pop()) await closer();
  };
  try {
    const account = seedAccounts(
      store,
      options.randomBytes ?? cryptoRandomBytes,
      (options.nowMs ?? Date.now)(),
    );
    let addresses: Addresses | undefined;
    const context = createContext(options, store, account.keys, () => {
      if (addresses === undefined) throw new Error("The cloud is not listening yet.");
      return addresses;
    });
    const audio = await openAudioPort(host, context.randomBytes, context.count);
    closers.push(() => audio.close());
    const gateway = await createGateway(context, audio);
    closers.push(() => gateway.close());
    const app = await createHttpServer(context, options.addRoutes);
    closers.push(() => app.close());
    const http = createListener(app.server, host, options.port ?? 0);
    const mqtt = createListener(gateway.server, host, options.mqttPort ?? 0);
    const stop = () => stopListening([http, mqtt]);
    const listen = async () => {
      await http.listen();
      await mqtt.listen();
    };
    closers.push(stop);
    await listen();
    addresses = addressesOf(options.publicHost ?? reachableHost(host), http.port(), mqtt.port(), audio.port);
    let closing: Promise<void> | undefined;
    return {
      ...createControl(context, { rotateKeys: account.rotateKeys, pause: stop, resume: listen }),
      ...addresses,
      profile: context.profile.name,
      token: account.token,
      agentId: account.agentId,
      close: () => {
        closing ??= closeAll();
        return closing;
      },
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

async function stopListening(listeners: readonly Listener[]): Promise<void> {
  await Promise.all(listeners.map((listener) => listener.stop()));
}

function createContext(
  options: CloudOptions,
  store: CloudContext["store"],
  keys: CloudContext["keys"],
  addresses: () => Addresses,
): CloudContext {
  const metrics = Object.fromEntries(metricNames.map((name) => [name, 0])) as Metrics;
  const live: LiveSettings = {
    tokenLifetimeMs: options.tokenLifetimeMs ?? 30 * dayMs,
    activateEndpoint: options.activateEndpoint ?? true,
    offer: options.offer ?? "both",
  };
  const settings: FixedSettings = {
    codeLifetimeMs: options.codeLifetimeMs ?? dayMs,
    assistantDelayMs: options.assistantDelayMs ?? 50,
    answerPace: options.answerPace ?? "instant",
    idleCloseMs: options.idleCloseMs ?? 180_000,
    pingIntervalMs: options.pingIntervalMs ?? 20_000,
    serialKeys: new Map(Object.entries(options.serialKeys ?? {})),
  };
  return {
    profile: options.profile === "open" ? openProfile : xroboProfile,
    store,
    links: createLinkRegistry(),
    faults: createFaultInjector(() => {
      metrics.faults++;
    }),
    live,
    settings,
    metrics,
    nowMs: options.nowMs ?? Date.now,
    randomBytes: options.randomBytes ?? cryptoRandomBytes,
    emit: (event) => options.onEvent?.(event),
    count: (metric) => {
      metrics[metric]++;
    },
    keys,
    addresses,
  };
}

function addressesOf(host: string, httpPort: number, mqttPort: number, udpPort: number): Addresses {
  const urlHost = host.includes(":") ? `[${host}]` : host;
  return {
    otaUrl: `http://${urlHost}:${httpPort}/xiaozhi/ota/`,
    apiUrl: `http://${urlHost}:${httpPort}/xiaozhi`,
    consoleUrl: `http://${urlHost}:${httpPort}/`,
    websocketUrl: `ws://${urlHost}:${httpPort}/xiaozhi/v1/`,
    mqttEndpoint: `${urlHost}:${mqttPort}`,
    udpHost: host,
    udpPort,
  };
}

/** "All addresses" is not one that a device could call, so the first one of the local network is named instead. */
function reachableHost(host: string): string {
  if (host !== "0.0.0.0" && host !== "::") return host;
  const lan = Object.values(networkInterfaces())
    .flat()
    .find((entry) => entry !== undefined && entry.family === "IPv4" && !entry.internal);
  return lan?.address ?? "127.0.0.1";
}
