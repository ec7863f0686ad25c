/**
 * The schedule of the reference firmware (78/xiaozhi-esp32, main/application.cc), as a model: it asks, waits and asks again
 * exactly as that program does, with the same round trips as ours. It opens its websocket only when a person talks, so it
 * counts as ready as soon as it has the credentials.
 */

const pollsPerTurn = 10;
const pendingWaitMs = 3_000;
const failedWaitMs = 10_000;
const failuresMax = 10;

/** Ready at `readyAtMs`, after requests at these times since power-on. */
export interface ReferenceLife {
  readonly readyAtMs: number;
  readonly requestsAtMs: readonly number[];
}

export interface ReferenceCloud {
  readonly roundTripMs: number;
  readonly hasActivateEndpoint: boolean;
}

/** From power-on to credentials, bound at `boundAtMs`; an unbound one is followed until `untilMs`. */
export function referenceActivation(
  { roundTripMs, hasActivateEndpoint }: ReferenceCloud,
  boundAtMs: number,
  untilMs = Number.POSITIVE_INFINITY,
): ReferenceLife {
  const requestsAtMs: number[] = [];
  let nowMs = 0;
  /** One request; true if the device is bound when it arrives. */
  const ask = () => {
    requestsAtMs.push(nowMs);
    const bound = nowMs + roundTripMs / 2 >= boundAtMs;
    nowMs += roundTripMs;
    return bound;
  };
  while (nowMs < untilMs) {
    if (ask()) return { readyAtMs: nowMs, requestsAtMs };
    for (let poll = 0; poll < pollsPerTurn; poll++) {
      const bound = ask();
      if (bound && hasActivateEndpoint) break;
      nowMs += hasActivateEndpoint ? pendingWaitMs : failedWaitMs;
    }
  }
  return { readyAtMs: Number.POSITIVE_INFINITY, requestsAtMs: requestsAtMs.filter((atMs) => atMs < untilMs) };
}

/**
 * A bound device that is switched on while the check does not answer, until `silentUntilMs`: time of the good answer, or
 * `undefined` if it has given up before.
 */
export function referenceRecoveryMs(roundTripMs: number, silentUntilMs: number): number | undefined {
  let nowMs = 0;
  for (let failure = 1; failure <= failuresMax; failure++) {
    const answered = nowMs + roundTripMs / 2 >= silentUntilMs;
    nowMs += roundTripMs;
    if (answered) return nowMs;
    nowMs += referenceCheckRetryMs(failure) ?? 0;
  }
  return undefined;
}

/** The wait after the nth failed check in a row; `undefined`: it gives up. */
export const referenceCheckRetryMs = (failures: number): number | undefined =>
  failures < failuresMax ? failedWaitMs * 2 ** (failures - 1) : undefined;

/** How long the reference goes on asking a server that never answers, without the round trips. */
export const referenceGivesUpAfterMs = failedWaitMs * (2 ** (failuresMax - 1) - 1);
