/** Server-sent events: the present state to each page that joins, then every change to all of them. */
import type { ServerResponse } from "node:http";
import type { Change, Snapshot } from "../contract.js";
import { securityHeaders } from "./access/headers.js";
import { Refusal } from "./failure.js";

export interface Live {
  /** Sends the snapshot, and from then on every change. `signIn` is whose page it is. Throws Refusal if there are too many. */
  join(response: ServerResponse, signIn: string, snapshot: Snapshot): void;
  tell(change: Change): void;
  /** Ends the pages of one who signed out. */
  leave(signIn: string): void;
  /** How many pages are joined. */
  count(): number;
  /** Ends all; later ones are refused. Idempotent. */
  close(): void;
}

export interface LiveOptions {
  /** An open page counts as use of its sign-in; false ends it. */
  readonly isSignedIn: (signIn: string) => boolean;
  readonly heartbeatMs: number;
}

interface Page {
  readonly response: ServerResponse;
  readonly signIn: string;
  /** More than this not yet sent means that nobody reads. */
  readonly pendingMaxBytes: number;
}

const pagesMax = 64;
/** Beyond what the snapshot had. */
const pendingMaxBytes = 1024 * 1024;
/** After a lost connection the browser waits this long before it joins anew. */
const retryMs = 1_000;

export function createLive({ isSignedIn, heartbeatMs }: LiveOptions): Live {
  const pages = new Set<Page>();
  let closed = false;
  const write = (page: Page, text: string): void => {
    const { response } = page;
    if (response.writableLength <= page.pendingMaxBytes) response.write(text);
    // Cut, not ended: an end would wait for the reader too. A page that comes back gets a fresh snapshot.
    else response.destroy();
  };
  const end = (page: Page): void => {
    pages.delete(page);
    page.response.end();
  };
  const beat = setInterval(() => {
    for (const page of pages) {
      if (isSignedIn(page.signIn)) write(page, ":\n\n");
      else end(page);
    }
  }, heartbeatMs).unref();
  return {
    join(response, signIn, snapshot) {
      if (closed || pages.size >= pagesMax)
        throw new Refusal(503, "tooMany", `At most ${pagesMax} pages can watch at the same time.`);
      response.writeHead(200, {
        ...securityHeaders,
        "content-type": "text/event-stream",
        "cache-control": "no-store",
        "x-accel-buffering": "no",
      });
      const text = `retry: ${retryMs}\n${eventOf("snapshot", snapshot)}`;
      const page = { response, signIn, pendingMaxBytes: Buffer.byteLength(text) + pendingMaxBytes };
      pages.add(page);
      response.on("close", () => pages.delete(page));
      response.on("error", () => pages.delete(page));
      response.socket?.setKeepAlive(true, heartbeatMs);
      response.write(text);
    },
    tell(change) {
      if (pages.size === 0) return;
      const text = eventOf("change", change);
      for (const page of pages) write(page, text);
    },
    leave(signIn) {
      for (const page of pages) if (page.signIn === signIn) end(page);
    },
    count: () => pages.size,
    close() {
      closed = true;
      clearInterval(beat);
      for (const page of pages) end(page);
    },
  };
}

/** JSON has no line breaks of its own, so one `data` line is enough. */
function eventOf(name: "snapshot" | "change", data: Snapshot | Change): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
