/** MAC addresses as device ids: any case, `:` or `-`. */

const hexMac = /^[0-9a-f]{2}([:-][0-9a-f]{2}){5}$/i;
/** What the open manager takes for a MAC: any letters, not only hex digits. */
const looseMac = /^[0-9a-z]{2}([:-][0-9a-z]{2}){5}$/i;

export function isMac(text: string): boolean {
  return hexMac.test(text);
}

export function isLooseMac(text: string): boolean {
  return looseMac.test(text);
}

/** The form in which two spellings of one MAC are equal: lower case, colons. */
export function macKey(text: string): string {
  return text.trim().toLowerCase().replaceAll("-", ":");
}
