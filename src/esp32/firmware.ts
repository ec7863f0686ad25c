/**
 * Firmware port of a board: streams an image into the slot that does not run. A broken download goes on where it broke, if the server
 * can do that and still has the same image; if the whole is wrong then, it is downloaded once more from its beginning. The first bytes are
 * looked at before anything is erased.
 */
import { codingOf, noCoding } from "../core/net/coding.js";
import { resolveLocation } from "../core/net/location.js";
import { isRedirect, redirectsMax } from "../core/net/redirects.js";
import { imageUrlMaxChars } from "../core/net/url.js";
import { downloads } from "../core/ota/downloads.js";
import { imageHeadBytes, imageRefusal } from "../core/ota/image.js";
import type { Cancel, Firmware, InstallEvents, Timers } from "../core/ports.js";
import { inOneLine } from "../moddable/guard.js";
import type { Download } from "./download.js";

/** The slot that does not run. Every call may throw. */
export interface Slot {
  readonly sizeBytes: number;
  /** Erases as it goes. */
  write(bytes: Uint8Array): void;
  /** Checks the whole image and chooses it for the next start. */
  complete(): void;
  close(): void;
}

export interface FirmwareParts {
  readonly download: Download;
  readonly openSlot: () => Slot;
  readonly timers: Timers;
  readonly markValid: () => void;
}

/** Flash is erased and written in these. */
const blockBytes = 4_096;
/** Told this often also because an install that tells of nothing new for five minutes is given up: a link may be as slow as it likes for an hour. */
const progressEveryBytes = 16_384;

export function esp32Firmware(parts: FirmwareParts): Firmware {
  return {
    install: (offer, events) => {
      const install = new Install(parts, offer, events);
      return () => install.cancel();
    },
    markValid: parts.markValid,
  };
}

/** A weak tag does not promise the same bytes: a server must not go on with it. */
const ifRange = (tag: string | undefined): Record<string, string> =>
  tag === undefined || tag.startsWith("W/") ? {} : { "If-Range": tag };

/** Thrown to end an install; the text is for the person. */
class Refused extends Error {}

class Install {
  readonly #parts: FirmwareParts;
  readonly #version: string;
  readonly #events: InstallEvents;
  readonly #block: Uint8Array;
  readonly #offeredUrl: string;
  #url: string;
  #slot: Slot | undefined;
  #running: Cancel;
  #over = false;
  #redirects = 0;
  #breaks = 0;
  #redirected = false;
  /** Why this can't go on; told when the connection has ended. */
  #refusal: string | undefined;
  /** In `#block`, not yet written. */
  #pendingBytes = 0;
  #writtenBytes = 0;
  /** To be passed over: a server that can't go on in the middle starts at the beginning. */
  #skipBytes = 0;
  #totalBytes: number | undefined;
  /** What the server calls this image. */
  #tag: string | undefined;
  #toldBytes = 0;
  /** Went on after a break: what the SDK's TCP lost before it is missing in the middle, and no server is to blame. */
  #resumed = false;
  #startedOver = false;

  constructor(
    parts: FirmwareParts,
    offer: { readonly version: string; readonly url: string },
    events: InstallEvents,
  ) {
    this.#parts = parts;
    this.#block = new Uint8Array(blockBytes);
    this.#version = offer.version;
    this.#offeredUrl = offer.url;
    this.#url = offer.url;
    this.#events = events;
    this.#running = parts.timers.after(0, () => this.#fetch());
  }

  cancel(): void {
    if (this.#over) return;
    this.#over = true;
    this.#running();
    this.#close();
  }

  get #doneBytes(): number {
    return this.#writtenBytes + this.#pendingBytes;
  }

  #fetch(): void {
    const from = this.#doneBytes;
    this.#refusal = undefined;
    this.#resumed ||= from > 0;
    // After a break from the offered address again: the one it led to may be signed for a while only.
    if (!this.#redirected) {
      this.#url = this.#offeredUrl;
      this.#redirects = 0;
    }
    this.#redirected = false;
    const headers: Record<string, string> = {
      "Accept-Encoding": noCoding,
      ...(from === 0 ? {} : { Range: `bytes=${from}-`, ...ifRange(this.#tag) }),
    };
    this.#running = this.#parts.download(this.#url, headers, {
      answered: (status, received) => this.#try(() => this.#answered(status, received)) === true,
      received: (bytes) => {
        if (this.#refusal === undefined) this.#try(() => this.#take(bytes));
      },
      ended: (failure) => this.#ended(failure),
    });
  }

  #answered(status: number, headers: ReadonlyMap<string, string>): boolean {
    if (isRedirect(status)) {
      this.#redirect(headers.get("location"));
      return false;
    }
    if (status !== 200 && status !== 206)
      throw new Refused(`the download was refused with HTTP status ${status}`);
    const coding = codingOf(headers.get("content-encoding"));
    if (coding !== undefined)
      throw new Refused(`the image came compressed (${coding.slice(0, 40)}), which was not asked for`);
    const from = this.#doneBytes;
    const range = /^bytes ([0-9]+)-[0-9]+\/([0-9]+)$/.exec(headers.get("content-range") ?? "");
    if (status === 206 && Number(range?.[1]) !== from)
      throw new Refused("the server went on at another place");
    const length = headers.get("content-length");
    const announced = status === 206 ? Number(range?.[2]) : length === undefined ? undefined : Number(length);
    const tag = headers.get("etag") ?? headers.get("last-modified");
    if (from > 0 && (announced !== this.#totalBytes || tag !== this.#tag))
      throw new Refused("the image changed during the download");
    this.#totalBytes = announced;
    this.#tag = tag;
    this.#skipBytes = status === 200 ? from : 0;
    return true;
  }

  #redirect(location: string | undefined): void {
    this.#redirects += 1;
    if (location === undefined || this.#redirects > redirectsMax)
      throw new Refused("the download leads from one address to the next");
    const target = resolveLocation(this.#url, location, imageUrlMaxChars);
    if (!target.ok && target.failure.reason === "insecure")
      throw new Refused("the download leads from a secure address to one that is not");
    if (!target.ok) throw new Refused("the download leads to an address that is not usable");
    this.#url = target.value.url;
    this.#redirected = true;
  }

  #take(bytes: Uint8Array): void {
    let rest = bytes.subarray(Math.min(this.#skipBytes, bytes.length));
    this.#skipBytes -= bytes.length - rest.length;
    while (rest.length > 0) {
      const part = rest.subarray(0, blockBytes - this.#pendingBytes);
      this.#block.set(part, this.#pendingBytes);
      this.#pendingBytes += part.length;
      rest = rest.subarray(part.length);
      if (this.#pendingBytes === blockBytes) this.#write();
    }
  }

  #write(): void {
    const bytes = this.#block.subarray(0, this.#pendingBytes);
    this.#slot ??= this.#begin(bytes);
    if (this.#doneBytes > this.#slot.sizeBytes)
      throw new Refused(`the image is larger than a slot (${this.#slot.sizeBytes} bytes)`);
    this.#slot.write(bytes);
    this.#writtenBytes += this.#pendingBytes;
    this.#pendingBytes = 0;
    this.#breaks = 0;
    if (this.#writtenBytes - this.#toldBytes < progressEveryBytes) return;
    this.#toldBytes = this.#writtenBytes;
    this.#events.progress(this.#writtenBytes, this.#totalBytes);
  }

  #begin(head: Uint8Array): Slot {
    const refusal = imageRefusal(head, this.#version);
    if (refusal !== undefined) throw new Refused(refusal);
    const slot = this.#parts.openSlot();
    const total = this.#totalBytes;
    if (total === undefined || (total >= imageHeadBytes && total <= slot.sizeBytes)) return slot;
    slot.close();
    throw new Refused(`the image has ${total} bytes, a slot ${slot.sizeBytes}`);
  }

  #ended(failure: string | undefined): void {
    if (this.#over) return;
    if (this.#refusal !== undefined) return this.#end(this.#refusal);
    if (this.#redirected) {
      this.#running = this.#parts.timers.after(0, () => this.#fetch());
      return;
    }
    const missing = this.#totalBytes === undefined ? undefined : this.#totalBytes - this.#doneBytes;
    if (failure === undefined && (missing === undefined || missing === 0)) {
      this.#try(() => this.#finish());
      if (this.#refusal !== undefined && this.#resumed && !this.#startedOver) return this.#startOver();
      return this.#end(this.#refusal);
    }
    this.#breaks += 1;
    if (this.#breaks > downloads.breaksMax)
      return this.#end(`download failed: ${failure ?? "it ended early"}`);
    this.#running = this.#parts.timers.after(downloads.breakPauseMs * this.#breaks, () => this.#fetch());
  }

  /** Once, all of it again. */
  #startOver(): void {
    this.#running();
    this.#close();
    this.#startedOver = true;
    this.#resumed = false;
    this.#writtenBytes = 0;
    this.#pendingBytes = 0;
    this.#toldBytes = 0;
    this.#breaks = 0;
    this.#running = this.#parts.timers.after(0, () => this.#fetch());
  }

  #finish(): void {
    if (this.#pendingBytes > 0) this.#write();
    if (this.#slot === undefined) throw new Refused("the image is empty");
    this.#slot.complete();
    this.#events.progress(this.#writtenBytes, this.#writtenBytes);
  }

  #end(failure: string | undefined): void {
    if (this.#over) return;
    this.#over = true;
    this.#close();
    this.#events.ended(failure);
  }

  #close(): void {
    try {
      this.#slot?.close();
    } catch {
      // Closed by `complete`.
    }
    this.#slot = undefined;
  }

  /** Runs a step; what it throws ends the install once the connection has ended. */
  #try<Value>(step: () => Value): Value | undefined {
    try {
      return step();
    } catch (error) {
      this.#refusal = error instanceof Refused ? error.message : `the flash failed: ${inOneLine(error)}`;
      // Nothing more of it is wanted.
      this.#running();
      this.#running = this.#parts.timers.after(0, () => this.#ended(undefined));
      return undefined;
    }
  }
}
