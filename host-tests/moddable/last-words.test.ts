/** What the machine says when it ends is told by the next one. */
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { keepLastWords, tellLastWords } from "../../src/moddable/last-words.js";
import { moddableLog } from "../../src/moddable/log.js";
import { PreferenceStore } from "./preference-store.js";

const stored = vi.hoisted(() => ({ now: undefined as unknown as { preference: object } }));
vi.mock("preference", () => ({
  default: new Proxy({}, { get: (_, name) => Reflect.get(stored.now.preference, name) }),
}));

const hook = globalThis as { abort?: (reason: string, thrown: unknown) => unknown };
let store: PreferenceStore;
let lines: string[];
let restarts: string[];
const start = () => {
  lines = [];
  const log = moddableLog("info", (line) => lines.push(line));
  tellLastWords("xiaozhi", log);
  keepLastWords("xiaozhi", log, () => restarts.push("now"));
  return log;
};
beforeEach(() => {
  store = new PreferenceStore();
  stored.now = store;
  restarts = [];
});
afterEach(() => {
  delete hook.abort;
});

it("the next start tells why the machine ended and the last lines before it, once", () => {
  const log = start();
  for (const line of ["one", "two", "three", "four", "five"]) log.write("info", line);
  // `false` would make XS go on.
  expect(hook.abort?.("unhandled exception", new Error("no such thing\nat all"))).not.toBe(false);
  start();
  expect(lines).toEqual([
    "error the run before this one ended by a fault:",
    "error   unhandled exception: no such thing at all",
    "error   info two",
    "error   info three",
    "error   info four",
    "error   info five",
  ]);
  start();
  expect(lines).toEqual([]);
});

it("keeps no credential that the error quotes", () => {
  start();
  hook.abort?.(
    "unhandled exception",
    new Error("bad header Authorization: Bearer TOKEN-1 of wss://a/?key=KEY-2"),
  );
  expect(String(store.values.get("xiaozhi/lastwords"))).toContain("bad header Authorization");
  expect(String(store.values.get("xiaozhi/lastwords"))).not.toMatch(/TOKEN-1|KEY-2/);
});

it("notes the first fault only, and starts anew at once: the SDK would call again and again", () => {
  start();
  hook.abort?.("unhandled exception", new Error("the real one"));
  hook.abort?.("unhandled exception", new TypeError("cannot coerce undefined to object"));
  expect(restarts).toEqual(["now"]);
  start();
  expect(lines[1]).toBe("error   unhandled exception: the real one");
});

it("works without an exception, as when memory ran out, and stays within what a record may hold", () => {
  const log = start();
  for (let at = 0; at < 9; at++) log.write("info", "x".repeat(500));
  hook.abort?.("memory full", undefined);
  start();
  expect(lines[1]).toBe("error   memory full");
  expect(String(store.values.get("xiaozhi/lastwords") ?? "").length).toBeLessThan(4_000);
});

it("broken storage is told, not thrown", () => {
  store.broken = true;
  start();
  expect(lines).toEqual(["error last words can't be read: nvs"]);
});
