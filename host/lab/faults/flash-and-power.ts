/** Faults of flash and power. */
import type { RecordName } from "../../../src/core/ports.js";
import type { Wear } from "../flash.js";
import type { World } from "../world.js";
import type { Fault } from "./fault.js";

const names: readonly RecordName[] = ["identity", "transport", "lastgood", "firmware", "reboot"];

const wears = (name: string, story: string, wear: Wear, more: Partial<Fault> = {}): Fault => ({
  name,
  story,
  tolerates: /could not be stored/,
  losesIdentity: true,
  harmless: "bound",
  begin(world) {
    world.flash.wear = wear;
    // What is in memory only shows at the next start.
    return () => cycle(world);
  },
  ...more,
});

function cycle({ board }: World): void {
  board.cutPower();
  board.powerOn();
}

/** Spoils all records and starts the device from them. */
const spoils = (
  name: string,
  story: string,
  spoil: (text: string, world: World) => string,
  records = names,
): Fault => ({
  name,
  story,
  lastsMs: 0,
  losesIdentity: true,
  begin(world) {
    world.board.cutPower();
    for (const record of records) {
      const text = world.flash.records.get(record);
      if (text !== undefined) world.flash.records.set(record, spoil(text, world));
    }
    world.board.powerOn();
    return undefined;
  },
});

const withoutIdentity = names.filter((name) => name !== "identity");

export const flashAndPowerFaults: readonly Fault[] = [
  wears("flash-refuses-writes", "Every write to flash fails.", "refuses"),
  wears("flash-full", "Flash takes no longer records than it has.", "full"),
  wears("flash-garbles", "Flash says it has written, and gives back something else.", "garbles"),
  wears("flash-keeps-old", "Flash says it has written, and keeps the old text.", "keepsOld"),
  spoils("records-cut", "All records are cut off in the middle.", (text) => text.slice(0, text.length / 2)),
  spoils("records-empty", "All records are empty.", () => ""),
  spoils("records-noise", "All records are noise.", (text, { random }) =>
    Array.from(text, () => String.fromCharCode(random() * 256)).join(""),
  ),
  spoils("records-of-other-firmware", "Another firmware has written records of another form.", () =>
    JSON.stringify({ v: 99, websocket: { url: 7 }, attempts: "none", uuid: null }),
  ),
  {
    ...spoils(
      "records-lost-but-identity",
      "All records but the identity are noise.",
      () => "\u0000{",
      withoutIdentity,
    ),
    losesIdentity: false,
  },
  {
    name: "power-cut",
    story: "The power goes and is back after two seconds.",
    lastsMs: 2_000,
    begin({ board }) {
      board.cutPower();
      return () => board.powerOn();
    },
  },
  {
    name: "brown-out",
    story: "The power goes every few seconds.",
    begin({ board, random, repeat }) {
      const stop = repeat(1_000, () => {
        if (random() < 0.5) board.cutPower();
        else board.powerOn();
      });
      return () => {
        stop();
        board.powerOn();
      };
    },
  },
];
