/** Facts port of the simulator: what is true of it, and nothing that would pass it off as a board. */
import { Digest } from "crypt";
import Preference from "preference";
import type { Facts, Random } from "../core/ports.js";
import { encodeUtf8 } from "../core/text/utf8.js";
import type { Settings } from "../moddable/settings.js";

const name = "moddable-xrobo";

/** The simulators have no MAC: one is made up once and kept. */
export function simulatorFacts(settings: Settings, random: Random): Facts {
  const mac = settings.mac ?? keptMac(settings.store, random);
  const facts = {
    mac,
    application: {
      name,
      version: settings.version,
      compileTimeMs: settings.builtAtMs,
      // There is no ELF file: this only tells versions apart, as the real digest does.
      elfSha256: sha256Hex(`${name} ${settings.version}`),
    },
    board: { type: "simulator", name: "simulator" },
  };
  return { read: () => facts };
}

function keptMac(store: string, random: Random): string {
  const kept = Preference.get(store, "mac");
  if (typeof kept === "string") return kept;
  const bytes = random.bytes(6);
  // Locally administered, unicast: never the address of a thing that was sold.
  bytes[0] = ((bytes[0] ?? 0) & 0xfc) | 0x02;
  const mac = hexPairs(bytes).join(":");
  Preference.set(store, "mac", mac);
  return mac;
}

const sha256Hex = (text: string): string =>
  hexPairs(new Uint8Array(new Digest("SHA256").process(encodeUtf8(text)))).join("");

const hexPairs = (bytes: Uint8Array): string[] =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0"));
