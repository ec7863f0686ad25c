/** Reading an emulated board's serial port: lines may be cut anywhere by a reset. */
import { expect, it } from "vitest";
import { isCrash, readLine, Trace } from "../../host/image/trace.js";

it.each([
  ['xiaozhi {"event":"state","state":"online"}\r', "event"],
  ['screen {"view":"standby"}', "screen"],
  ['memory {"chunkBytes":1}', "memory"],
  ['xiaozhi {"event":"sta', "line"],
  ["xiaozhi {not json}", "line"],
  ["info started: reset reason 1", "line"],
  ["", "line"],
] as const)("%j is a line of kind %s", (text, kind) => {
  expect(readLine(text).kind).toBe(kind);
});

it("waits for what is yet to be said, and each thing counts once", async () => {
  const trace = new Trace();
  const isOnline = (said: ReturnType<typeof readLine>) =>
    said.kind === "event" && said.event.event === "online";
  trace.add('xiaozhi {"event":"online"}');
  expect((await trace.next("online", isOnline, 1_000)).kind).toBe("event");
  const second = trace.next("online again", isOnline, 10_000);
  trace.add("noise");
  trace.add('xiaozhi {"event":"online"}');
  expect((await second).kind).toBe("event");
});

it("says what it waited for and what was said last when nothing comes", async () => {
  const trace = new Trace();
  trace.add("the last line");
  trace.end("the emulator ended");
  await expect(trace.next("online", () => false, 10_000)).rejects.toThrow(
    /the emulator ended before this came: online\n {2}the last line/,
  );
});

it.each([
  ["Guru Meditation Error: Core  1 panic'ed (LoadProhibited). Exception was unhandled.", true],
  ["abort() was called at PC 0x4201d8ae on core 0", true],
  ["XS abort: memory full ", true],
  ["assert failed: 0x40380529", true],
  ["info restart: new firmware", false],
  ["warn XS abort: told of the start before", false],
])("%s: crash %s", (line, crashed) => {
  expect(isCrash(line)).toBe(crashed);
});
