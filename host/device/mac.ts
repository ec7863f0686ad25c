/** MAC addresses as text. Pure: the console's page uses it too. */

const spellings = /^[0-9a-f]{2}([:-]?)[0-9a-f]{2}(?:\1[0-9a-f]{2}){4}$/;

/** Lower case with colons from any usual spelling (`AA:BB:…`, `aa-bb-…`, `aabb…`), or `undefined` if it is no MAC address. */
export function normalMac(text: string): string | undefined {
  const lower = text.trim().toLowerCase();
  if (!spellings.test(lower)) return undefined;
  return lower.replace(/[:-]/g, "").match(/../g)?.join(":");
}

/** First octet has the multicast bit: no single device has such an address. */
export function isMulticast(mac: string): boolean {
  return (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1;
}
