/** A streamed download over the network ports' own connection: one GET, its body handed on piece by piece. */
import { formatHost, imageUrlMaxChars, parseUrl } from "../core/net/url.js";
import { downloads } from "../core/ota/downloads.js";
import type { Cancel, ChannelEnd } from "../core/ports.js";
import { framingOf, httpFeed } from "../moddable/net/http-feed.js";
import { Line, type NetStack } from "../moddable/net/line.js";
import { LineSocket } from "../moddable/net/line-socket.js";
import { SystemResolver } from "../moddable/net/resolver.js";
import type { HttpClient } from "../moddable/net/sdk.js";

export interface DownloadEvents {
  /** Names in lower case. False: the body is not wanted, and nothing more is told but `ended`. */
  answered(status: number, headers: ReadonlyMap<string, string>): boolean;
  /** The next bytes of the body. What it throws ends the download. */
  received(bytes: Uint8Array): void;
  /** The last callback: the body is complete, or why it is not, in a few words. */
  ended(failure: string | undefined): void;
}

export type Download = (
  url: string,
  headers: Readonly<Record<string, string>>,
  events: DownloadEvents,
) => Cancel;

/** The line is looked at so many times within the longest silence. */
const looks = 3;

export function lineDownload(stack: NetStack): Download {
  return (address, headers, events) => {
    const url = parseUrl(address, ["http", "https"], imageUrlMaxChars);
    if (!url.ok) return stack.timers.after(0, () => events.ended("the address is not usable"));
    const { host, port, path, scheme } = url.value;
    let client: HttpClient | undefined;
    let chunked = false;
    let leftBytes: number | undefined;
    /** Looks in a row at which nothing had come. */
    let silentLooks = 0;

    const line: Line = new Line(stack, {
      host,
      port,
      secure: scheme === "https",
      feed: httpFeed(
        () => chunked,
        (end) => line.fail(end),
      ),
      alive: () => {
        silentLooks = 0;
      },
      ended: (end) => events.ended(describe(end)),
      release: () => client?.close(),
    });
    const complete = () => line.finish(() => events.ended(undefined));
    const watch = (): void => {
      line.after(downloads.silentMs / looks, () => {
        silentLooks += 1;
        if (silentLooks > looks) line.fail({ kind: "timeout", afterMs: downloads.silentMs });
        else watch();
      });
    };
    const answered = (status: number, received: Map<string, string>): void => {
      const framing = framingOf(received);
      if (!framing.ok) return line.fail({ kind: "malformed", detail: framing.failure });
      chunked = framing.value.chunked;
      leftBytes = framing.value.lengthBytes;
      if (!events.answered(status, received) || leftBytes === 0) complete();
    };
    const body = (data: ArrayBuffer | undefined): void => {
      if (data === undefined || line.over) return;
      events.received(new Uint8Array(data));
      if (leftBytes === undefined) return;
      leftBytes -= data.byteLength;
      // The client says so only a turn later, and until then the peer's orderly end would look like a broken line.
      if (leftBytes <= 0) complete();
    };

    watch();
    line.guard(() => {
      client = new stack.sdk.HttpClient({
        host: formatHost(url.value),
        port,
        dns: { io: SystemResolver, line },
        socket: { io: LineSocket, line },
        onError: () => line.fail({ kind: "malformed", detail: "the answer is not HTTP" }),
      });
      client.request({
        method: "GET",
        path,
        headers: new Map(Object.entries({ ...headers, Connection: "close" })),
        onHeaders: (status, received) => line.guard(() => answered(status, received)),
        onReadable(count) {
          line.guard(() => body(this.read(count)));
        },
        onWritable() {},
        onDone: (error) => {
          if (error === null) complete();
        },
      });
    });
    return () => line.cancel();
  };
}

function describe(end: ChannelEnd): string {
  const detail = "detail" in end ? end.detail : "";
  return detail === "" ? end.kind : `${end.kind}: ${detail}`;
}
