/** Joining Wi-Fi over an interface that tells no reasons and throws at the wrong moment. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { NetworkState } from "../../src/core/ports.js";
import { type KnownNetwork, type WifiParts, wifiNetwork } from "../../src/esp32/wifi/joining.js";

/** Reproduces what the SDK's interface does: states 200, 300, 500; throws on connect while connecting. */
class FakeRadio {
  connection = 200;
  SSID: string | undefined;
  address: string | undefined;
  RSSI: number | undefined;
  channel: number | undefined;
  asked: string[] = [];
  closed = 0;
  reach: Record<string, number> = {};
  /** SSID → password that works. */
  accepts: Record<string, string> = {};
  /** Never says how it ended. */
  silent = false;
  /** Only these never do. */
  mute: readonly string[] = [];

  constructor(readonly onChanged: () => void) {}

  scan(options: {
    onFound(found: { SSID: string; BSSID: string; RSSI: number; channel: number }): void;
    onComplete(): void;
  }) {
    setTimeout(() => {
      for (const [SSID, RSSI] of Object.entries(this.reach))
        options.onFound({ SSID, RSSI, BSSID: "00:00:00:00:00:01", channel: 6 });
      options.onComplete();
    }, 100);
  }
  connect({ SSID, password = "" }: { SSID: string; password?: string }) {
    if (this.connection === 300) throw new Error("already connecting");
    this.asked.push(SSID);
    this.connection = 300;
    if (this.silent || this.mute.includes(SSID)) return;
    setTimeout(() => {
      const works = SSID in this.reach && this.accepts[SSID] === password;
      this.connection = works ? 500 : 200;
      if (works) Object.assign(this, { SSID, address: "192.168.1.9", RSSI: this.reach[SSID], channel: 6 });
      this.onChanged();
    }, 500);
  }
  disconnect() {
    const pending = this.connection === 300;
    this.connection = 200;
    // The event comes by way of another task, after `disconnect` has returned.
    if (pending)
      setTimeout(() => {
        this.connection = 200;
        this.onChanged();
      }, 50);
  }
  close() {
    this.closed += 1;
  }
  drop() {
    this.connection = 200;
    this.onChanged();
  }
}

let radio: FakeRadio | undefined;
let setUp: (radio: FakeRadio) => void;
let known: KnownNetwork[];
const states: NetworkState[] = [];

function join(parts: Partial<WifiParts> = {}) {
  const network = wifiNetwork({
    open: (onChanged) => {
      radio = new FakeRadio(onChanged);
      setUp(radio);
      return radio as unknown as ReturnType<WifiParts["open"]>;
    },
    known: () => known,
    timers: {
      after(delayMs, run) {
        const timer = setTimeout(run, delayMs);
        return () => clearTimeout(timer);
      },
    },
    guard: (run) => run,
    tell: () => {},
    ...parts,
  });
  return { network, cancel: network.start((state) => states.push(state)) };
}

beforeEach(() => {
  vi.useFakeTimers();
  states.length = 0;
  radio = undefined;
  known = [
    { ssid: "office", password: "o" },
    { ssid: "home", password: "h" },
  ];
  setUp = (made) => {
    made.reach = { office: -80, home: -50 };
    made.accepts = { office: "o", home: "h" };
  };
});

describe("Wi-Fi of a board", () => {
  it("joins the strongest of the networks it knows, and tells what it knows of the link", () => {
    const { network } = join();
    expect(states).toEqual([]);
    vi.advanceTimersByTime(1_000);
    expect(radio?.asked).toEqual(["home"]);
    expect(states).toEqual(["down", "up"]);
    expect(network.facts()).toEqual({
      kind: "wifi",
      ssidBytes: new TextEncoder().encode("home"),
      rssiDbm: -50,
      channel: 6,
      ip: "192.168.1.9",
    });
  });

  it("goes on to the next network when one refuses", () => {
    setUp = (made) => {
      made.reach = { office: -80, home: -50 };
      made.accepts = { office: "o", home: "other" };
    };
    join();
    vi.advanceTimersByTime(2_000);
    expect(radio?.asked).toEqual(["home", "office"]);
    expect(states.at(-1)).toBe("up");
  });

  it("gives a network up that never answers", () => {
    setUp = (made) => {
      made.reach = { home: -50 };
      made.silent = true;
    };
    join();
    vi.advanceTimersByTime(45_000);
    expect(radio?.asked.slice(0, 2)).toEqual(["home", "office"]);
  });

  it("doesn't take the late end of one network for the answer of the next", () => {
    known = [...known, { ssid: "guest", password: "g" }];
    setUp = (made) => {
      made.reach = { home: -50, office: -60, guest: -70 };
      made.accepts = { office: "o", guest: "g" };
      made.mute = ["home"];
    };
    join();
    vi.advanceTimersByTime(25_000);
    expect(radio?.asked).toEqual(["home", "office"]);
    expect(states.at(-1)).toBe("up");
  });

  it("tries for ever, more slowly, and comes back within a minute or so", () => {
    setUp = (made) => {
      made.accepts = { home: "h", office: "o" };
    };
    join();
    vi.advanceTimersByTime(3_600_000);
    const tries = radio?.asked.length ?? 0;
    expect(tries).toBeGreaterThan(60);
    expect(tries).toBeLessThan(200);
    if (radio) radio.reach = { home: -60 };
    vi.advanceTimersByTime(65_000);
    expect(states.at(-1)).toBe("up");
  });

  it("joins again when the link is lost", () => {
    join();
    vi.advanceTimersByTime(1_000);
    radio?.drop();
    vi.advanceTimersByTime(2_000);
    expect(states).toEqual(["down", "up", "down", "up"]);
  });

  it("says that it knows no network, and joins one that it is given later", () => {
    const given = known;
    known = [];
    join();
    vi.advanceTimersByTime(10_000);
    expect(states).toEqual(["unprovisioned"]);
    known = given;
    vi.advanceTimersByTime(5_000);
    expect(states.at(-1)).toBe("up");
  });

  it("does nothing after its cancel, whenever it comes", () => {
    for (const afterMs of [0, 50, 300, 1_000]) {
      const { cancel } = join();
      vi.advanceTimersByTime(afterMs);
      const told = states.length;
      cancel();
      cancel();
      radio?.drop();
      vi.advanceTimersByTime(60_000);
      expect(states.length).toBe(told);
    }
  });

  it("survives an interface that throws at everything", () => {
    join({
      open: () => {
        throw new Error("no memory");
      },
    });
    vi.advanceTimersByTime(600_000);
    expect(states).toEqual(["down"]);
  });
});
