import { describe, expect, test } from "vitest";
import { downloads } from "../../../src/core/ota/downloads.js";
import type { FirmwareAttempt } from "../../../src/core/ota/firmware-attempt.js";
import { resolveRollback } from "../../../src/core/ota/firmware-decision.js";
import {
  activationPollMs,
  delayMs,
  firstRecheckDelayMs,
  recheckDelayMs,
  retryAfterDelayMs,
  schedule,
} from "../../../src/core/schedule.js";
import { screenOf } from "../../../src/core/screen/of.js";
import {
  bound,
  ends,
  Life,
  newer,
  nothingRemembered,
  provenWebsocket,
  startUtcMs,
  unbound,
  unreachable,
} from "./life.js";

const minute = 60_000;
const hour = 60 * minute;

describe("schedules", () => {
  test("the exponent saturates and the cap holds for any attempt and roll", () => {
    for (const attempt of [0, 1, 6, 7, 31, 1e6, Number.MAX_SAFE_INTEGER])
      for (const roll of [0, 0.5, 0.999_999]) {
        const ms = delayMs(schedule.checkFailed, attempt, roll);
        expect(ms).toBeGreaterThanOrEqual(0);
        expect(ms).toBeLessThanOrEqual(120_000);
      }
  });

  test("jitter is full: at the ceiling too, devices spread over the whole delay", () => {
    expect(delayMs(schedule.checkFailed, 20, 0)).toBe(120_000);
    expect(delayMs(schedule.checkFailed, 20, 0.5)).toBe(60_000);
    expect(delayMs(schedule.checkFailed, 20, 0.999)).toBeLessThan(200);
  });

  test("rechecks come every 6 h ± 20 %", () => {
    expect(recheckDelayMs(0)).toBe(4.8 * hour);
    expect(recheckDelayMs(0.5)).toBe(6 * hour);
    expect(recheckDelayMs(0.999_999)).toBeLessThanOrEqual(7.2 * hour);
  });

  test("the wait for a lost answer is longer than the two HTTP timeouts a check may take", () => {
    expect(schedule.overdueMs).toBeGreaterThan(2 * 30_000);
    expect(schedule.connectDeadlineMs).toBeGreaterThan(10_000 + 10_000);
  });

  test("the first recheck after power-on is spread as if rechecks had always been going on", () => {
    const rolls = Array.from({ length: 10_000 }, (_, at) => (at + 0.5) / 10_000);
    const delays = rolls.map(firstRecheckDelayMs);
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...delays)).toBeLessThanOrEqual(7.2 * hour);
    const within = (fromMs: number, untilMs: number) =>
      delays.filter((ms) => ms >= fromMs && ms < untilMs).length / delays.length;
    // A sixth of them in each hour before the shortest interval is over; then it thins out.
    for (const at of [0, 1, 2, 3]) expect(within(at * hour, (at + 1) * hour)).toBeCloseTo(1 / 6, 3);
    expect(within(4.8 * hour, 6 * hour)).toBeCloseTo(0.15, 3);
    expect(within(6 * hour, 7.2 * hour)).toBeCloseTo(0.05, 3);
  });

  test("activation polls never end", () => {
    expect(activationPollMs(Number.MAX_SAFE_INTEGER)).toBe(30_000);
  });
});

describe("failures of the check", () => {
  test("are retried for ever: from 2 s, doubling, at most 120 s", () => {
    const life = new Life().boot();
    life.roll = 0;
    const delays = Array.from({ length: 9 }, () => {
      life.checkFailed();
      const ms = life.delayMs("retry");
      life.expired("retry");
      return ms;
    });
    expect(delays).toEqual([2, 4, 8, 16, 32, 64, 120, 120, 120].map((s) => s * 1_000));
    expect(life.state.name).toBe("checking");
  });

  test("a success resets the count", () => {
    const life = new Life().boot().checkFailed().expired("retry").checked(bound);
    expect(life.state.checkFailures).toBe(0);
  });

  test("Retry-After is a floor, honoured up to one hour, and what comes on top is left to chance: it is told to all", () => {
    const life = new Life().boot();
    life.roll = 0;
    life.checkFailed({ kind: "http", status: 503, text: "", retryAfterMs: 600_000 });
    expect(life.delayMs("retry")).toBe(1.5 * 600_000);
    life
      .after(1.5 * 600_000)
      .expired("retry")
      .checkFailed({ kind: "http", status: 503, text: "", retryAfterMs: 5 * hour });
    expect(life.delayMs("retry")).toBe(1.5 * hour);
    life.roll = 0.999_999;
    life
      .after(1.5 * hour)
      .expired("retry")
      .checkFailed({ kind: "http", status: 503, text: "", retryAfterMs: 600_000 });
    expect(life.delayMs("retry")).toBe(600_000);
  });

  test.each([429, 503])(
    "HTTP %i, too busy: as after four failures, since others were refused as well",
    (status) => {
      const failure = { kind: "http", status, text: "" } as const;
      const life = new Life().online().expired("recheck");
      life.roll = 0;
      life.checkFailed(failure);
      expect(life.delayMs("recheck")).toBe(32_000);
      for (let at = 0; at < 5; at++) life.expired("recheck").checkFailed(failure);
      expect(life.delayMs("recheck")).toBe(64_000);
      // Not where a person may wait for a code.
      const unknown = new Life().boot();
      unknown.roll = 0;
      expect(unknown.checkFailed(failure).delayMs("retry")).toBe(2_000);
    },
  );

  test("the screen's reason is the failure itself: refused and unreachable are told apart", () => {
    const refused = { kind: "refused", text: "Invalid OTA request" } as const;
    expect(new Life().boot().checkFailed(refused).state.wait?.reason).toEqual({
      kind: "checkFailed",
      failure: refused,
    });
  });

  test("a button ends the wait", () => {
    expect(new Life().boot().checkFailed().post({ type: "pressed" }).did("check")).toBe(true);
  });

  test("a check whose answer is lost counts as failed", () => {
    const life = new Life().boot().expired("overdue");
    expect(life.state.name).toBe("waiting");
    expect(life.effects).toContainEqual({ do: "cancel", slot: "check" });
  });

  test("with a stored, proven transport the device connects although the OTA server is down", () => {
    const life = new Life(provenWebsocket).boot();
    life.roll = 0;
    life.checkFailed();
    expect(life.openedTransport()).toBe("websocket");
    expect(life.delayMs("recheck")).toBe(2_000);
    life.opened();
    expect(life.state.name).toBe("online");
    // and goes on asking in the background
    life.expired("recheck");
    expect(life.did("check")).toBe(true);
    life.checkFailed();
    expect(life.state.name).toBe("online");
    expect(life.delayMs("recheck")).toBe(4_000);
  });

  test("a check that is too busy, and a stored transport: connects, but not at the same moment as all the others", () => {
    const life = new Life(provenWebsocket).boot();
    life.roll = 0;
    life.checkFailed({ kind: "http", status: 503, text: "", retryAfterMs: 30_000 });
    expect(life.state.wait?.resume).toBe("connecting");
    expect(life.delayMs("retry")).toBe(16_000);
    expect(life.delayMs("recheck")).toBe(62_000);
    expect(life.expired("retry").openedTransport()).toBe("websocket");
  });

  test("without a proven transport it doesn't", () => {
    const { proven: _not, ...offeredOnly } = provenWebsocket;
    expect(new Life(offeredOnly).boot().checkFailed().state.name).toBe("waiting");
    const unboundBefore = { ...provenWebsocket, bound: false };
    expect(new Life(unboundBefore).boot().checkFailed().state.name).toBe("waiting");
  });
});

describe("upkeep without restart", () => {
  test("the check is repeated every 6 h ± 20 % while online; the first time anywhere within that", () => {
    const life = new Life().boot();
    life.roll = 0.25;
    life.checked(bound);
    expect(life.delayMs("recheck")).toBe(1.5 * hour);
    life
      .opened()
      .after(1.5 * hour)
      .expired("recheck");
    expect(life.did("check")).toBe(true);
    expect(life.state.name).toBe("online");
    life.roll = 0.5;
    life.checked(bound);
    expect(life.delayMs("recheck")).toBe(6 * hour);
  });

  test("a check for another reason leaves the time of the regular one alone", () => {
    const life = new Life().boot();
    life.roll = 0.5;
    life.checked(bound).opened().after(hour).ended(ends.suspect);
    expect(life.did("check")).toBe(true);
    life.checked(bound);
    expect(life.delayMs("recheck")).toBe(2 * hour);
  });

  test("new credentials are kept but an open session is not cut", () => {
    const life = new Life().online().expired("recheck").checked(bound);
    expect(life.did("adopt")).toBe(true);
    expect(life.did("cancel")).toBe(false);
    expect(life.state.name).toBe("online");
  });

  test("the network returns: a check if the last is older than ten minutes, else straight to the session", () => {
    const soon = new Life()
      .online()
      .after(9 * minute)
      .post({ type: "networkDown" })
      .post({ type: "networkUp" });
    expect(soon.state.name).toBe("connecting");
    const late = new Life()
      .online()
      .after(11 * minute)
      .post({ type: "networkDown" })
      .post({ type: "networkUp" });
    expect(late.state.name).toBe("checking");
  });

  test.each([
    ["refused upgrade", ends.suspect],
    ["no server hello", ends.helloTimeout],
  ])("a sign of bad credentials asks the check at once: %s", (_name, end) => {
    const life = new Life()
      .online()
      .after(2 * hour)
      .ended(ends.lost)
      .expired("retry")
      .ended(end);
    expect(life.state.name).toBe("checking");
    expect(life.did("check")).toBe(true);
    // one connect with what the check brought
    expect(life.checked(bound).state.name).toBe("connecting");
  });

  test("credentials refused right after a check: it is asked once more at once, and then a minute later", () => {
    const life = new Life().boot().checked(bound).after(1_000).ended(ends.suspect);
    expect(life.did("check")).toBe(true);
    life.after(100).checked(bound).after(1_000).ended(ends.suspect);
    expect(life.state.name).toBe("waiting");
    life.after(minute).expired("retry").ended(ends.suspect);
    expect(life.did("check")).toBe(true);
  });

  test("at most one such check a minute, however often the server refuses", () => {
    const life = new Life().boot().checked(bound);
    let checks = 0;
    const startMs = life.atMs;
    life.roll = 0.9;
    while (life.atMs - startMs < 10 * minute) {
      life.after(500).ended(ends.suspect);
      if (life.did("check")) {
        checks += 1;
        life.after(100).checked(bound);
      } else life.after(life.delayMs("retry") ?? 0).expired("retry");
    }
    expect(checks).toBeGreaterThan(3);
    expect(checks).toBeLessThanOrEqual(10);
  });

  test("a button breaks a server's quiet once: the next failure keeps to it", () => {
    const life = new Life().boot();
    life.checkFailed({ kind: "http", status: 503, text: "", retryAfterMs: 600_000 });
    life.after(60_000).post({ type: "pressed" });
    expect(life.did("check")).toBe(true);
    life.checkFailed();
    expect(life.delayMs("retry")).toBe(retryAfterDelayMs(540_000, 0, life.roll));
  });

  test("a wish for quiet for an answer to bad credentials: it connects meanwhile", () => {
    const life = new Life()
      .online()
      .after(2 * hour)
      .expired("recheck")
      .ended(ends.suspect);
    expect(life.state.name).toBe("checking");
    life.checkFailed({ kind: "http", status: 503, text: "", retryAfterMs: 600_000 }).expired("retry");
    expect(life.did("check")).toBe(false);
    expect(life.state.name).toBe("connecting");
  });

  test("a server that wants quiet (Retry-After) gets it, however bad the credentials look", () => {
    const life = new Life()
      .online()
      .after(2 * hour)
      .expired("recheck");
    life.checkFailed({ kind: "http", status: 429, text: "", retryAfterMs: hour });
    life.roll = 0.5;
    const endMs = life.atMs + hour;
    life.ended(ends.suspect);
    while (life.atMs < endMs - minute) {
      expect(life.did("check")).toBe(false);
      life
        .after(life.delayMs("retry") ?? 0)
        .expired("retry")
        .ended(ends.suspect);
    }
    life
      .after(2 * minute)
      .expired("retry")
      .ended(ends.suspect);
    expect(life.did("check")).toBe(true);
  });

  test.each([
    ["after power-on", () => new Life(provenWebsocket).boot()],
    [
      "after hours of being online",
      () =>
        new Life()
          .online()
          .after(2 * hour)
          .expired("recheck"),
    ],
  ])(
    "a server that wants quiet gets it from a link that comes and goes, and the session comes without it: %s",
    (_name, asked) => {
      const life = asked();
      life.checkFailed({ kind: "http", status: 503, text: "", retryAfterMs: hour });
      life.roll = 0.02;
      let goneMs = 0;
      for (let at = 0; at < 5; at++) {
        life.after(20_000).post({ type: "networkDown" }).after(1_000).post({ type: "networkUp" });
        goneMs += 21_000;
        expect(life.did("check")).toBe(false);
        expect(life.delayMs("recheck")).toBe(retryAfterDelayMs(hour - goneMs, 0, life.roll));
        if (life.state.name === "waiting") life.expired("retry");
        expect(life.state.name).toBe("connecting");
        expect(life.opened().state.pending.recheck).toBeDefined();
      }
      expect(life.expired("recheck").did("check")).toBe(true);
    },
  );

  test("who has nothing to connect with waits for the end of the quiet before it asks, however often the link goes", () => {
    const life = new Life().boot();
    life.checkFailed({ kind: "http", status: 503, text: "", retryAfterMs: hour });
    life.after(20_000).post({ type: "networkDown" }).after(1_000).post({ type: "networkUp" });
    expect(life.state.wait?.resume).toBe("checking");
    expect(life.delayMs("retry")).toBe(hour - 21_000);
  });

  test("nor does a check that was due anyway come before that", () => {
    const life = new Life(provenWebsocket);
    life.roll = 0.02;
    life.boot().checked(bound).opened().expired("recheck");
    life.checkFailed({ kind: "http", status: 503, text: "", retryAfterMs: hour });
    life.after(20_000).post({ type: "networkDown" }).after(1_000).post({ type: "networkUp" });
    if (life.state.name === "waiting") life.expired("retry");
    expect(life.state.name).toBe("connecting");
    expect(life.delayMs("recheck")).toBeGreaterThanOrEqual(hour - 21_000);
  });

  test("a link that comes and goes doesn't cause a check each time", () => {
    const life = new Life().boot();
    let checks = 1;
    for (let at = 0; at < 20; at++) {
      life.after(20).post({ type: "networkDown" }).post({ type: "networkUp" });
      if (life.did("check")) checks += 1;
    }
    expect(checks).toBe(1);
    expect(life.after(2_000).expired("retry").did("check")).toBe(true);
  });

  test("a good answer ends the quiet that was asked for: bad credentials are asked about at once", () => {
    const life = new Life().boot();
    life.checkFailed({ kind: "http", status: 503, text: "", retryAfterMs: hour });
    // A person breaks it, and the server answers.
    life.after(10_000).post({ type: "pressed" });
    expect(life.did("check")).toBe(true);
    life.checked(bound).after(1_000).ended(ends.suspect);
    expect(life.state.name).toBe("checking");
  });

  test("what a check asks for in a conversation waits from when the first one asked", () => {
    const sentence = { type: "tts", state: "sentence", text: "and" } as const;
    const life = new Life()
      .online()
      .hears({ type: "tts", state: "start" })
      .expired("recheck")
      .checked(unbound);
    life
      .after(3 * minute)
      .hears(sentence)
      .expired("recheck")
      .checked(unbound);
    expect(life.state.name).toBe("online");
    life.after(2 * minute).hears(sentence);
    expect(life.state.name).toBe("activating");
  });

  test("a reconnect that waits for the pause is not forgotten because a check says that all is well", () => {
    const life = new Life().online().after(minute).hears({ type: "tts", state: "start" });
    life.hears({ type: "notify", event: "config_updated" }).expired("recheck").checked(bound);
    life.hears({ type: "tts", state: "stop", aborted: false });
    expect(life.expired("retry").did("open")).toBe(true);
  });

  test("a check is never started on top of another", () => {
    const life = new Life()
      .online()
      .after(2 * hour)
      .expired("recheck");
    expect(life.did("check")).toBe(true);
    life.ended(ends.suspect);
    expect(life.did("check")).toBe(false);
    expect(life.checked(bound).state.name).toBe("connecting");
  });

  test("unbound while idle: the session ends and the new code is shown, without a restart", () => {
    const life = new Life().online().expired("recheck").checked(unbound);
    expect(life.state.name).toBe("activating");
    expect(life.effects).toContainEqual({ do: "cancel", slot: "session" });
    expect(life.did("restart")).toBe(false);
    life.expired("poll").activated({ kind: "bound" }).checked(bound).opened();
    expect(life.state.name).toBe("online");
  });

  test("unbound in a conversation: the turn is finished first", () => {
    const life = new Life()
      .online()
      .hears({ type: "tts", state: "start" })
      .expired("recheck")
      .checked(unbound);
    expect(life.state.name).toBe("online");
    life.hears({ type: "tts", state: "stop", aborted: false });
    expect(life.state.name).toBe("activating");
  });

  test("unbound: what was proven proves nothing any more", () => {
    const life = new Life().online().expired("recheck").checked(unbound);
    expect(life.did("adopt")).toBe(true);
    expect(life.state).not.toHaveProperty("proven");
  });

  test("the clock is set from the server's time, the zone apart", () => {
    const life = new Life().boot().checked({ ...bound, serverTime: { utcMs: 5, zoneOffsetMinutes: 480 } });
    expect(life.effects).toContainEqual({ do: "setClock", utcMs: 5, zoneOffsetMinutes: 480 });
  });

  test("the running image is marked valid after the first good check, once", () => {
    const life = new Life().boot().checked(bound);
    expect(life.did("markValid")).toBe(true);
    life.opened().expired("recheck").checked(bound);
    expect(life.did("markValid")).toBe(false);
  });
});

describe("firmware", () => {
  const serverTime = { utcMs: startUtcMs };

  test("newer firmware is installed before the session is opened, and the attempt is noted first", () => {
    const life = new Life().boot().checked(newer);
    expect(life.state.name).toBe("updating");
    expect(life.effects.map((effect) => effect.do)).toEqual([
      "disarm",
      "adopt",
      "markValid",
      "storeFirmwareAttempts",
      "install",
      "arm",
    ]);
  });

  test("never starts in a conversation: after it", () => {
    const life = new Life().online().hears({ type: "stt", text: "?" }).expired("recheck").checked(newer);
    expect(life.state.name).toBe("online");
    life.hears({ type: "tts", state: "start" }).hears({ type: "tts", state: "stop", aborted: false });
    expect(life.state.name).toBe("updating");
  });

  test("installed: the screen says so for long enough to be read, then it restarts", () => {
    const life = new Life().boot().checked(newer);
    life.post({ type: "installed", token: life.state.pending.install ?? 0 });
    expect(life.state.firmwareAttempts[0]?.outcome).toBe("installed");
    expect(life.did("restart")).toBe(false);
    expect(screenOf(life.state, "en").lines).toContain("Done. Restarting with version 1.0.1.");
    expect(life.delayMs("deadline")).toBe(2_000);
    // Whatever else happens meanwhile.
    life.post({ type: "networkDown" }).post({ type: "pressed" }).post({ type: "networkUp" });
    life.after(2_000).expired("deadline");
    expect(life.effects).toContainEqual({ do: "restart", reason: "new firmware" });
    expect(life.state.installFailuresAtMs).toEqual([]);
  });

  test("failed: it says so, goes online, and doesn't try the same image again for a day", () => {
    const life = new Life().boot().checked({ ...newer, serverTime });
    life.post({ type: "installFailed", token: life.state.pending.install ?? 0, reason: "bad image" });
    expect(life.state.wait?.reason).toEqual({ kind: "updateFailed", reason: "bad image" });
    life.expired("retry");
    expect(life.state.name).toBe("connecting");
    const next = { ...newer, serverTime: { utcMs: startUtcMs + 23 * hour } };
    life
      .opened()
      .after(23 * hour)
      .expired("recheck")
      .checked(next);
    expect(life.state.name).toBe("online");
    const later = { ...newer, serverTime: { utcMs: startUtcMs + 25 * hour } };
    life
      .after(2 * hour)
      .expired("recheck")
      .checked(later);
    expect(life.state.name).toBe("updating");
  });

  test("a server with a new bad image at every check: three failed installs a day, no more", () => {
    const life = new Life().boot();
    let installs = 0;
    for (let at = 0; at < 20; at++) {
      const firmware = { version: `2.0.${at}`, url: `https://dl.example/${at}.bin`, force: false };
      life.checked({ ...unbound, firmware, serverTime: { utcMs: startUtcMs + at * 48 * hour } });
      if (life.state.name !== "updating") break;
      installs += 1;
      life.post({ type: "installFailed", token: life.state.pending.install ?? 0, reason: "bad" });
      life.expired("retry");
    }
    expect(installs).toBe(3);
    expect(life.effects.some((effect) => effect.do === "log")).toBe(true);
    life
      .after(25 * hour)
      .expired("recheck")
      .checked({ ...newer, serverTime: { utcMs: startUtcMs + 200 * hour } });
    expect(life.state.name).toBe("updating");
  });

  /** Lets a download go on, at most for so long, with a report after each `everyMs`; returns for how long it was let. */
  const download = (life: Life, everyMs: number, untilMs: number, bytesAt: (reports: number) => number) => {
    const token = life.state.pending.install ?? 0;
    const startedAtMs = life.atMs;
    let dueAtMs = startedAtMs + (life.delayMs("deadline") ?? 0);
    for (let reports = 1; life.atMs - startedAtMs < untilMs; reports++) {
      const next = Math.min(life.atMs + everyMs, dueAtMs);
      life.atMs = next;
      if (next === dueAtMs) {
        life.expired("deadline");
        break;
      }
      life.post({ type: "progress", token, doneBytes: bytesAt(reports), totalBytes: 4_000_000 });
      dueAtMs = Math.min(dueAtMs, Number.POSITIVE_INFINITY);
      const armed = life.delayMs("deadline");
      if (armed !== undefined) dueAtMs = life.atMs + armed;
    }
    return life.atMs - startedAtMs;
  };

  test("progress without a new byte is none: given up after five minutes", () => {
    const life = new Life().boot().checked(newer);
    expect(download(life, 1_000, 3 * 24 * hour, () => 16_384)).toBeLessThanOrEqual(5 * minute + 1_000);
    expect(life.state.wait?.reason).toEqual({ kind: "updateFailed", reason: "no progress" });
  });

  test("a download that begins anew again and again is none either", () => {
    const life = new Life().boot().checked(newer);
    expect(download(life, 1_000, 3 * 24 * hour, (at) => 16_384 * (at % 60))).toBeLessThanOrEqual(10 * minute);
    expect(life.state.wait?.reason.kind).toBe("updateFailed");
  });

  test("…but once it may, from its first byte, as a board does when the image is wrong after a break", () => {
    const life = new Life().boot().checked(newer);
    const total = 244;
    download(life, 1_000, 2 * total * 1_000, (at) => 16_384 * (at <= total - 1 ? at : at - total));
    expect(life.state.name).toBe("updating");
  });

  test("a download that trickles is given up after an hour", () => {
    const life = new Life().boot().checked(newer);
    expect(download(life, 20_000, 3 * 24 * hour, (at) => at)).toBe(hour);
    expect(life.state.wait?.reason).toEqual({ kind: "updateFailed", reason: "it took more than an hour" });
  });

  test("the breaks that a board bears fit into the time without progress", () => {
    const { silentMs, breaksMax, breakPauseMs } = downloads;
    // The last look at the line may come a third of that time late.
    let ms = (breaksMax + 1) * silentMs * (4 / 3);
    for (let at = 1; at <= breaksMax; at++) ms += at * breakPauseMs;
    expect(ms).toBeLessThan(schedule.installStalledMs);
  });

  test("images that roll back, each with a new version: three a day, across restarts", () => {
    let attempts: readonly FirmwareAttempt[] = [];
    let installs = 0;
    for (let at = 0; at < 40; at++) {
      const utcMs = startUtcMs + at * 2 * minute;
      const life = new Life({
        ...nothingRemembered,
        firmwareAttempts: resolveRollback(attempts, "1.0.0", utcMs),
      });
      life.atMs = utcMs - startUtcMs;
      const firmware = { version: `2.0.${at}`, url: `https://dl.example/${at}.bin`, force: at % 2 === 0 };
      life.boot().checked({ ...bound, firmware, serverTime: { utcMs } });
      attempts = life.state.firmwareAttempts;
      if (life.state.name !== "updating") continue;
      installs += 1;
      life.post({ type: "installed", token: life.state.pending.install ?? 0 });
      attempts = life.state.firmwareAttempts;
    }
    expect(installs).toBe(3);
    const next = new Life({ ...nothingRemembered, firmwareAttempts: attempts }).after(25 * hour).boot();
    next.checked({ ...newer, serverTime: { utcMs: startUtcMs + 25 * hour } });
    expect(next.state.name).toBe("updating");
  });

  test("the same without a clock: three until the device has been on for a day", () => {
    const failed = (at: number): FirmwareAttempt => {
      const url = `https://dl.example/${at}.bin`;
      return { version: `2.0.${at}`, url, outcome: "failed", forced: false, atUtcMs: 0 };
    };
    const life = new Life({ ...nothingRemembered, firmwareAttempts: [failed(1), failed(2), failed(3)] });
    expect(life.boot().checked(newer).state.name).toBe("connecting");
    expect(
      life
        .opened()
        .after(25 * hour)
        .expired("recheck")
        .checked(newer).state.name,
    ).toBe("updating");
  });

  test("images that were installed and run don't count", () => {
    const done = (at: number): FirmwareAttempt => {
      const url = `https://dl.example/${at}.bin`;
      return { version: `0.0.${at}`, url, outcome: "installed", forced: false, atUtcMs: startUtcMs };
    };
    const life = new Life({ ...nothingRemembered, firmwareAttempts: [1, 2, 3, 4].map(done) });
    expect(life.boot().checked({ ...newer, serverTime }).state.name).toBe("updating");
  });

  test("an installation without progress is given up", () => {
    const life = new Life().boot().checked(newer).expired("deadline");
    expect(life.state.wait?.reason.kind).toBe("updateFailed");
    expect(life.effects).toContainEqual({ do: "cancel", slot: "install" });
  });

  test("the network is lost in an update that then fails: join it first", () => {
    const life = new Life().boot().checked(newer).post({ type: "networkDown" });
    expect(life.state.name).toBe("updating");
    life.post({ type: "installFailed", token: life.state.pending.install ?? 0, reason: "lost" });
    expect(life.state.name).toBe("joining");
  });

  test("a failed check in the background keeps the session", () => {
    const life = new Life().online().expired("recheck").checkFailed(unreachable);
    expect(life.state.name).toBe("online");
  });
});
