/**
 * Watches one board and writes down whatever must never be: the invariants of the lab, checked after everything that the core
 * was called for.
 */
import type { StateName } from "../../src/core/lifecycle/names.js";
import type { HttpResult, LogLevel, NetworkState } from "../../src/core/ports.js";
import type { Observed } from "../../src/core/runner/observed.js";
import type { ScreenModel, View } from "../../src/core/screen/model.js";
import { pingEveryMs, silentAfterMs } from "../../src/core/session/dialogue.js";
import type { DeviceEnd } from "./channel.js";
import { secretMark } from "./cloud.js";
import type { LabLog } from "./log.js";

export interface Witness {
  /** Each kind of breach once, in the order they came. */
  readonly violations: readonly string[];
  readonly state: StateName;
  /** What is shown; `undefined` while the power is off. */
  readonly screen: ScreenModel | undefined;
  /** How many downloads of images were begun. */
  readonly installs: number;
  /** When the device last asked for new settings because a session had failed; minus infinity: never. */
  readonly suspectedAtMs: number;
  /** Online with a session that works at both ends. */
  readonly isOnline: boolean;
  /** Error lines of the device's log that the present fault may cause. */
  tolerates: RegExp | undefined;
  /** For the canary that proves that a screen that lies is seen. */
  isScreenStuck: boolean;
  violation(what: string): void;
  /** @param serverName host of the OTA URL: a code is of no use without knowing whose it is */
  poweredOn(serverName: string): void;
  poweredOff(): void;
  observed(observed: Observed): void;
  shown(model: ScreenModel): void;
  logged(level: LogLevel, line: string): void;
  linkTold(state: NetworkState): void;
  channelOpened(end: DeviceEnd): void;
  /** The device was told, or ended it. */
  channelEnded(end: DeviceEnd): void;
  /** Answers what to call when the request is over. */
  requestBegan(what: string): () => void;
  checkAnswered(reply: Extract<HttpResult, { ok: true }>): void;
  installBegan(): void;
  installEnded(failure: string | undefined): void;
  restarted(reason: string): void;
  uncaught(error: unknown): void;
  settled(): void;
}

const viewsOf: Readonly<Record<StateName, readonly View[]>> = {
  starting: ["starting"],
  joining: ["joining"],
  provisioning: ["provisioning"],
  checking: ["checking"],
  updating: ["updating"],
  activating: ["activating"],
  connecting: ["connecting"],
  online: ["standby", "listening", "speaking"],
  // Standby without a session: the server closed an idle one in order, and a word opens it again.
  waiting: ["waiting", "standby"],
};

/** A line that died in silence is noticed at the next look after the limit. */
const deadLineShownMaxMs = silentAfterMs + pingEveryMs;

export function createWitness(clock: { monotonicMs(): number }, log: LabLog): Witness {
  const seen = new Set<string>();
  let state: StateName = "starting";
  let screen: ScreenModel | undefined;
  let link: NetworkState | undefined;
  let channel: DeviceEnd | undefined;
  let requests = 0;
  let life = 0;
  let server = "";
  let isInstalled = false;
  let installs = 0;
  let suspectedAtMs = Number.NEGATIVE_INFINITY;
  /** What the last configuration that the device received said: a code, or `undefined` for bound. */
  let told: { readonly code: string | undefined } | undefined;
  let deadSinceMs: number | undefined;

  function violation(what: string): void {
    if (!seen.has(what)) log.note("VIOLATION", what);
    seen.add(what);
  }

  function look(shown: ScreenModel): void {
    const { view, code, status } = shown;
    if (code !== undefined && shown.server !== server)
      violation(`the code is said to be of ${shown.server}, it is of ${server}`);
    if (!viewsOf[state].includes(view)) violation(`the screen shows ${view} in state ${state}`);
    if (code !== undefined && told === undefined) violation("a code on the screen that no server gave");
    if (code !== undefined && told !== undefined && code !== told.code)
      violation(
        told.code === undefined
          ? "the code is still shown after the server said bound"
          : `the code shown is ${code}, the server's is ${told.code}`,
      );
    if (state === "activating" && told?.code !== undefined && code === undefined)
      violation("no code on the screen");
    if ((status.transport !== undefined) !== (state === "online"))
      violation(`a session in the status line in state ${state}`);
    if (link !== undefined && status.network !== (link === "up"))
      violation(`the screen says network ${status.network}, the link is ${link}`);
    if (JSON.stringify(shown).includes(secretMark)) violation("a credential on the screen");
  }

  function lookAtSession(): void {
    if (state !== "online") {
      deadSinceMs = undefined;
      return;
    }
    if (channel === undefined) return violation("online without an open session");
    if (link !== "up") return violation(`online while the link is ${link}`);
    if (channel.works) {
      deadSinceMs = undefined;
      return;
    }
    deadSinceMs ??= clock.monotonicMs();
    if (clock.monotonicMs() - deadSinceMs > deadLineShownMaxMs)
      violation(`online for more than ${deadLineShownMaxMs / 1000} s on a dead line`);
  }

  const witness: Witness = {
    get violations() {
      return [...seen];
    },
    get state() {
      return state;
    },
    get screen() {
      return screen;
    },
    get installs() {
      return installs;
    },
    get suspectedAtMs() {
      return suspectedAtMs;
    },
    get isOnline() {
      return state === "online" && channel !== undefined && channel.works;
    },
    tolerates: undefined,
    isScreenStuck: false,
    violation,
    poweredOn(serverName) {
      server = serverName;
      state = "starting";
    },
    poweredOff() {
      life += 1;
      state = "starting";
      screen = undefined;
      link = undefined;
      channel = undefined;
      requests = 0;
      isInstalled = false;
      told = undefined;
      deadSinceMs = undefined;
    },
    observed(observed) {
      if (observed.event === "state") state = observed.state;
      if (observed.event !== "step") return;
      const { input } = observed;
      const hasFailed = input.type === "ended" || (input.type === "expired" && input.slot === "deadline");
      if (hasFailed && observed.effects.some((effect) => effect.do === "check"))
        suspectedAtMs = clock.monotonicMs();
      const effects = observed.effects.map((effect) => effect.do).join(" ");
      log.note("core", `${input.type} in ${state}${effects === "" ? "" : `: ${effects}`}`);
    },
    shown(model) {
      if (witness.isScreenStuck && screen !== undefined) return;
      screen = model;
      log.note("screen", `${model.view} ${model.code ?? ""}`.trimEnd());
    },
    logged(level, line) {
      if (line.includes(secretMark)) violation("a credential in the log");
      if (line.includes("handler failed")) violation(`an error inside a session: ${line}`);
      if (level === "error" && !witness.tolerates?.test(line)) violation(`error in the log: ${line}`);
      log.note("log", `${level} ${line}`);
    },
    linkTold(next) {
      link = next;
    },
    channelOpened(end) {
      channel = end;
    },
    channelEnded(end) {
      if (channel === end) channel = undefined;
    },
    requestBegan(what) {
      requests += 1;
      if (requests > 1) violation(`${requests} requests to the OTA server at once`);
      log.note("http", what);
      const mine = life;
      let over = false;
      return () => {
        if (!over && mine === life) requests -= 1;
        over = true;
      };
    },
    checkAnswered(reply) {
      told = codeIn(reply) ?? told;
    },
    installBegan() {
      installs += 1;
      isInstalled = false;
    },
    installEnded(failure) {
      isInstalled = failure === undefined;
    },
    restarted(reason) {
      log.note("board", `restart: ${reason}`);
      if (!isInstalled) violation(`restart without an installed image: ${reason}`);
    },
    uncaught(error) {
      violation(`uncaught error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    },
    settled() {
      if (screen !== undefined) look(screen);
      lookAtSession();
    },
  };
  return witness;
}

/** What a good configuration says about the binding. Anything else says nothing. */
function codeIn(reply: Extract<HttpResult, { ok: true }>): { readonly code: string | undefined } | undefined {
  if (reply.status !== 200) return undefined;
  let body: unknown;
  try {
    body = JSON.parse(reply.body);
  } catch {
    return undefined;
  }
  if (typeof body !== "object" || body === null || "error" in body || "success" in body) return undefined;
  const activation = "activation" in body ? body.activation : undefined;
  if (typeof activation === "object" && activation !== null && Object.keys(activation).length > 0)
    return { code: (activation as { code?: string }).code };
  const usable = ("websocket" in body && hasUrl(body.websocket)) || ("mqtt" in body && hasUrl(body.mqtt));
  return usable ? { code: undefined } : undefined;
}

const hasUrl = (section: unknown): boolean =>
  typeof section === "object" &&
  section !== null &&
  (("url" in section && section.url !== "") || ("endpoint" in section && section.endpoint !== ""));
