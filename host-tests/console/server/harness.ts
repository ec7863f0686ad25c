import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import http, { type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll } from "vitest";
import { type Cloud, startCloud } from "../../../host/cloud/cloud.js";
import type { CloudOptions } from "../../../host/cloud/contract.js";
import { type Change, consolePath, type Snapshot } from "../../../host/console/contract.js";
import { type Console, type ConsoleOptions, createConsole } from "../../../host/console/server/console.js";

/** A cloud with a console for one test, and a browser as far as the server can tell. */

export const pageFolder = mkdtempSync(join(tmpdir(), "console-page-"));
mkdirSync(join(pageFolder, "assets"));
writeFileSync(join(pageFolder, "index.html"), "<!doctype html><title>Console</title>");
writeFileSync(join(pageFolder, "assets", "index-5f3a.js"), "export {};");
writeFileSync(join(pageFolder, "icon.svg"), "<svg/>");
afterAll(() => rmSync(pageFolder, { recursive: true, force: true }));

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what the server sent, and fails where it is not there
  readonly body: any;
}

export interface Asked {
  /** Sent as JSON, bytes as they are. */
  readonly body?: unknown;
  /** On top of what a browser on the page sends; undefined leaves one out. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

export interface Browser {
  /** A call from the page; `path` is below the calls' own. */
  call(method: string, path: string, asked?: Asked): Promise<Answer>;
  /** The same to any path. */
  ask(method: string, path: string, asked?: Asked): Promise<Answer>;
  signIn(secret?: string): Promise<Answer>;
  watch(): Promise<Watched>;
}

export interface Bench {
  readonly cloud: Cloud;
  readonly web: Console;
  readonly clock: { nowMs: number };
  readonly problems: string[];
  /** A browser that nobody has used yet. */
  browser(): Browser;
  /** A browser that is signed in. */
  signedIn(): Promise<Browser>;
  close(): Promise<void>;
}

const open: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

/** One for all tests of a `describe` that leave nothing behind. */
export function sharedBench(): () => Bench {
  let made: Bench | undefined;
  beforeAll(async () => {
    made = await start();
  });
  afterAll(() => made?.close());
  return () => {
    if (made === undefined) throw new Error("asked for outside of a test");
    return made;
  };
}

/** One for this test. */
export async function bench(
  options: Partial<ConsoleOptions> = {},
  cloudOptions: CloudOptions = {},
): Promise<Bench> {
  const made = await start(options, cloudOptions);
  open.push(made.close);
  return made;
}

async function start(options: Partial<ConsoleOptions> = {}, cloudOptions: CloudOptions = {}): Promise<Bench> {
  const clock = { nowMs: 1_000_000 };
  const problems: string[] = [];
  const web = createConsole({
    page: pageFolder,
    virtual: true,
    nowMs: () => clock.nowMs,
    onProblem: (message) => problems.push(message),
    ...options,
  });
  const cloud = await startCloud({
    assistantDelayMs: 0,
    ...cloudOptions,
    addRoutes: web.addRoutes,
    onEvent: web.see,
  });
  await web.open(cloud);
  const close = async () => {
    await web.close();
    await cloud.close();
  };
  const browser = () => newBrowser(cloud);
  return {
    cloud,
    web,
    clock,
    problems,
    browser,
    async signedIn() {
      const made = browser();
      await made.signIn(options.password ?? cloud.token);
      return made;
    },
    close,
  };
}

function newBrowser(cloud: Cloud): Browser {
  const { host, port } = new URL(cloud.consoleUrl);
  let cookie: string | undefined;
  const send = (method: string, path: string, { body, headers = {} }: Asked = {}) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const isBytes = body instanceof Uint8Array;
      const sent = {
        host,
        "sec-fetch-site": "same-origin",
        ...(method === "GET" ? {} : { origin: `http://${host}`, "x-console": "1" }),
        ...(body === undefined
          ? {}
          : { "content-type": isBytes ? "application/octet-stream" : "application/json" }),
        ...(cookie === undefined ? {} : { cookie }),
        ...headers,
      };
      const given = Object.entries(sent).filter((entry): entry is [string, string] => entry[1] !== undefined);
      const request = http.request(
        { host: "127.0.0.1", port, path, method, headers: Object.fromEntries(given), agent: false },
        resolve,
      );
      request.on("error", reject);
      request.end(body === undefined ? undefined : isBytes ? body : JSON.stringify(body));
    });
  const ask = async (method: string, path: string, asked?: Asked): Promise<Answer> => {
    const response = await send(method, path, asked);
    const [set] = response.headers["set-cookie"] ?? [];
    if (set !== undefined) cookie = set.split(";", 1)[0];
    let text = "";
    for await (const chunk of response) text += chunk;
    return {
      status: response.statusCode ?? 0,
      headers: response.headers,
      text,
      body: response.headers["content-type"]?.startsWith("application/json") ? JSON.parse(text) : undefined,
    };
  };
  const call = (method: string, path: string, asked?: Asked) => ask(method, consolePath + path, asked);
  return {
    ask,
    call,
    signIn: (token = cloud.token) => call("POST", "/session", { body: { token } }),
    async watch() {
      const response = await send("GET", `${consolePath}/live`);
      open.push(() => void response.destroy());
      return watched(response);
    },
  };
}

export interface Watched {
  readonly response: IncomingMessage;
  /** The first event. */
  readonly snapshot: Promise<Snapshot>;
  /** All changes so far. */
  readonly changes: readonly Change[];
  readonly comments: () => number;
  /** The first change, of those so far and to come, for which `wanted` holds. */
  next(wanted: (change: Change) => boolean): Promise<Change>;
  readonly ended: Promise<void>;
}

function watched(response: IncomingMessage): Watched {
  const changes: Change[] = [];
  const looking = new Set<() => void>();
  let comments = 0;
  let buffer = "";
  let first: (snapshot: Snapshot) => void = () => {};
  const snapshot = new Promise<Snapshot>((resolve) => {
    first = resolve;
  });
  response.setEncoding("utf8");
  response.on("data", (chunk: string) => {
    const blocks = (buffer + chunk).split("\n\n");
    buffer = blocks.pop() ?? "";
    for (const block of blocks) {
      if (block.startsWith(":")) comments += 1;
      const name = /^event: (.*)$/m.exec(block)?.[1];
      const data = /^data: (.*)$/m.exec(block)?.[1] ?? "null";
      if (name === "snapshot") first(JSON.parse(data) as Snapshot);
      if (name === "change") changes.push(JSON.parse(data) as Change);
    }
    for (const look of looking) look();
  });
  const ended = new Promise<void>((resolve) => {
    response.on("close", resolve);
    response.on("error", () => {});
  });
  return {
    response,
    snapshot,
    changes,
    comments: () => comments,
    ended,
    next: (wanted) =>
      new Promise((resolve) => {
        const look = (): void => {
          const found = changes.find(wanted);
          if (found === undefined) return;
          looking.delete(look);
          resolve(found);
        };
        looking.add(look);
        look();
      }),
  };
}
