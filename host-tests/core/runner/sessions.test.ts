/** Two sessions, one after the other, the first of which does not keep to its word: it tells its end once more, late. */
import { beforeEach, expect, test, vi } from "vitest";
import type { DeviceMessage } from "../../../src/core/session/messages.js";
import type { Session, SessionEvents } from "../../../src/core/session/session.js";
import { boundReply, powerOn } from "../../fakes/device.js";

interface Opened extends Session {
  readonly events: SessionEvents;
  readonly sent: DeviceMessage[];
}

const { opened } = vi.hoisted(() => ({ opened: [] as Opened[] }));

vi.mock("../../../src/core/session/websocket.js", () => ({
  openWebsocketSession(
    _deps: unknown,
    _settings: unknown,
    _identity: unknown,
    events: SessionEvents,
  ): Session {
    const sent: DeviceMessage[] = [];
    const session: Opened = {
      events,
      sent,
      send: (message) => sent.push(message) > 0,
      greet: () => {},
      close: () => {},
    };
    opened.push(session);
    return session;
  },
}));

beforeEach(() => {
  opened.length = 0;
});

test("the late end of the old session takes nothing from the new one", () => {
  const world = powerOn();
  world.asked().answer(200, boundReply);
  opened[0]?.events.opened("s-1");
  world.time.advance(60_000);
  opened[0]?.events.message({ type: "notify", event: "config_updated" });
  world.time.advance(15_000);
  opened[1]?.events.opened("s-2");
  opened[0]?.events.ended({ kind: "lost", suspect: false, detail: "late" });
  expect(world.state()).toBe("online");
  world.device.say("hello");
  expect(opened[1]?.sent).toContainEqual({ type: "listen", state: "detect", text: "hello" });
  expect(opened).toHaveLength(2);
});
