/** The networks that the device knows: stored as the reference firmware does (NVS `wifi`), so that a board keeps them when it changes firmware. */
import Preference from "preference";
import type { KnownNetwork } from "./joining.js";

const domain = "wifi";
const networksMax = 10;
/** The newest build whose network was kept. */
const buildKey = "fromBuild";

const suffixOf = (index: number): string => (index === 0 ? "" : String(index));

export function knownNetworks(): readonly KnownNetwork[] {
  const networks: KnownNetwork[] = [];
  for (let index = 0; index < networksMax; index++) {
    const ssid = stored(`ssid${suffixOf(index)}`);
    if (ssid === "" || networks.some((network) => network.ssid === ssid)) continue;
    networks.push({ ssid, password: stored(`password${suffixOf(index)}`) });
  }
  return networks;
}

/**
 * Stores the network that was given when the firmware was built, once for each build: what a person changes later stays. In the
 * place of the same network, else in a free one, else in the last. A build older than the last, such as after a roll back, only adds a
 * network that isn't known: its password may be an old one.
 */
export function keepBuildNetwork({ ssid, password }: KnownNetwork, builtAtMs: number): void {
  const newestMs = Number(stored(buildKey));
  if (newestMs === builtAtMs) return;
  const older = newestMs > builtAtMs;
  if (older && knownNetworks().some((network) => network.ssid === ssid)) return;
  let place = networksMax - 1;
  for (let index = networksMax - 1; index >= 0; index--) {
    const name = stored(`ssid${suffixOf(index)}`);
    if (name === ssid) {
      place = index;
      break;
    }
    if (name === "") place = index;
  }
  try {
    // The mark comes last: after a power cut before it, all of this is done again.
    Preference.set(domain, `password${suffixOf(place)}`, password);
    Preference.set(domain, `ssid${suffixOf(place)}`, ssid);
    if (!older) Preference.set(domain, buildKey, String(builtAtMs));
  } catch {
    // Storage that takes nothing shows up at every other record too.
  }
}

function stored(key: string): string {
  try {
    const value = Preference.get(domain, key);
    return typeof value === "string" ? value : "";
  } catch {
    return "";
  }
}
