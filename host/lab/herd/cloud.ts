/** The cloud as a herd sees it: so many answers a second, and one line for all downloads. */

export interface CloudOptions {
  /** Checks that it answers in a second; what comes beyond that gets a 503. */
  readonly checksPerSecond: number;
  /** Sessions that it opens or refuses for their token in a second; what comes beyond that gets a 503. */
  readonly sessionsPerSecond: number;
  /** In the 503 of a check; 0: the server doesn't say. */
  readonly retryAfterMs: number;
  /** Sessions in which nobody speaks are closed in order after this long; absent: never. */
  readonly idleCloseMs?: number;
  /** Of all downloads together. */
  readonly downloadBytesPerSecond: number;
}

/** How a request ended. */
export const answers = { good: 0, busy: 1, unreachable: 2, unauthorized: 3 } as const;
export type Answer = (typeof answers)[keyof typeof answers];

export interface HerdCloud {
  readonly options: CloudOptions;
  isDown: boolean;
  /** Tokens of an earlier epoch are refused. */
  tokenEpoch: number;
  /** A second begins. */
  second(): void;
  check(): Answer;
  /** With a token of that epoch. */
  session(tokenEpoch: number): Answer;
}

export function createCloud(options: CloudOptions): HerdCloud {
  let checks = 0;
  let sessions = 0;
  const cloud: HerdCloud = {
    options,
    isDown: false,
    tokenEpoch: 0,
    second() {
      checks = 0;
      sessions = 0;
    },
    check() {
      if (cloud.isDown) return answers.unreachable;
      checks += 1;
      return checks > options.checksPerSecond ? answers.busy : answers.good;
    },
    session(tokenEpoch) {
      if (cloud.isDown) return answers.unreachable;
      sessions += 1;
      if (sessions > options.sessionsPerSecond) return answers.busy;
      return tokenEpoch === cloud.tokenEpoch ? answers.good : answers.unauthorized;
    },
  };
  return cloud;
}
