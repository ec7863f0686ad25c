/** One HTTP exchange over the simulated network. */
import type { Cancel, HttpRequest, HttpResult, NetworkFailure } from "../../src/core/ports.js";
import type { VirtualClock } from "../simulation/virtual-clock.js";
import { type Network, portalHost } from "./network.js";

/** A server's answer, or silence. */
export type Reply =
  | {
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body: string;
      /** How long the server thinks. */
      readonly afterMs?: number;
    }
  | "silence";

/** What a server does with a request that has reached it. */
export type Answer = (request: HttpRequest) => Reply;

const dnsGivesUpMs = 3_000;
const page = "<!doctype html><html><body>Please log in to use this network.</body></html>";

const unreachable = (stage: "dns" | "tcp" | "closed", detail: string): NetworkFailure => ({
  kind: "unreachable",
  stage,
  detail,
});

/** Host and port-less scheme of a URL that the device asked for. */
export function hostOf(url: string): { readonly host: string; readonly secure: boolean } {
  const { hostname, protocol } = new URL(url);
  return { host: hostname, secure: protocol === "https:" || protocol === "wss:" };
}

export function exchange(
  clock: VirtualClock,
  network: Network,
  answer: Answer,
  request: HttpRequest,
  settled: (result: HttpResult) => void,
): Cancel {
  const cancels: Cancel[] = [];
  const later = (delayMs: number, run: () => void) => void cancels.push(clock.after(delayMs, run));
  const cancelAll = () => {
    for (const cancel of cancels) cancel();
  };
  const settle = (result: HttpResult) => {
    cancelAll();
    settled(result);
  };
  const fail = (failure: NetworkFailure) => settle({ ok: false, failure });
  const timeout = () => fail({ kind: "timeout", afterMs: request.timeoutMs });
  const { host, secure } = hostOf(request.url);
  const tripMs = network.roundTripMs;

  later(request.timeoutMs, timeout);
  if (network.linkState() !== "up") {
    later(10, () => fail(unreachable("dns", "no network")));
    return cancelAll;
  }
  const deliver = (reply: Exclude<Reply, "silence">) => {
    // What is under way when the line goes silent never comes.
    if (!network.passes(host)) return;
    const trouble = network.troubleAt(host);
    if (trouble === "slowBody") return;
    if (trouble === "reset") return fail(unreachable("closed", "connection reset"));
    const body = trouble === "cutBody" ? reply.body.slice(0, reply.body.length / 2) : reply.body;
    if (body.length > request.bodyMaxBytes)
      return fail({ kind: "tooLarge", limitBytes: request.bodyMaxBytes });
    settle({ ok: true, status: reply.status, headers: reply.headers ?? {}, body });
  };
  switch (host === portalHost ? "portalPage" : network.troubleAt(host)) {
    case "dnsFails":
      later(dnsGivesUpMs, () => fail(unreachable("dns", "no such host")));
      break;
    case "refused":
      later(tripMs, () => fail(unreachable("tcp", "connection refused")));
      break;
    case "reset":
      later(tripMs, () => fail(unreachable("closed", "connection reset")));
      break;
    case "portalPage":
      later(tripMs, () => settle({ ok: true, status: 200, headers: {}, body: page }));
      break;
    case "portalRedirect":
      later(tripMs, () =>
        settle({ ok: true, status: 302, headers: { location: `http://${portalHost}/login` }, body: "" }),
      );
      break;
    case "blackhole":
    case "halfOpen":
      break;
    case "tlsFails":
      if (secure) {
        later(tripMs, () => fail({ kind: "tls", detail: "certificate not accepted" }));
        break;
      }
      ask();
      break;
    default:
      ask();
  }
  function ask(): void {
    later(network.oneWayMs(), () => {
      if (!network.passes(host)) return;
      const reply = answer(request);
      if (reply !== "silence") later(network.oneWayMs() + (reply.afterMs ?? 0), () => deliver(reply));
    });
  }
  return cancelAll;
}
