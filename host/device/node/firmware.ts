/** Firmware port of a virtual device: a real download, a pretended flash. */
import http, { type ClientRequest, type IncomingMessage } from "node:http";
import https from "node:https";
import { codingOf, noCoding } from "../../../src/core/net/coding.js";
import { resolveLocation } from "../../../src/core/net/location.js";
import { isRedirect, redirectsMax } from "../../../src/core/net/redirects.js";
import { imageUrlMaxChars } from "../../../src/core/net/url.js";
import { downloads } from "../../../src/core/ota/downloads.js";
import { imageHeadBytes, imageRefusal } from "../../../src/core/ota/image.js";
import type { Cancel, Firmware, InstallEvents } from "../../../src/core/ports.js";
import { type Ending, endOnce, type Fault, guarded } from "./callback.js";
import { codeOf } from "./failure.js";
import { lenient } from "./http.js";
import type { Slots } from "./slots.js";

/** Size of a slot in our 16 MB layout. */
export const imageMaxBytes = 0x7e_0000;
const progressIntervalMs = 250;

export interface NodeFirmware extends Firmware {
  /** The next install ends with this reason, after the download. */
  failNext(reason: string): void;
  /** Ends a running download without a callback. Idempotent. */
  close(): void;
}

/**
 * Downloads like a board (status 200, up to 3 redirects, never from https to http, at most one slot, 30 s without a byte is a failure), looks at
 * the first bytes like one, and then chooses the version for the next start.
 */
export function nodeFirmware(slots: Slots, fault: Fault, nowMs: () => number = Date.now): NodeFirmware {
  let failure: string | undefined;
  const running = new Set<Cancel>();
  return {
    install(offer, events) {
      const ending = endOnce<string | undefined>(fault, (reason) => {
        running.delete(cancel);
        events.ended(reason);
      });
      const finish = (reason: string | undefined): void => {
        if (ending.over()) return;
        const told = reason ?? failure;
        if (reason === undefined) failure = undefined;
        ending.settle(told ?? chosen(slots, offer.version, nowMs()));
      };
      const abort = download(offer, events, ending, finish, fault);
      const cancel = (): void => {
        running.delete(cancel);
        ending.cancel();
        abort();
      };
      running.add(cancel);
      return cancel;
    },
    markValid() {
      try {
        slots.markValid();
      } catch (error) {
        fault(error);
      }
    },
    failNext(reason) {
      failure = reason;
    },
    close() {
      for (const cancel of [...running]) cancel();
    },
  };
}

function chosen(slots: Slots, version: string, builtAtMs: number): string | undefined {
  try {
    slots.choose(version, builtAtMs);
    return undefined;
  } catch (error) {
    return `the choice of the image could not be stored: ${codeOf(error)}`;
  }
}

function download(
  offer: { readonly version: string; readonly url: string },
  events: InstallEvents,
  ending: Ending<string | undefined>,
  finish: (reason: string | undefined) => void,
  fault: Fault,
): Cancel {
  let call: ClientRequest | undefined;
  const get = (from: string, redirectsLeft: number): void => {
    try {
      const url = new URL(from);
      if (url.protocol !== "http:" && url.protocol !== "https:") throw new TypeError("only http and https");
      call = (url.protocol === "https:" ? https : http).get(url, {
        agent: false,
        timeout: downloads.silentMs,
        headers: { "Accept-Encoding": noCoding },
        ...lenient,
      });
    } catch {
      finish("the image URL is not a usable http or https address");
      return;
    }
    const active = call;
    active.on("timeout", () => active.destroy(new Error(`no byte for ${downloads.silentMs / 1000} s`)));
    active.on("error", (error) => finish(`download failed: ${codeOf(error) || error.message}`));
    active.on("response", (response) => {
      const coding = codingOf(response.headers["content-encoding"]);
      const target = redirectsLeft > 0 ? redirectOf(response, from) : undefined;
      if (target !== undefined) {
        active.destroy();
        active.removeAllListeners("error").on("error", () => {});
        if (target.ok) get(target.value.url, redirectsLeft - 1);
        else finish(`download failed: ${target.failure.detail}`);
      } else if (response.statusCode !== 200) {
        active.destroy();
        finish(`download failed: HTTP status ${response.statusCode}`);
      } else if (coding !== undefined) {
        active.destroy();
        finish(`the image came compressed (${coding.slice(0, 40)}), which was not asked for`);
      } else {
        receiveImage(response, offer.version, events, ending, finish, fault);
      }
    });
  };
  get(offer.url, redirectsMax);
  return () => call?.destroy();
}

function redirectOf(response: IncomingMessage, from: string) {
  const { location } = response.headers;
  if (!isRedirect(response.statusCode ?? 0) || location === undefined) return undefined;
  return resolveLocation(from, location, imageUrlMaxChars);
}

function receiveImage(
  response: IncomingMessage,
  version: string,
  events: InstallEvents,
  ending: Ending<string | undefined>,
  finish: (reason: string | undefined) => void,
  fault: Fault,
): void {
  const announced = Number(response.headers["content-length"]);
  const totalBytes = Number.isSafeInteger(announced) ? announced : undefined;
  let doneBytes = 0;
  /** Until there is enough to be looked at. */
  let head: Buffer | undefined = Buffer.alloc(0);
  const refuse = (reason: string): void => {
    finish(reason);
    response.destroy();
  };
  const look = (atLeastBytes: number): void => {
    if (head === undefined || head.length < atLeastBytes) return;
    const refusal = imageRefusal(head, version);
    head = undefined;
    if (refusal !== undefined) refuse(refusal);
  };
  let toldAtMs = Number.NEGATIVE_INFINITY;
  const tell = (): void => {
    toldAtMs = performance.now();
    if (!ending.over()) guarded(fault, () => events.progress(doneBytes, totalBytes));
  };
  response.on("data", (chunk: Buffer) => {
    if (ending.over()) return;
    doneBytes += chunk.length;
    if (head !== undefined) head = Buffer.concat([head, chunk]);
    look(imageHeadBytes);
    if (doneBytes > imageMaxBytes) refuse(`the image is larger than a slot (${imageMaxBytes} bytes)`);
    else if (performance.now() - toldAtMs >= progressIntervalMs) tell();
  });
  response.on("error", (error) => finish(`download failed: ${codeOf(error) || error.message}`));
  response.on("end", () => {
    tell();
    look(0);
    finish(undefined);
  });
}
