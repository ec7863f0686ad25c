/** Names to addresses through the system's resolver: on a board the servers that DHCP gave, not a fixed one as in the SDK's own. */
import type { Cancel } from "../../core/ports.js";
import type { Line, NetStack } from "./line.js";
import type { Resolver } from "./sdk.js";

const dnsTimeoutMs = 10_000;

/**
 * Looks `host` up; the answer comes later, at most once, never after the returned cancel.
 * IP literals pass as they are. `localhost` is answered here: GLib may put `::1` first, and the SDK looks at the first answer only.
 */
export function resolveHost(
  stack: NetStack,
  host: string,
  done: (result: { readonly address: string } | { readonly failure: string }) => void,
): Cancel {
  let over = false;
  const settle = (result: { readonly address: string } | { readonly failure: string }): void => {
    if (over) return;
    over = true;
    cancelTimer();
    done(result);
  };
  const known = host === "localhost" ? "127.0.0.1" : isLiteral(host) ? host : undefined;
  const cancelTimer = stack.timers.after(known === undefined ? dnsTimeoutMs : 0, () =>
    settle(known === undefined ? { failure: "no answer from the name server" } : { address: known }),
  );
  if (known === undefined) {
    try {
      stack.sdk.resolve(host, (_name, address) => {
        // lwIP may answer from its cache, inside the call.
        stack.timers.after(0, () =>
          settle(address === undefined ? { failure: "the name is not known" } : { address }),
        );
      });
    } catch {
      stack.timers.after(0, () => settle({ failure: "the resolver failed" }));
    }
  }
  return () => {
    over = true;
    cancelTimer();
  };
}

function isLiteral(host: string): boolean {
  return host.includes(":") || /^[0-9]+(\.[0-9]+){3}$/.test(host);
}

/**
 * The resolver class for the SDK's clients. It asks for the line's host, not for the client's (which holds the port as well, see
 * `http.ts`), and keeps silent once the line is over: the clients open a socket on an answer even after their `close`.
 */
export class SystemResolver implements Resolver {
  readonly #line: Line;

  constructor(options: { readonly line: Line }) {
    this.#line = options.line;
  }

  resolve(request: { onResolved(host: string, address: string): void }): void {
    const line = this.#line;
    resolveHost(line.stack, line.settings.host, (result) => {
      line.guard(() => {
        if ("failure" in result) {
          line.fail({ kind: "unreachable", stage: "dns", detail: result.failure });
          return;
        }
        line.stage = "connecting";
        request.onResolved(line.settings.host, result.address);
      });
    });
  }
}
