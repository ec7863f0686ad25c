/** Carries out effects over the ports and turns every callback into an event. No decisions here. */
import type { Effect } from "../lifecycle/effects.js";
import type { CheckSummary, Posted } from "../lifecycle/events.js";
import type { Slot } from "../lifecycle/names.js";
import { runActivate } from "../ota/activate.js";
import { type Checked, runCheck } from "../ota/check.js";
import { serverTimeIsPlausible } from "../ota/clock.js";
import type { CheckReply } from "../ota/reply.js";
import { reportBody, requestHeaders } from "../ota/report.js";
import { offeredTransports } from "../ota/settings.js";
import type { Cancel } from "../ports.js";
import type { RunnerParts } from "./runner.js";
import { createSessions } from "./sessions.js";

export interface Performer {
  perform(effect: Exclude<Effect, { do: "restart" }>): void;
  /** Abandons all that is under way. Idempotent. */
  close(): void;
}

type Performs = {
  [D in Exclude<Effect["do"], "restart">]: (effect: Extract<Effect, { do: D }>) => void;
};

export function createPerformer(parts: RunnerParts, post: (happening: Posted) => void): Performer {
  const { ports, memory, identity } = parts;
  const http = observedHttp(parts);
  const sessions = createSessions(parts, post);
  const cancels = new Map<Slot | "network", Cancel>();
  const reported = new Set<string>();
  let lastChecked: Checked | undefined;

  function hold(slot: Slot | "network", start: () => Cancel): void {
    drop(slot);
    cancels.set(slot, start());
  }

  function drop(slot: Slot | "network"): void {
    const cancel = cancels.get(slot);
    cancels.delete(slot);
    cancel?.();
  }

  const requests = () => {
    const facts = ports.facts.read();
    return {
      http,
      facts,
      headers: requestHeaders(facts, identity, parts.language),
      utcMs: ports.clock.utcMs(),
    };
  };

  const performs: Performs = {
    join: () =>
      hold("network", () =>
        ports.network.start((state) =>
          post({ type: state === "up" ? "networkUp" : state === "down" ? "networkDown" : "unprovisioned" }),
        ),
      ),
    check: ({ token }) =>
      hold("check", () => {
        const request = requests();
        const body = reportBody(request.facts, ports.network.facts(), identity, parts.language);
        return runCheck({ ...request, url: memory.otaUrl(), body }, (result) => {
          if (!result.ok) {
            ports.log.write("warn", `check failed: ${describe(result.failure)}`);
            return post({ type: "checkFailed", token, failure: result.failure });
          }
          lastChecked = result.value;
          post({
            type: "checked",
            token,
            reply: summary(result.value.reply, request.facts.application.compileTimeMs),
          });
        });
      }),
    activate: ({ token, challenge }) =>
      hold("activate", () => {
        const request = requests();
        const serial = request.facts.serialNumber;
        return runActivate(
          { ...request, url: memory.otaUrl(), serial, challenge, crypto: ports.crypto },
          (outcome) => post({ type: "activated", token, outcome }),
        );
      }),
    open: ({ token, transport }) => hold("session", () => sessions.open(token, transport)),
    install: ({ token, version, url }) =>
      hold("install", () =>
        ports.firmware.install(
          { version, url },
          {
            progress: (doneBytes, totalBytes) =>
              post({
                type: "progress",
                token,
                doneBytes,
                ...(totalBytes === undefined ? {} : { totalBytes }),
              }),
            ended: (failure) =>
              post(
                failure === undefined
                  ? { type: "installed", token }
                  : { type: "installFailed", token, reason: failure },
              ),
          },
        ),
      ),
    cancel: ({ slot }) => drop(slot),
    arm: ({ slot, token, delayMs }) =>
      hold(slot, () => ports.timers.after(delayMs, () => post({ type: "expired", slot, token }))),
    disarm: ({ slot }) => drop(slot),
    send: ({ message }) => sessions.send(message),
    adopt: () => {
      if (lastChecked !== undefined) memory.adopt(lastChecked);
    },
    prove: ({ transport }) => memory.prove(transport),
    unprove: () => memory.prove(undefined),
    setClock: ({ utcMs, zoneOffsetMinutes }) => ports.clock.setUtc(utcMs, zoneOffsetMinutes),
    storeFirmwareAttempts: ({ attempts }) => memory.storeFirmwareAttempts(attempts),
    markValid: () => ports.firmware.markValid(),
    log: ({ level, line }) => ports.log.write(level, line),
    report: ({ state, event }) => {
      const what = `no answer to "${event}" in state ${state}`;
      if (reported.has(what)) return;
      reported.add(what);
      ports.log.write("error", what);
    },
  };

  return {
    perform: (effect) => (performs[effect.do] as (effect: Effect) => void)(effect),
    close: () => {
      for (const slot of [...cancels.keys()]) drop(slot);
    },
  };
}

/** A failure in a few words for the log. */
function describe(failure: {
  readonly kind: string;
  readonly status?: number;
  readonly detail?: string;
}): string {
  return [failure.kind, failure.status, failure.detail].filter((part) => part !== undefined).join(" ");
}

/** What the lifecycle may know of a reply: everything but the credentials. */
function summary(reply: CheckReply, compileTimeMs: number): CheckSummary {
  const { activation, firmware, serverTime } = reply;
  return {
    offered: offeredTransports(reply),
    ...(activation === undefined ? {} : { activation }),
    ...(firmware === undefined ? {} : { firmware }),
    ...(serverTime !== undefined && serverTimeIsPlausible(serverTime.utcMs, compileTimeMs)
      ? { serverTime }
      : {}),
  };
}

/** The HTTP port, telling the observer of each exchange. */
function observedHttp({ ports, observe }: RunnerParts): RunnerParts["ports"]["http"] {
  return {
    request: (request, settled) => {
      const startedAtMs = ports.clock.monotonicMs();
      return ports.http.request(request, (result) => {
        observe({
          event: "http",
          method: request.method,
          url: request.url.split("?")[0] ?? "",
          result: result.ok ? result.status : result.failure.kind,
          tookMs: ports.clock.monotonicMs() - startedAtMs,
        });
        settled(result);
      });
    },
  };
}
