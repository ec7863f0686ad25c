/** One question to one SNTP server. */
import type { Cancel, Clock, Datagrams, NetworkFailure, Random, Timers } from "../core/ports.js";
import { nonceBytes, readAnswer, requestPacket } from "./sntp-packet.js";

export interface SntpExchangeParts {
  readonly datagrams: Datagrams;
  readonly clock: Pick<Clock, "monotonicMs">;
  readonly timers: Timers;
  readonly random: Random;
  /** UTC of the build. */
  readonly builtAtMs: number;
}

export type SntpOutcome =
  /** UTC at the moment of the call. */
  | { readonly kind: "time"; readonly utcMs: number }
  | { readonly kind: "kiss"; readonly code: string }
  | { readonly kind: "failed"; readonly why: string };

const port = 123;
/** From the call to the answer; looking up the name is part of it. */
const timeoutMs = 3_000;
/** The port does not tell when the name is known; until then it takes nothing. */
const sendAgainMs = 100;

/** `settled` is called once, later, and not after the returned `Cancel`. */
export function askSntp(
  parts: SntpExchangeParts,
  server: string,
  settled: (outcome: SntpOutcome) => void,
): Cancel {
  const { clock, timers } = parts;
  const nonce = parts.random.bytes(nonceBytes);
  const packet = requestPacket(nonce);
  let over = false;
  let sentAtMs: number | undefined;
  let cancelSending: Cancel = () => {};

  const channel = parts.datagrams.open(server, port, {
    received: (bytes) => received(bytes),
    closed: (failure) => settle({ kind: "failed", why: describe(failure) }),
  });
  const cancelTimeout = timers.after(timeoutMs, () =>
    settle({ kind: "failed", why: `no answer within ${timeoutMs / 1_000} s` }),
  );

  function send(): void {
    if (over) return;
    const atMs = clock.monotonicMs();
    if (channel.send(packet)) sentAtMs = atMs;
    else cancelSending = timers.after(sendAgainMs, send);
  }

  function received(bytes: Uint8Array): void {
    if (over || sentAtMs === undefined) return;
    const answer = readAnswer(bytes, nonce, parts.builtAtMs);
    // Anybody can send a packet with the server's address: one that is not the answer must not keep us from hearing the answer.
    if (answer.kind === "foreign") return;
    if (answer.kind === "unusable") return settle({ kind: "failed", why: answer.why });
    if (answer.kind === "kiss") return settle(answer);
    // The way back is taken to be half of the way there and back.
    settle({ kind: "time", utcMs: answer.utcMs + Math.round((clock.monotonicMs() - sentAtMs) / 2) });
  }

  function settle(outcome: SntpOutcome): void {
    if (over) return;
    end();
    settled(outcome);
  }

  function end(): void {
    if (over) return;
    over = true;
    cancelTimeout();
    cancelSending();
    channel.close();
  }

  cancelSending = timers.after(0, send);
  return end;
}

function describe(failure: NetworkFailure | undefined): string {
  if (failure === undefined) return "closed";
  return "detail" in failure ? failure.detail : failure.kind;
}
