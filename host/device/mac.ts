/** MAC addresses as text. Pure: the console's page uses it too. */

/** Six bytes in groups of two, four or six digits with one separator throughout, or in one piece; macOS leaves out leading zeros. */
const spellings = [
  /^[0-9a-f]{2}([:\-._ ])[0-9a-f]{2}(?:\1[0-9a-f]{2}){4}$/,
  /^[0-9a-f]{4}([:\-._ ])[0-9a-f]{4}\1[0-9a-f]{4}$/,
  /^[0-9a-f]{6}[:\-._ ]?[0-9a-f]{6}$/,
  /^[0-9a-f]{1,2}(?::[0-9a-f]{1,2}){5}$/,
];

/**
 * Lower case with colons from any usual spelling (`AA:BB:…`, `aa-bb-…`, `aabb.ccdd.eeff`, `aabb-ccdd-eeff`, `aabbcc-ddeeff`,
 * `0xAABB…`, full-width letters), or `undefined` if it is no MAC address.
 */
export function normalMac(text: string): string | undefined {
  const plain = plainText(text).replace(/^0x/, "");
  if (!spellings.some((spelling) => spelling.test(plain))) return undefined;
  const groups = plain.split(/[:\-._ ]/);
  const digits =
    groups.length === 6 ? groups.map((group) => group.padStart(2, "0")).join("") : groups.join("");
  return digits.match(/../g)?.join(":");
}

/** An address of eight bytes, as chips with a second radio print it. */
export function isEui64(text: string): boolean {
  return /^[0-9a-f]{2}([:\-._ ]?)[0-9a-f]{2}(?:\1[0-9a-f]{2}){6}$/.test(plainText(text));
}

/** First octet has the multicast bit: no single device has such an address. */
export function isMulticast(mac: string): boolean {
  return (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1;
}

/** What a list has where nothing was filled in, and a chip whose address was never written. */
export function isAllZeros(mac: string): boolean {
  return /^[0:]+$/.test(mac);
}

/** Why no device can have this address, if so. */
export function misuseOf(mac: string): "multicast" | "allZeros" | undefined {
  if (isAllZeros(mac)) return "allZeros";
  return isMulticast(mac) ? "multicast" : undefined;
}

/** Lower case, full-width letters as what they are, every dash a hyphen, nothing that has no width. */
function plainText(text: string): string {
  return text
    .normalize("NFKC")
    .replace(/[\u200b-\u200d\u2060\ufeff]/g, "")
    .replace(/[\u2010-\u2015\u2212]/g, "-")
    .trim()
    .toLowerCase();
}
