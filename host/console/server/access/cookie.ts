/** The cookie that holds a sign-in's id. */

/** Browsers share cookies between ports of a host: the port keeps two consoles apart. */
export const cookieName = (port: number | undefined): string => `console-${port ?? 0}`;

/** Gone with the browser; never readable by scripts, never sent along by another site. No `Secure`: the console speaks HTTP. */
export function cookieOf(name: string, id: string, path: string): string {
  return `${name}=${id}; Path=${path}; HttpOnly; SameSite=Strict`;
}

export function clearedCookie(name: string, path: string): string {
  return `${cookieOf(name, "", path)}; Max-Age=0`;
}

/** An id as we give it, from a `Cookie` header. */
export function readCookie(header: string | undefined, name: string): string | undefined {
  for (const pair of (header ?? "").split(";")) {
    const at = pair.indexOf("=");
    const value = pair.slice(at + 1).trim();
    if (at > 0 && pair.slice(0, at).trim() === name && /^[\w-]{43}$/.test(value)) return value;
  }
  return undefined;
}
