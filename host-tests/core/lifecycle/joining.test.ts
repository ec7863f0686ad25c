/** Joining a network: the platform is left alone while it is at it, and the person is told what stands in the way. */
import { describe, expect, test } from "vitest";
import type { NetworkTrouble } from "../../../src/core/ports.js";
import { screenOf } from "../../../src/core/screen/of.js";
import { Life, provenWebsocket } from "./life.js";

const minute = 60_000;
const refused: NetworkTrouble = { kind: "wrongPassword", ssid: "home" };
const joining = () => new Life(provenWebsocket).post({ type: "started" });

describe("the platform", () => {
  test("is left alone for as long as it says that it is at it", () => {
    const life = joining();
    for (let at = 0; at < 30; at++) {
      life.after(20_000).post({ type: "networkDown", trouble: { kind: "notJoined", ssid: `${at}` } });
      expect(life.did("join")).toBe(false);
      expect(life.delayMs("deadline")).toBe(2 * minute);
    }
  });

  test("is started anew when it has said nothing for two minutes", () => {
    const life = joining();
    expect(life.delayMs("deadline")).toBe(2 * minute);
    expect(life.expired("deadline").did("join")).toBe(true);
  });
});

describe("what stands in the way", () => {
  const lines = (life: Life) => screenOf(life.state, "en").lines.join(" ");

  test("is on the screen, also when joining begins anew, until something else is told", () => {
    const life = joining().post({ type: "networkDown", trouble: refused });
    expect(lines(life)).toContain("The network home refuses the password");
    expect(screenOf(life.state, "en").hint).toContain("install this device with the new one");
    expect(lines(life.post({ type: "pressed" }).post({ type: "networkDown" }))).toContain("refuses");
    life.post({ type: "networkDown", trouble: { kind: "outOfReach" } });
    expect(lines(life)).toContain("None of the networks");
  });

  test("is forgotten with the next address, and when no network is known any more", () => {
    const up = joining().post({ type: "networkDown", trouble: refused }).post({ type: "networkUp" });
    expect(lines(up.post({ type: "networkDown" }))).toBe("Looking for the network.");
    const none = joining().post({ type: "networkDown", trouble: refused }).post({ type: "unprovisioned" });
    expect(lines(none.post({ type: "networkDown" }))).toBe("Looking for the network.");
  });
});
