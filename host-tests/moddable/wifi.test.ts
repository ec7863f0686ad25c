/** Joining Wi-Fi over an interface that tells no reasons and throws at the wrong moment. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Posted } from "../../src/core/lifecycle/events.js";
import type { NetworkState, NetworkTrouble } from "../../src/core/ports.js";
import { type KnownNetwork, type WifiParts, wifiNetwork } from "../../src/esp32/wifi/joining.js";
import { Life } from "../core/lifecycle/life.js";

/** Reproduces what the SDK's interface does: states 200, 300, 400, 500; throws on connect while connecting. */
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
  /** Never gives an address. */
  without: string[] = [];
  /** ESP-IDF's reason for the last disconnection. */
  reason = 0;

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
      if (works && this.without.includes(SSID)) {
        this.connection = 400;
        return this.onChanged();
      }
      this.connection = works ? 500 : 200;
      if (!works) this.reason = SSID in this.reach ? 15 : 201;
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
const troubles: (NetworkTrouble | undefined)[] = [];

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
    reason: () => {
      const reason = radio?.reason ?? 0;
      if (radio !== undefined) radio.reason = 0;
      return reason;
    },
    ...parts,
  });
  const start = () =>
    network.start((state, trouble) => {
      if (states.at(-1) !== state) states.push(state);
      if (state === "down" && trouble !== undefined) troubles.push(trouble);
    });
  return { network, start, cancel: start() };
}

beforeEach(() => {
  vi.useFakeTimers();
  states.length = 0;
  troubles.length = 0;
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

  it("a network that works is not kept from its turn by others that never answer, however often joining begins anew", () => {
    known = ["a", "b", "c", "home"].map((ssid) => ({ ssid, password: "h" }));
    setUp = (made) => {
      made.reach = { a: -40, b: -45, c: -50, home: -80 };
      made.accepts = { home: "h" };
      made.silent = true;
    };
    const { start, cancel } = join();
    let stop = cancel;
    const asked: string[] = [];
    for (let press = 0; press < 5; press++) {
      vi.advanceTimersByTime(25_000);
      asked.push(...(radio?.asked ?? []));
      stop();
      stop = start();
    }
    expect(asked).toContain("home");
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

  describe("tells why there is no network", () => {
    const told = (ready: (made: FakeRadio) => void, forMs = 30_000, parts: Partial<WifiParts> = {}) => {
      setUp = ready;
      join(parts);
      vi.advanceTimersByTime(forMs);
      return troubles.at(-1);
    };

    it("the password was changed", () => {
      const trouble = told((made) => {
        made.reach = { home: -50 };
        made.accepts = { home: "changed" };
      }, 3_000);
      expect(trouble).toEqual({ kind: "wrongPassword", ssid: "home" });
    });

    it("the password was changed, and the other networks are elsewhere: that is the one to mend", () => {
      known = [...known, { ssid: "old", password: "o" }];
      told((made) => {
        made.reach = { home: -50 };
        made.accepts = { home: "changed" };
      }, 60_000);
      expect(new Set(troubles.map((trouble) => trouble?.kind))).toEqual(new Set(["wrongPassword"]));
    });

    it("the router gives no address", () => {
      const trouble = told((made) => {
        made.reach = { home: -50 };
        made.accepts = { home: "h" };
        made.without = ["home"];
      });
      expect(trouble).toEqual({ kind: "noAddress", ssid: "home" });
    });

    it("the network never answers, or turns the device away for a reason that nobody tells", () => {
      known = [{ ssid: "home", password: "h" }];
      const silent = told((made) => {
        made.reach = { home: -50 };
        made.silent = true;
      });
      expect(silent).toEqual({ kind: "notJoined", ssid: "home" });
      troubles.length = 0;
      const unknown = told(
        (made) => {
          made.reach = { home: -50 };
        },
        3_000,
        { reason: () => 0 },
      );
      expect(unknown).toEqual({ kind: "notJoined", ssid: "home" });
    });

    it("the only network is out of reach, or all of them are", () => {
      expect(told(() => {}, 60_000)).toEqual({ kind: "outOfReach" });
      known = [{ ssid: "home", password: "h" }];
      troubles.length = 0;
      expect(told(() => {}, 60_000)).toEqual({ kind: "outOfReach", ssid: "home" });
    });

    it("a reason of the network before is not the next one's", () => {
      told((made) => {
        made.reach = { home: -50, office: -60 };
        made.silent = true;
        const disconnect = made.disconnect.bind(made);
        made.disconnect = () => {
          disconnect();
          setTimeout(() => {
            made.reason = 15;
          }, 100);
        };
      }, 60_000);
      expect(troubles.map((trouble) => trouble?.kind)).toEqual(["notJoined", "notJoined"]);
    });
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

describe("Wi-Fi of a board and the life of the device", () => {
  /** Joins as the lifecycle asks for it, and tells the lifecycle what comes of it. */
  function live(): Life {
    const { network, cancel } = join();
    cancel();
    const life = new Life();
    let stop = (): void => {};
    let deadline: ReturnType<typeof setTimeout> | undefined;
    const post = (happening: Posted): void => {
      life.post(happening);
      for (const effect of life.effects) {
        if (effect.do === "arm" && effect.slot === "deadline") {
          clearTimeout(deadline);
          deadline = setTimeout(
            () => post({ type: "expired", slot: "deadline", token: effect.token }),
            effect.delayMs,
          );
        }
        if (effect.do !== "join") continue;
        stop();
        stop = network.start((state, trouble) =>
          post(
            state === "up"
              ? { type: "networkUp" }
              : { type: "networkDown", ...(trouble === undefined ? {} : { trouble }) },
          ),
        );
      }
    };
    post({ type: "started" });
    return life;
  }

  it("three networks never answer: the fourth, which works, is joined in its turn", () => {
    known = ["a", "b", "c", "home"].map((ssid) => ({ ssid, password: "h" }));
    setUp = (made) => {
      made.reach = { a: -40, b: -45, c: -50, home: -80 };
      made.accepts = { home: "h" };
      const connect = made.connect.bind(made);
      made.connect = (options) => {
        made.silent = options.SSID !== "home";
        connect(options);
      };
    };
    const life = live();
    vi.advanceTimersByTime(65_000);
    expect(life.state.name).toBe("checking");
  });

  it("pauses more and more: it isn't begun anew in the middle of a pause", () => {
    setUp = () => {};
    live();
    vi.advanceTimersByTime(3_600_000);
    // One round takes at most a pause of a minute, a scan and two refusals; radios are made anew with each beginning.
    expect(radio?.asked.length).toBeGreaterThan(80);
    expect(radio?.closed).toBe(0);
  });
});
