/** Networks that the device knows, and the one that came with the build. */
import { beforeEach, expect, it, vi } from "vitest";
import { keepBuildNetwork, knownNetworks } from "../../src/esp32/wifi/known-networks.js";
import { PreferenceStore } from "./preference-store.js";

const stored = vi.hoisted(() => ({ now: undefined as unknown as { preference: object } }));
vi.mock("preference", () => ({
  default: new Proxy({}, { get: (_, name) => Reflect.get(stored.now.preference, name) }),
}));

let store: PreferenceStore;
beforeEach(() => {
  store = new PreferenceStore();
  stored.now = store;
});

it("reads the networks that the reference firmware stored, each name once", () => {
  store.values.set("wifi/ssid", "home").set("wifi/password", "a");
  store.values.set("wifi/ssid3", "office").set("wifi/ssid4", "home");
  expect(knownNetworks()).toEqual([
    { ssid: "home", password: "a" },
    { ssid: "office", password: "" },
  ]);
});

it("keeps the network of the build, so that a later image without one still joins it", () => {
  store.values.set("wifi/ssid", "home").set("wifi/password", "a");
  keepBuildNetwork({ ssid: "bench", password: "b" }, 1);
  expect(knownNetworks()).toEqual([
    { ssid: "home", password: "a" },
    { ssid: "bench", password: "b" },
  ]);
});

it("does so once a build: what a person changed later stays", () => {
  keepBuildNetwork({ ssid: "bench", password: "b" }, 1);
  store.values.set("wifi/password", "changed");
  keepBuildNetwork({ ssid: "bench", password: "b" }, 1);
  expect(knownNetworks()).toEqual([{ ssid: "bench", password: "changed" }]);
  keepBuildNetwork({ ssid: "bench", password: "c" }, 2);
  expect(knownNetworks()).toEqual([{ ssid: "bench", password: "c" }]);
});

it("an older build that comes back changes no password, and adds its network only if that isn't known", () => {
  keepBuildNetwork({ ssid: "bench", password: "old" }, 1);
  keepBuildNetwork({ ssid: "bench", password: "new" }, 2);
  keepBuildNetwork({ ssid: "bench", password: "old" }, 1);
  expect(knownNetworks()).toEqual([{ ssid: "bench", password: "new" }]);
  keepBuildNetwork({ ssid: "attic", password: "a" }, 1);
  keepBuildNetwork({ ssid: "bench", password: "new" }, 2);
  expect(knownNetworks()).toEqual([
    { ssid: "bench", password: "new" },
    { ssid: "attic", password: "a" },
  ]);
});

it("takes the last place when all are taken", () => {
  for (let index = 0; index < 10; index++)
    store.values.set(`wifi/ssid${index === 0 ? "" : index}`, `net${index}`);
  keepBuildNetwork({ ssid: "bench", password: "b" }, 1);
  expect(knownNetworks().map(({ ssid }) => ssid)).toEqual([
    ...Array.from({ length: 9 }, (_, index) => `net${index}`),
    "bench",
  ]);
});

it("knows nothing, and does not throw, while storage fails", () => {
  store.broken = true;
  keepBuildNetwork({ ssid: "bench", password: "b" }, 1);
  expect(knownNetworks()).toEqual([]);
});
