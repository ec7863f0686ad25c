/** Carries out effects over the ports and turns every callback into an event. No decisions here. */
import { frozen } from "../frozen.js";
import type { Effect } from "../lifecycle/effects.js";
import type { CheckSummary, Posted } from "../lifecycle/events.js";
import type { Slot } from "../lifecycle/names.js";
import { astrayLine } from "../lifecycle/transition.js";
import { runActivate } from "../ota/activate.js";
import { type Checked, runCheck } from "../ota/check.js";
import { serverTimeIsPlausible } from "../ota/clock.js";
import { imageId } from "../ota/firmware-decision.js";
import type { CheckReply } from "../ota/reply.js";
import { reportBody, requestHeaders } from "../ota/report.js";
import { offeredTransports } from "../ota/settings.js";
import type { Cancel, Http, NetworkFailure } from "../ports.js";
import { cleanLine } from "../text/clip.js";
import { redacted } from "../text/redact.js";
import type { RunnerParts } from "./runner-parts.js";
import { createSessions, type Sessions } from "./sessions.js";

export interface Performer {
  perform(effect: Exclude<Effect, { do: "restart" }>): void;
  /**
   * This has ended by itself: what could still cancel it, and all that hangs on that, is let go. Of a lost session that is 900 slots on a
   * board, of a request hundreds.
   */
  forget(slot: Slot): void;
  /** Abandons all that is under way. Idempotent. */
  close(): void;
}

/** What the performer of one device works with. */
interface Work {
  readonly parts: RunnerParts;
  readonly post: (happening: Posted) => void;
  readonly http: Http;
  readonly sessions: Sessions;
  readonly cancels: Map<Slot | "network", Cancel>;
  /** Reports and other lines that have been told and are told once. */
  readonly reported: Set<string>;
  /** The answer of the check that the lifecycle is about to adopt. */
  lastChecked: Checked | undefined;
  /** What the last check offered and was not taken, already told. */
  refused: string | undefined;
  /** Where the adopted check offers an image, with the signature that the lifecycle isn't told. */
  imageUrl: string | undefined;
}

export function createPerformer(parts: RunnerParts, post: (happening: Posted) => void): Performer {
  const work: Work = {
    parts,
    post,
    http: observedHttp(parts),
    sessions: createSessions(parts, post),
    cancels: new Map(),
    reported: new Set(),
    lastChecked: undefined,
    refused: undefined,
    imageUrl: undefined,
  };
  return {
    perform: (effect) => (performs[effect.do] as (work: Work, effect: Effect) => void)(work, effect),
    forget: (slot) => void work.cancels.delete(slot),
    close: () => {
      for (const slot of [...work.cancels.keys()]) drop(work, slot);
    },
  };
}

function hold(work: Work, slot: Slot | "network", start: () => Cancel): void {
  drop(work, slot);
  work.cancels.set(slot, start());
}

function drop({ cancels }: Work, slot: Slot | "network"): void {
  const cancel = cancels.get(slot);
  cancels.delete(slot);
  cancel?.();
}

/** What every request to the cloud needs. */
function requestOf({ http, parts: { ports, memory, identity, language } }: Work) {
  const facts = ports.facts.read();
  return {
    http,
    clock: ports.clock,
    facts,
    headers: requestHeaders(facts, identity, language),
    utcMs: ports.clock.utcMs(),
    url: memory.otaUrl(),
  };
}

type Performs = {
  readonly [D in Exclude<Effect["do"], "restart">]: (work: Work, effect: Extract<Effect, { do: D }>) => void;
};

/** At module level, not made for each device: on a board they lie in flash and take no memory. */
const performs: Performs = frozen({
  join: (work) =>
    hold(work, "network", () =>
      work.parts.ports.network.start((state, trouble) => {
        if (state !== "down") work.post({ type: state === "up" ? "networkUp" : "unprovisioned" });
        else work.post({ type: "networkDown", ...(trouble === undefined ? {} : { trouble }) });
      }),
    ),
  check: (work, { token }) =>
    hold(work, "check", () => {
      const { ports, memory, identity, language } = work.parts;
      const request = requestOf(work);
      const body = reportBody(request.facts, ports.network.facts(), identity, language);
      const { compileTimeMs } = request.facts.application;
      return runCheck({ ...request, body, tlsOnly: memory.tlsOnly() }, (result) => {
        if (!result.ok) {
          ports.log.write("warn", `check failed: ${describe(result.failure)}`);
          return work.post({ type: "checkFailed", token, failure: result.failure });
        }
        const { refused } = result.value.reply;
        // Where polls are checks it comes every two seconds.
        if (refused !== undefined && refused !== work.refused)
          ports.log.write("warn", `not taken: ${refused}`);
        work.refused = refused;
        work.lastChecked = result.value;
        work.post({ type: "checked", token, reply: summary(result.value.reply, compileTimeMs) });
      });
    }),
  activate: (work, { token, challenge }) =>
    hold(work, "activate", () => {
      const request = requestOf(work);
      const serial = request.facts.serialNumber;
      return runActivate({ ...request, serial, challenge, crypto: work.parts.ports.crypto }, (outcome) =>
        work.post({ type: "activated", token, outcome }),
      );
    }),
  open: (work, { token, transport }) => hold(work, "session", () => work.sessions.open(token, transport)),
  greet: (work) => work.sessions.greet(),
  install: (work, { token, version, url }) =>
    hold(work, "install", () =>
      work.parts.ports.firmware.install(
        { version, url: signedUrl(work, url) },
        {
          progress: (doneBytes, totalBytes) =>
            work.post({
              type: "progress",
              token,
              doneBytes,
              ...(totalBytes === undefined ? {} : { totalBytes }),
            }),
          ended: (failure) =>
            work.post(
              failure === undefined
                ? { type: "installed", token }
                : { type: "installFailed", token, reason: wordsOf(failure) },
            ),
        },
      ),
    ),
  cancel: (work, { slot }) => drop(work, slot),
  arm: (work, { slot, token, delayMs }) =>
    hold(work, slot, () =>
      work.parts.ports.timers.after(delayMs, () => work.post({ type: "expired", slot, token })),
    ),
  disarm: (work, { slot }) => drop(work, slot),
  send: (work, { message }) => work.sessions.send(message),
  adopt: (work) => {
    if (work.lastChecked !== undefined) {
      work.parts.memory.adopt(work.lastChecked);
      work.imageUrl = work.lastChecked.reply.firmware?.url;
    }
    // Taken over: a board has better uses for the memory.
    work.lastChecked = undefined;
  },
  prove: (work, { transport, afterFailures }) => work.parts.memory.prove(transport, afterFailures),
  setClock: (work, { utcMs, zoneOffsetMinutes }) => work.parts.ports.clock.setUtc(utcMs, zoneOffsetMinutes),
  storeFirmwareAttempts: (work, { attempts, canWait = false }) =>
    work.parts.memory.storeFirmwareAttempts(attempts, canWait),
  markValid: (work) => work.parts.ports.firmware.markValid(),
  log: ({ reported, parts }, { level, line, once }) => {
    if (once && reported.has(line)) return;
    if (once) reported.add(line);
    parts.ports.log.write(level, line);
  },
  report: ({ reported, parts }, { state, event, to }) => {
    const what =
      to === undefined ? `no answer to "${event}" in state ${state}` : astrayLine(state, event, to);
    if (reported.has(what)) return;
    reported.add(what);
    parts.ports.log.write("error", what);
  },
});

/** A failure in a few words for the log. */
function describe(failure: {
  readonly kind: string;
  readonly status?: number;
  readonly detail?: string;
}): string {
  return [failure.kind, failure.status, failure.detail].filter((part) => part !== undefined).join(" ");
}

/** The whole URL of an image. An offer that a later check has replaced by another is downloaded as it is. */
function signedUrl({ imageUrl }: Work, url: string): string {
  return imageUrl !== undefined && imageId(imageUrl) === url ? imageUrl : url;
}

/** What the lifecycle may know of a reply: everything but the credentials, signed URLs included. */
function summary(reply: CheckReply, compileTimeMs: number): CheckSummary {
  const { activation, firmware, serverTime } = reply;
  return {
    offered: offeredTransports(reply),
    ...(activation === undefined ? {} : { activation }),
    ...(firmware === undefined ? {} : { firmware: { ...firmware, url: imageId(firmware.url) } }),
    ...(serverTime !== undefined && serverTimeIsPlausible(serverTime.utcMs, compileTimeMs)
      ? { serverTime }
      : {}),
  };
}

/** A platform's words: they go to the log, the screen and the event stream, and may quote what it was given. */
const wordsOf = (text: string): string => redacted(cleanLine(text, 160));

const worded = (failure: NetworkFailure): NetworkFailure =>
  "detail" in failure ? { ...failure, detail: wordsOf(failure.detail) } : failure;

/** The HTTP port, telling the observer of each exchange. */
function observedHttp({ ports, observe }: RunnerParts): Http {
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
        settled(result.ok ? result : { ok: false, failure: worded(result.failure) });
      });
    },
  };
}
