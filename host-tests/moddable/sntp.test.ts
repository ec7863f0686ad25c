/** Setting a board's clock by SNTP, from servers that are silent, wrong, forged or want to be left alone. */
import { describe, expect, it } from "vitest";
import type { DatagramEvents, Network, NetworkState } from "../../src/core/ports.js";
import { moddableDatagrams } from "../../src/moddable/net/datagram.js";
import type { Udp } from "../../src/moddable/net/sdk.js";
import { createSntp, keepingTime } from "../../src/moddable/sntp.js";
import { askSntp } from "../../src/moddable/sntp-exchange.js";
import { VirtualTime } from "../fakes/virtual-time.js";
import { testStack } from "./net/stack.js";
import { type AnswerOptions, answerPacket } from "./sntp-server.js";

const minute = 60_000;
const hour = 60 * minute;
const builtAtMs = Date.UTC(2026, 10, 22);
const realUtcAtStartMs = Date.UTC(2026, 11, 24);

/** A socket that the client opened. */
class Socket {
  readonly sent: Uint8Array[] = [];
  closed = 0;
  /** The name is looked up. */
  ready = true;
  constructor(
    readonly host: string,
    readonly port: number,
    readonly events: DatagramEvents,
  ) {}
}

function board({ ready = true, servers = ["a.example", "b.example"] } = {}) {
  const time = new VirtualTime({ utcMs: builtAtMs });
  const sockets: Socket[] = [];
  const sets: number[] = [];
  const log: string[] = [];
  let byte = 0;
  const sntp = createSntp({
    servers,
    builtAtMs,
    timers: time,
    clock: {
      monotonicMs: () => time.monotonicMs(),
      utcMs: () => time.utcMs(),
      setFromSntp: (utcMs) => {
        sets.push(utcMs);
        time.setUtc(utcMs, undefined);
      },
    },
    random: { bytes: (count) => Uint8Array.from({ length: count }, () => (byte = (byte * 73 + 41) & 255)) },
    datagrams: {
      open(host, port, events) {
        const socket = new Socket(host, port, events);
        socket.ready = ready;
        sockets.push(socket);
        return {
          send(bytes) {
            if (socket.closed > 0 || !socket.ready) return false;
            socket.sent.push(bytes);
            return true;
          },
          close() {
            socket.closed += 1;
            // As the port has it: told once, a turn later.
            if (socket.closed === 1) time.after(0, () => events.closed(undefined));
          },
        };
      },
    },
    log: { write: (level, line) => void log.push(`${level} ${line}`) },
  });
  const last = (): Socket => {
    const socket = sockets.at(-1);
    if (socket === undefined) throw new Error("no server was asked");
    return socket;
  };
  const realUtcMs = () => realUtcAtStartMs + time.monotonicMs();
  const answer = (options: AnswerOptions = {}, socket = last()) =>
    socket.events.received(
      answerPacket(socket.sent[0] ?? new Uint8Array(48), { utcMs: realUtcMs(), ...options }),
    );
  return {
    sntp,
    time,
    sockets,
    sets,
    log,
    last,
    answer,
    realUtcMs,
    asked: () => sockets.map(({ host }) => host),
    up() {
      sntp.networkUp();
      time.advance(0);
    },
  };
}

describe("SNTP on a board", () => {
  it("asks the first server as soon as the network is up, once, and sets the clock with half of the round trip", () => {
    const { sets, time, last, answer, asked, up, realUtcMs, log } = board();
    up();
    expect(last()).toMatchObject({ host: "a.example", port: 123 });
    expect(last().sent).toHaveLength(1);
    time.advance(80);
    answer();
    expect(sets).toEqual([realUtcMs() + 40]);
    expect(last().closed).toBe(1);
    time.advance(hour);
    expect(asked()).toEqual(["a.example"]);
    expect(log).toHaveLength(1);
  });

  it("sends when the name is known, and counts the round trip from there", () => {
    const { sets, time, last, answer, up, realUtcMs } = board({ ready: false });
    up();
    time.advance(950);
    expect(last().sent).toEqual([]);
    last().ready = true;
    time.advance(150);
    expect(last().sent).toHaveLength(1);
    answer();
    expect((sets[0] ?? 0) - realUtcMs()).toBeLessThanOrEqual(50);
  });

  it("uses another random number for each question", () => {
    const { time, sockets, up } = board();
    up();
    time.advance(3_000);
    const [first, second] = sockets.map(({ sent }) => String(sent[0]?.subarray(40)));
    expect(first).not.toBe(second);
  });

  it("does not believe a forged answer, and still hears the true one", () => {
    const { sets, time, answer, up } = board();
    up();
    answer({ nonce: new Uint8Array(8), utcMs: Date.UTC(2050, 0) });
    answer({ nonce: new Uint8Array(8), stratum: 0, code: "DENY" });
    answer({ extraBytes: -40 });
    expect(sets).toEqual([]);
    time.advance(10);
    answer();
    expect(sets).toHaveLength(1);
    answer({ utcMs: Date.UTC(2050, 0) });
    expect(sets).toHaveLength(1);
  });

  it("goes on to the next server after 3 s of silence", () => {
    const { sets, sockets, time, answer, asked, up } = board();
    up();
    time.advance(2_999);
    expect(asked()).toEqual(["a.example"]);
    time.advance(1);
    expect(asked()).toEqual(["a.example", "b.example"]);
    expect(sockets[0]?.closed).toBe(1);
    answer({}, sockets[0]);
    expect(sets).toEqual([]);
    answer();
    expect(sets).toHaveLength(1);
  });

  it.each<[string, (world: ReturnType<typeof board>) => void]>([
    ["has no clock to tell", ({ answer }) => answer({ leap: 3 })],
    ["tells a time before the build", ({ answer }) => answer({ utcMs: builtAtMs - 1 })],
    [
      "has no address",
      ({ last }) =>
        last().events.closed({ kind: "unreachable", stage: "dns", detail: "the name is not known" }),
    ],
  ])("goes on to the next server at once when one %s", (_, happens) => {
    const world = board();
    world.up();
    happens(world);
    expect(world.asked()).toEqual(["a.example", "b.example"]);
    expect(world.sets).toEqual([]);
  });

  it("leaves a server alone for a day after a kiss of death", () => {
    const { time, answer, asked, up, log } = board({ servers: ["a.example"] });
    up();
    answer({ stratum: 0, code: "RATE" });
    time.advance(24 * hour - 1);
    expect(asked()).toEqual(["a.example"]);
    time.advance(2 * hour);
    expect(asked().length).toBeGreaterThan(1);
    expect(log[0]).toBe("warn sntp: no time: a.example: it wants to be left alone (RATE)");
  });

  it("asks the other server after a kiss of death, now and later", () => {
    const { time, answer, asked, up } = board();
    up();
    answer({ stratum: 0, code: "DENY" });
    answer();
    time.advance(12 * hour);
    expect(asked().slice(0, 3)).toEqual(["a.example", "b.example", "b.example"]);
  });

  it("tries for ever when nobody answers, at first after a minute or two, in the end once in half an hour or an hour", () => {
    const { time, asked, up, log } = board({ servers: ["a.example"] });
    up();
    const atMs: number[] = [];
    let seen = 0;
    while (time.monotonicMs() < 24 * hour) {
      if (asked().length > seen) atMs.push(time.monotonicMs());
      seen = asked().length;
      time.advanceToNext();
    }
    const pauses = atMs.slice(1).map((ms, at) => ms - (atMs[at] ?? 0));
    expect(pauses[0]).toBeGreaterThanOrEqual(minute);
    expect(pauses[0]).toBeLessThanOrEqual(2 * minute + 3_000);
    for (const pause of pauses.slice(6)) {
      expect(pause).toBeGreaterThanOrEqual(30 * minute);
      expect(pause).toBeLessThanOrEqual(hour + 3_000);
    }
    expect(new Set(pauses).size).toBeGreaterThan(pauses.length / 2);
    expect(log.filter((line) => line.startsWith("warn"))).toHaveLength(1);
  });

  it("asks again 6 to 12 h after it learned the time", () => {
    const { time, sets, answer, asked, up } = board();
    up();
    answer();
    time.advance(6 * hour - 1);
    expect(asked()).toHaveLength(1);
    for (let ms = 0; ms <= 6 * hour && asked().length === 1; ms += 1_000) time.advance(1_000);
    expect(asked()).toHaveLength(2);
    answer();
    expect(sets).toHaveLength(2);
  });

  it("stops while the network is down, and asks at once when it is back", () => {
    const { time, sockets, sets, answer, sntp, asked, up } = board();
    up();
    time.advance(1_000);
    sntp.networkDown();
    sntp.networkDown();
    expect(sockets[0]?.closed).toBe(1);
    answer();
    time.advance(hour);
    expect(sets).toEqual([]);
    expect(time.pendingCount).toBe(0);
    expect(asked()).toHaveLength(1);
    up();
    sntp.networkUp();
    time.advance(0);
    expect(asked()).toHaveLength(2);
  });

  it("does not ask at every turn of a link that comes and goes", () => {
    const { time, sntp, answer, asked, up } = board();
    const flap = (ms: number) => {
      for (let passed = 0; passed < ms; passed += 2_000) {
        up();
        time.advance(1_000);
        sntp.networkDown();
        time.advance(1_000);
      }
    };
    flap(minute);
    expect(asked().length).toBeLessThanOrEqual(5);
    const flapping = asked().length;
    up();
    while (asked().length === flapping) time.advance(100);
    answer();
    const before = asked().length;
    sntp.networkDown();
    flap(hour);
    expect(asked()).toHaveLength(before);
    time.advance(12 * hour);
    up();
    expect(asked()).toHaveLength(before + 1);
  });

  it("does nothing after it is closed, any number of times", () => {
    const { time, sntp, asked, up } = board();
    up();
    sntp.close();
    sntp.close();
    up();
    time.advance(24 * hour);
    expect(asked()).toHaveLength(1);
    expect(time.pendingCount).toBe(0);
  });
});

describe("SNTP over the datagram port", () => {
  it("hears the server that it asked and nobody else", () => {
    const time = new VirtualTime({ utcMs: builtAtMs });
    const writes: { bytes: Uint8Array; to: string }[] = [];
    const waiting: (ArrayBuffer & { address: string; port: number })[] = [];
    let closed = 0;
    let tell: (count: number) => void = () => {};
    class FakeUdp implements Udp {
      constructor({ onReadable }: { onReadable(count: number): void }) {
        tell = onReadable;
      }
      read() {
        return waiting.shift();
      }
      write(bytes: Uint8Array, address: string, port: number) {
        writes.push({ bytes: bytes.slice(), to: `${address}:${port}` });
      }
      close() {
        closed += 1;
      }
    }
    const outcomes: unknown[] = [];
    askSntp(
      {
        datagrams: moddableDatagrams(testStack({ timers: time }, { Udp: FakeUdp })),
        clock: time,
        timers: time,
        random: { bytes: (count) => new Uint8Array(count).fill(7) },
        builtAtMs,
      },
      "192.0.2.1",
      (outcome) => outcomes.push(outcome),
    );
    time.advance(100);
    expect(writes.map(({ to }) => to)).toEqual(["192.0.2.1:123"]);
    const packet = answerPacket(writes[0]?.bytes ?? new Uint8Array(48), { utcMs: realUtcAtStartMs });
    for (const [address, port] of [
      ["192.0.2.2", 123],
      ["192.0.2.1", 124],
      ["192.0.2.1", 123],
    ] as const) {
      expect(outcomes).toEqual([]);
      waiting.push(Object.assign(new Uint8Array(packet).buffer, { address, port }));
      tell(1);
    }
    expect(outcomes).toEqual([{ kind: "time", utcMs: realUtcAtStartMs + 50 }]);
    time.advance(10_000);
    expect(closed).toBe(1);
    expect(outcomes).toHaveLength(1);
  });
});

describe("a network that keeps the time", () => {
  it("tells the device first, then SNTP, and stops SNTP with the network", () => {
    const told: string[] = [];
    let change: (state: NetworkState) => void = () => {};
    const network: Network = {
      start(changed) {
        change = changed;
        return () => void told.push("cancel");
      },
      facts: () => ({ kind: "wifi", ip: "192.168.1.9" }),
    };
    const both = keepingTime(network, {
      networkUp: () => void told.push("sntp up"),
      networkDown: () => void told.push("sntp down"),
      close: () => {},
    });
    const cancel = both.start((state) => told.push(state));
    for (const state of ["down", "up", "unprovisioned"] as const) change(state);
    cancel();
    expect(told).toEqual([
      "down",
      "sntp down",
      "up",
      "sntp up",
      "unprovisioned",
      "sntp down",
      "cancel",
      "sntp down",
    ]);
    expect(both.facts()).toEqual({ kind: "wifi", ip: "192.168.1.9" });
  });
});
