/** What the heading of a column says about the addresses in it. */

export type ColumnKind =
  /** The address that devices report: that of the Wi-Fi station. */
  | "wifi"
  | "mac"
  /** A device id, which is the MAC in most clouds; or an address of an unnamed kind. */
  | "id"
  | "unknown"
  /** Bluetooth, an access point, a cable, a router: an address, but not the device's id. */
  | "other";

/** Preferred first. `other` is never taken unasked. */
export const columnKinds = ["wifi", "mac", "id", "unknown"] as const satisfies readonly ColumnKind[];

const addressWord =
  /\bmac\b|mac ?(addr|id\b|地址|码|号|\d)|(^|[^a-z])mac($|[^a-z])|hw ?addr|(hardware|physical|ethernet) addr|物理地址|硬件地址|网卡地址/;
const idWord = /\b(device|设备)\b ?(id|no|number)?\b|设备 ?(id|编号|标识|号)|\baddr(ess)?\b|地址/;
const wifiWord = /\b(wi ?fi|wlan|sta|station|base|efuse|factory)\b|无线|主 ?mac/;
const otherWord =
  /\b(bt|ble|bluetooth|ap|soft ?ap|eth|ethernet|lan|wired|router|gateway|bssid|peer|parent|zigbee|thread)\b|蓝牙|热点|以太网|有线|路由|网关/;

/** Case, width, punctuation and camelCase make no difference. */
export function columnKind(heading: string): ColumnKind {
  const words = heading
    .normalize("NFKC")
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim()
    .toLowerCase()
    .replace(/(?<=[a-z])mac\b/, " mac");
  const isAddress = addressWord.test(words);
  if (otherWord.test(words) && !/ethernet addr/.test(words)) return "other";
  if (wifiWord.test(words) && (isAddress || /addr|地址|^(wi ?fi|wlan|sta)$/.test(words))) return "wifi";
  if (isAddress) return "mac";
  return idWord.test(words) ? "id" : "unknown";
}
