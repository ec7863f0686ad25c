/** The networks that the device knows: stored as the reference firmware does (NVS `wifi`), so that a board keeps them when it changes firmware. */
import Preference from "preference";
import type { KnownNetwork } from "./wifi.js";

const domain = "wifi";
const networksMax = 10;

/** @param first from the build's settings; comes before the stored ones */
export function knownNetworks(first: KnownNetwork | undefined): readonly KnownNetwork[] {
  const networks: KnownNetwork[] = first === undefined ? [] : [first];
  for (let index = 0; index < networksMax; index++) {
    const suffix = index === 0 ? "" : String(index);
    const ssid = stored(`ssid${suffix}`);
    if (ssid === "" || networks.some((network) => network.ssid === ssid)) continue;
    networks.push({ ssid, password: stored(`password${suffix}`) });
  }
  return networks;
}

function stored(key: string): string {
  try {
    const value = Preference.get(domain, key);
    return typeof value === "string" ? value : "";
  } catch {
    return "";
  }
}
