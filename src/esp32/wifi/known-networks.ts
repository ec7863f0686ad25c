/** The networks that the device knows: stored as the reference firmware does (NVS `wifi`), so that a board keeps them when it changes firmware. */
import Preference from "preference";
import type { KnownNetwork } from "./joining.js";

const domain = "wifi";
const networksMax = 10;
/** Which build's network was kept last. */
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
 * place of the same network, else in a free one, else in the last.
 */
export function keepBuildNetwork({ ssid, password }: KnownNetwork, builtAtMs: number): void {
  const build = String(builtAtMs);
  if (stored(buildKey) === build) return;
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
    Preference.set(domain, buildKey, build);
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
