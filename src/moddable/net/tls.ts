/** Which servers are believed: chain, names, time. The roots are the `data` of manifest.json; docs/moddable-net.md says which and why. */
import type { Clock } from "../../core/ports.js";
import type { NetStack } from "./line.js";
import { textOf } from "./line.js";
import type { Certificate } from "./sdk.js";

/** Longer chains are an attack on our time: every signature costs a board up to a second. */
const chainMax = 5;

/**
 * Raises a clock that is before the build to the build: a board that starts in 1970 could not connect by TLS to learn the time.
 * A server whose certificate is newer than the build has to wait for SNTP (`sntp.ts`); until then `verifyChain` says so.
 */
export function raiseClock(clock: Clock, compileTimeMs: number): void {
  if (clock.utcMs() < compileTimeMs) clock.setUtc(compileTimeMs, undefined);
}

/** For the SDK's TLS socket. `verify` is off because `verifyChain` replaces it, always: what the SDK lets pass is in `tls-records.ts`. */
export function tlsOptions(host: string) {
  return { secure: { serverName: host, verify: false } } as const;
}

/**
 * Judges a server's certificates, leaf first.
 * @param chain DER, as the server sent them
 * @returns what is wrong and what helps, or undefined if the server is who it should be
 */
export function verifyChain(chain: readonly Uint8Array[], stack: NetStack, host: string): string | undefined {
  try {
    return judge(chain, stack, host);
  } catch (error) {
    return `a certificate can't be read (${textOf(error)})`;
  }
}

function judge(chain: readonly Uint8Array[], stack: NetStack, host: string): string | undefined {
  const leafDer = chain[0];
  if (leafDer === undefined) return "the server sent no certificate";
  if (chain.length > chainMax) return `the server sent more than ${chainMax} certificates`;
  let certificate = stack.sdk.certificate(leafDer);
  if (!namesHost(certificate, host)) return "the certificate is for another host name";
  for (let at = 0; ; at += 1) {
    const wrong = wrongTime(certificate, stack.utcMs());
    if (wrong !== undefined) return wrong;
    if (anchored(certificate, chain[at], stack)) return undefined;
    const nextDer = chain[at + 1];
    if (nextDer === undefined) return untrusted(chain.length);
    const issuer = stack.sdk.certificate(nextDer);
    if (!issuer.isAuthority) return "a certificate is signed by one that is no certificate authority";
    if (!certificate.isSignedBy(issuer)) return "a certificate is not signed by the next one in the chain";
    certificate = issuer;
  }
}

/** Is it signed by a certificate that we hold ourselves? */
function anchored(certificate: Certificate, der: Uint8Array | undefined, stack: NetStack): boolean {
  const own = stack.ownAuthority;
  if (own !== undefined && (certificate.equals(own) || certificate.isSignedBy(own))) return true;
  const root = der && stack.sdk.rootFor(der);
  return root !== undefined && wrongTime(root, stack.utcMs()) === undefined && certificate.isSignedBy(root);
}

function untrusted(sent: number): string {
  return sent === 1
    ? "the server sent only its own certificate, and no authority that this device trusts signed it: let the server send its intermediate certificates too, or build with its own authority"
    : "no authority that this device trusts vouches for the server: build with its own authority";
}

function wrongTime(certificate: Certificate, utcMs: number): string | undefined {
  const today = new Date(utcMs).toISOString().slice(0, 10);
  if (utcMs < certificate.validFromMs)
    return `a certificate is not valid yet: it is ${today} by this device's clock, which may be wrong`;
  if (utcMs > certificate.validToMs)
    return `a certificate has expired: it is ${today} by this device's clock`;
  return undefined;
}

/** RFC 6125: names of the alternative-name extension only; a wildcard stands for the whole first label. */
export function namesHost(certificate: Certificate, host: string): boolean {
  const wanted = host.toLowerCase();
  if (/^[0-9.]+$/.test(wanted)) return certificate.ipAddresses.includes(wanted);
  const dot = wanted.indexOf(".");
  const parent = dot > 0 ? wanted.slice(dot) : undefined;
  return certificate.dnsNames.some((name) => {
    const known = name.toLowerCase();
    if (!known.startsWith("*.")) return known === wanted;
    return (
      parent !== undefined &&
      known.indexOf("*", 1) < 0 &&
      known.indexOf(".", 2) > 0 &&
      known.slice(1) === parent
    );
  });
}
