/** The web console's server: the page, its calls and its live view, as routes on the development cloud's port. */
import type { FastifyInstance } from "fastify";
import { deviceApi } from "../../api/client.js";
import type { DeviceApi } from "../../api/contract.js";
import type { Cloud, CloudEvent } from "../../cloud/contract.js";
import { type CloudFault, consolePath, type SessionInfo, type Snapshot } from "../contract.js";
import { guard, signInOf } from "./access/guard.js";
import { createSignIns } from "./access/sign-ins.js";
import { agentRoutes } from "./calls/agents.js";
import { deviceRoutes } from "./calls/devices.js";
import { applyFault, faultRoutes } from "./calls/faults.js";
import { firmwareRoutes } from "./calls/firmware.js";
import { sessionRoutes } from "./calls/session.js";
import { virtualRoutes } from "./calls/virtual.js";
import { notFound, Refusal } from "./failure.js";
import { createLive } from "./live.js";
import { noPage, pageRoutes, readPage } from "./page.js";
import { type Account, createAccount } from "./view/account.js";
import { createOpenSessions } from "./view/open-sessions.js";
import { createSessionMessages } from "./view/session-messages.js";
import { createVirtualRegistry, type VirtualRegistry } from "./virtual/registry.js";

export interface ConsoleOptions {
  /** Folder of the built page: `index.html` and all that it loads. Without it a sentence stands in the page's place. */
  readonly page?: string;
  /** What a person signs in with. Default: the cloud's token. */
  readonly password?: string;
  /** Whether virtual devices can be had on the page. */
  readonly virtual: boolean;
  /** Told what went wrong inside, for the person who runs the console. */
  readonly onProblem?: (message: string) => void;
  /** A sign-in that is unused for this long ends; an open page counts as use. Default 12 hours. */
  readonly idleMs?: number;
  /** How many may be signed in; one more ends the one unused for longest. Default 32. */
  readonly signInsMax?: number;
  /** Between two comments on a quiet live view. Default 15 000. */
  readonly heartbeatMs?: number;
  /** Monotonic clock in milliseconds. Default performance.now. */
  readonly nowMs?: () => number;
}

/** Made before the cloud starts, opened when it listens, closed before it is. */
export interface Console {
  /** For `startCloud`. */
  addRoutes(app: FastifyInstance): void;
  /** Takes every event of the cloud. */
  see(event: CloudEvent): void;
  /** From now on calls are answered. Resolves when the cloud has told what there is; never rejects. */
  open(cloud: Cloud): Promise<void>;
  readonly virtual: VirtualRegistry;
  /** Ends all pages and virtual devices. Idempotent. */
  close(): Promise<void>;
}

interface Opened {
  readonly cloud: Cloud;
  readonly api: DeviceApi;
  readonly account: Account;
}

const hourMs = 3_600_000;

/** @throws what node:fs throws, or Error, if the page's folder has no page. */
export function createConsole(options: ConsoleOptions): Console {
  const { nowMs = () => performance.now(), onProblem = () => {} } = options;
  const utcMs = Date.now;
  const files = options.page === undefined ? noPage : readPage(options.page);
  const signIns = createSignIns({
    nowMs,
    idleMs: options.idleMs ?? 12 * hourMs,
    max: options.signInsMax ?? 32,
  });
  const live = createLive({ isSignedIn: signIns.use, heartbeatMs: options.heartbeatMs ?? 15_000 });
  const sessions = createOpenSessions(utcMs);
  const messages = createSessionMessages({ utcMs, nowMs });
  let opened: Opened | undefined;
  let fault: CloudFault | null = null;
  const parts = (): Opened => {
    if (opened === undefined) throw new Refusal(503, "starting", "The console is starting.");
    return opened;
  };
  const virtual = createVirtualRegistry({
    otaUrl: () => parts().cloud.otaUrl,
    tell: live.tell,
    cloud: {
      expireTokens() {
        parts().cloud.expireTokens();
        parts().cloud.dropSessions();
      },
    },
    utcMs,
  });
  const setFault = (next: CloudFault | null): void => {
    applyFault(parts().cloud, next);
    fault = next;
    live.tell({ change: "fault", fault });
  };
  const snapshot = (): Snapshot => ({
    agents: parts().account.agents(),
    devices: parts().account.devices(),
    firmware: parts().account.firmware(),
    virtual: virtual.all(),
    messages: messages.all(),
    fault,
  });

  return {
    virtual,
    addRoutes(app) {
      const announced = () => opened && new URL(opened.cloud.consoleUrl).hostname;
      guard(app, { announced, isSignedIn: signIns.use, onProblem });
      pageRoutes(app, files);
      sessionRoutes(app, {
        signIns,
        live,
        secret: () => options.password ?? parts().cloud.token,
        info: () => infoOf(parts().cloud, options.virtual),
        nowMs,
      });
      app.get(`${consolePath}/live`, { exposeHeadRoute: false }, (request, reply) => {
        live.join(reply.raw, signInOf(request) ?? "", snapshot());
        reply.hijack();
      });
      const api = () => parts().api;
      const account = () => parts().account;
      agentRoutes(app, api, account);
      deviceRoutes(app, api, account, () => parts().cloud);
      firmwareRoutes(app, api, account);
      faultRoutes(app, setFault);
      if (options.virtual) virtualRoutes(app, virtual);
      app.all("/console/*", () => {
        throw notFound("call");
      });
    },
    see(event) {
      const message = messages.see(event);
      if (message !== undefined) live.tell({ change: "message", message });
      if (sessions.see(event)) opened?.account.sessionsChanged();
      if (changesFirmware(event)) void opened?.account.refreshFirmware();
      if (changesDevices(event)) void opened?.account.refreshDevices();
    },
    async open(cloud) {
      const api = deviceApi({ apiUrl: cloud.apiUrl, token: cloud.token });
      const account = createAccount(api, sessions, live.tell);
      opened = { cloud, api, account };
      await Promise.all([account.refreshDevices(), account.refreshFirmware()]);
    },
    async close() {
      live.close();
      opened?.account.close();
      await virtual.close();
    },
  };
}

function infoOf(cloud: Cloud, virtual: boolean): SessionInfo {
  const { profile, otaUrl, apiUrl, mqttEndpoint } = cloud;
  return { profile, otaUrl, apiUrl, mqttEndpoint, virtual };
}

function changesDevices(event: CloudEvent): boolean {
  return (
    event.event === "bind" ||
    event.event === "unbind" ||
    (event.event === "changed" && event.what !== "firmware") ||
    (event.event === "ota-check" && event.outcome === "bound")
  );
}

function changesFirmware(event: CloudEvent): boolean {
  return event.event === "changed" && event.what === "firmware";
}
