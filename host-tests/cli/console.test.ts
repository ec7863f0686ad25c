import { beforeAll, describe, expect, it } from "vitest";
import { consolePassword } from "../../host/cli/console-password.js";
import { builtConsole } from "../../host/console/build.js";
import type { Snapshot } from "../../host/console/contract.js";
import { captured } from "./captured.js";

beforeAll(() => builtConsole());

const call = (consoleUrl: string, method: string, path: string, cookie = "", body?: unknown) =>
  fetch(`${consoleUrl}console/api${path}`, {
    method,
    headers: {
      "x-console": "1",
      origin: new URL(consoleUrl).origin,
      cookie,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

const signIn = (consoleUrl: string, token: string) => call(consoleUrl, "POST", "/session", "", { token });
const cookieOf = (answer: Response) => answer.headers.get("set-cookie")?.split(";", 1)[0] ?? "";

/** The first event of a live view, and a way to know its end. */
async function watch(
  consoleUrl: string,
  cookie: string,
): Promise<{ readonly snapshot: Snapshot; readonly ended: Promise<unknown> }> {
  const answer = await call(consoleUrl, "GET", "/live", cookie);
  const reader = answer.body?.getReader();
  let text = "";
  let data: string | undefined;
  while (data === undefined) {
    text += new TextDecoder().decode((await reader?.read())?.value);
    data = /^data: (.*)\n\n/m.exec(text)?.[1];
  }
  const drain = async (): Promise<void> => {
    while ((await reader?.read().catch(() => undefined))?.done === false);
  };
  return { snapshot: JSON.parse(data) as Snapshot, ended: drain() };
}

describe("start", () => {
  it("shows the same device in the terminal and on the page, and ends at once with a page open", async () => {
    const start = captured();
    const ended = start.run("start", "--engine", "node", "--json");
    const { token, console: url } = (await start.event(({ event }) => event === "listening")) as Record<
      string,
      string
    >;
    await start.event(({ event }) => event === "activation");
    const page = await fetch(String(url));
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining("<!doctype html>")]);
    const cookie = cookieOf(await signIn(String(url), String(token)));
    const { snapshot, ended: closed } = await watch(String(url), cookie);
    const [device] = snapshot.virtual;
    expect(device).toMatchObject({ state: "activating", engine: "node", display: "320x240" });
    const printed = start
      .events()
      .filter(({ event, from }) => from === undefined && event !== "screen" && event !== "listening");
    expect(device?.events.map(({ event }) => event)).toEqual(printed.slice(0, device?.events.length));
    expect(device?.screen).toEqual(start.events().findLast(({ event }) => event === "screen"));
    start.stop();
    expect(await ended).toBe(0);
    await closed;
    expect(start.stderr()).toBe("");
  });

  it("goes on when its device is removed on the page, and says so", async () => {
    const start = captured();
    const ended = start.run("start", "--engine", "node");
    await expect.poll(() => start.stdout()).toContain("To bind it");
    const [, url = "", token = ""] = /Console: (\S+)\n {2}Sign in: (\S+)\n/.exec(start.stdout()) ?? [];
    const cookie = cookieOf(await signIn(url, token));
    expect((await call(url, "DELETE", "/virtual/1", cookie)).status).toBe(204);
    expect(start.stdout()).toContain("Somebody removed this device on the page.");
    start.type("hello");
    expect((await call(url, "GET", "/session", cookie)).status).toBe(200);
    start.type("/quit");
    expect(await ended).toBe(0);
  });
});

describe("cloud", () => {
  it("open to the network asks for a password that it made, and takes the token no longer", async () => {
    const cloud = captured();
    const ended = cloud.run("cloud", "--host", "0.0.0.0");
    await expect.poll(() => cloud.stdout()).toContain("bind CODE");
    const field = (name: string) => new RegExp(`^ {2}${name} +(\\S+)$`, "m").exec(cloud.stdout())?.[1] ?? "";
    expect(field("sign in")).toMatch(/^([a-z2-9]{5}-){3}[a-z2-9]{5}$/);
    expect((await signIn(field("console"), field("token"))).status).toBe(401);
    const answer = await signIn(field("console"), field("sign in"));
    expect([answer.status, ((await answer.json()) as { virtual: boolean }).virtual]).toEqual([200, false]);
    cloud.stop();
    expect(await ended).toBe(0);
  });

  it("keeps its JSON line; a password that was made goes to stderr, one that was given nowhere", async () => {
    const made = captured();
    const madeEnded = made.run("cloud", "--host", "0.0.0.0", "--json");
    const line = await made.event(({ event }) => event === "listening");
    expect(Object.keys(line)).toEqual(["event", "ota", "api", "console", "mqtt", "token", "agent"]);
    expect(made.stderr()).toMatch(/^Password of the console: \S{23}\n$/);
    made.stop();
    expect(await madeEnded).toBe(0);
    const given = captured({ XIAOZHI_CONSOLE_PASSWORD: "correct horse" });
    const givenEnded = given.run("cloud");
    await expect.poll(() => given.stdout()).toContain("bind CODE");
    expect(given.stdout() + given.stderr()).not.toContain("correct horse");
    expect(given.stdout()).toMatch(/sign in +the password you gave/);
    given.stop();
    expect(await givenEnded).toBe(0);
  });

  it("refuses a password that is too short", async () => {
    const cloud = captured();
    expect(await cloud.run("cloud", "--password", "short")).toBe(2);
    expect(cloud.stderr()).toBe("The console's password must have 8 to 256 characters on one line.\n");
  });
});

describe("the password", () => {
  it("is needed as soon as somebody else could come, and each that is made is new", () => {
    for (const host of ["127.0.0.1", "127.9.9.9", "::1", "localhost"])
      expect(consolePassword(undefined, host, captured().io)).toBeUndefined();
    const made = ["0.0.0.0", "::", "192.168.1.2", "127.example", "my-computer"].map(
      (host) => consolePassword(undefined, host, captured().io)?.password,
    );
    expect(new Set(made).size).toBe(5);
  });

  it("that was given holds everywhere; the flag wins over the environment", () => {
    const env = { XIAOZHI_CONSOLE_PASSWORD: "from the environment" };
    expect(consolePassword(undefined, "127.0.0.1", captured(env).io)).toEqual({
      password: "from the environment",
      isInvented: false,
    });
    expect(consolePassword("from the flag", "0.0.0.0", captured(env).io)?.password).toBe("from the flag");
    expect(
      consolePassword(undefined, "127.0.0.1", captured({ XIAOZHI_CONSOLE_PASSWORD: "" }).io),
    ).toBeUndefined();
    expect(() => consolePassword("two\nlines", "127.0.0.1", captured().io)).toThrow("on one line");
  });
});
