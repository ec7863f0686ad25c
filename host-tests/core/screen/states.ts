/** Lifecycle states for the screen tests. */
import {
  type Activation,
  noTalk,
  type StateData,
  type Talk,
  type WaitReason,
} from "../../../src/core/lifecycle/state.js";

export const baseState: StateData = {
  name: "starting",
  settings: { serverName: "ota.example", transport: "auto", rest: "reachable", version: "1.2.0" },
  lastToken: 0,
  pending: {},
  networkUp: true,
  bound: false,
  offered: [],
  checkFailures: 0,
  suspectedAtMs: -60_000,
  transport: "websocket",
  openFailures: 0,
  openFailuresHere: 0,
  idleCloses: 0,
  inStep: true,
  talk: noTalk,
  firmwareAttempts: [],
  installFailuresAtMs: [],
  markedValid: false,
};

export const activatingState = (
  activation: Partial<Activation> = {},
  state: Partial<StateData> = {},
): StateData => ({
  ...baseState,
  name: "activating",
  activation: {
    code: "007301",
    message: "https://console.example\n007301",
    challenge: "the-challenge",
    sinceMs: 1000,
    fastSinceMs: 1000,
    endpoint: true,
    hinted: false,
    failures: 0,
    ...activation,
  },
  ...state,
});

export const onlineState = (talk: Partial<Talk> = {}): StateData => ({
  ...baseState,
  name: "online",
  sessionId: "the-session",
  talk: { ...noTalk, ...talk },
});

export const waitingState = (
  reason: WaitReason,
  resume: "checking" | "connecting" = "checking",
): StateData => ({
  ...baseState,
  name: "waiting",
  wait: { reason, untilMs: 75_000, resume },
});

export const restingState: StateData = {
  ...baseState,
  name: "waiting",
  wait: { reason: { kind: "resting", sinceMs: 1_000 }, resume: "connecting" },
};

export const updatingState = (doneBytes: number, totalBytes?: number): StateData => ({
  ...baseState,
  name: "updating",
  update: {
    version: "1.3.0",
    url: "https://dl.example/fw.bin?token=the-secret",
    force: false,
    doneBytes,
    ...(totalBytes === undefined ? {} : { totalBytes }),
  },
});
