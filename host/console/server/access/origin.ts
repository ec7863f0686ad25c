/** Whose page asks: only the console's own may. */
import { hostname, networkInterfaces } from "node:os";
import { Refusal } from "../failure.js";

/** What of a request tells where it comes from; header values as Node gives them. */
export interface Asked {
  readonly method: string;
  readonly host: string | undefined;
  readonly origin: string | undefined;
  readonly fetchSite: string | undefined;
  /** Value of the console's own header. */
  readonly ownHeader: string | undefined;
}

/**
 * Refuses a request under a name that isn't this computer's. A foreign site can have its own name lead here (DNS rebinding) and
 * would then count as the same origin; it can't choose the names below. `announced`: the name in the address that the console
 * itself announces.
 */
export function checkHost(host: string | undefined, announced: string | undefined): void {
  const name = hostNameOf(host);
  if (name !== undefined && (name === announced || ownNames().has(name))) return;
  throw new Refusal(
    403,
    "foreignHost",
    "The console answers to this computer's own names and addresses only.",
  );
}

/**
 * Refuses what doesn't come from the console's own page. A browser says the origin with every call that changes something, and
 * lets no other site send our header; `Sec-Fetch-Site` tells of the rest where the browser has it.
 */
export function checkOrigin({ method, host, origin, fetchSite, ownHeader }: Asked): void {
  const isReading = method === "GET" || method === "HEAD";
  const isOwn = origin === `http://${host}` || (isReading && origin === undefined);
  const isOwnSite =
    fetchSite === undefined || fetchSite === "same-origin" || (isReading && fetchSite === "none");
  if (isOwn && isOwnSite && (isReading || ownHeader === "1")) return;
  throw new Refusal(403, "foreignOrigin", "Calls are taken from the console's own page only.");
}

function hostNameOf(host: string | undefined): string | undefined {
  const url = `http://${host ?? ""}/`;
  return host !== undefined &&
    URL.canParse(url) &&
    new URL(url).host === host.toLowerCase().replace(/:80$/, "")
    ? new URL(url).hostname
    : undefined;
}

/** Looked up at each request: addresses come and go with networks. */
function ownNames(): ReadonlySet<string> {
  const addresses = Object.values(networkInterfaces()).flatMap((entries) =>
    (entries ?? []).map(({ address, family }) =>
      family === "IPv6" ? `[${address.replace(/%.*$/, "")}]` : address,
    ),
  );
  const name = hostname().toLowerCase();
  return new Set(["localhost", "127.0.0.1", "[::1]", name, `${name}.local`, ...addresses]);
}
