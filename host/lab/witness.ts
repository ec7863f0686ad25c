/**
 * Watches one board and writes down whatever must never be: the invariants of the lab, checked after everything that the core
 * was called for.
 */
import type { StateName } from "../../src/core/lifecycle/names.js";
import type { HttpResult, LogLevel, NetworkState, RecordName } from "../../src/core/ports.js";
import type { Observed } from "../../src/core/runner/observed.js";
import type { ScreenModel } from "../../src/core/screen/model.js";
import { pingEveryMs, silentAfterMs } from "../../src/core/session/dialogue.js";
import type { DeviceEnd } from "./channel.js";
import { steering, textsIn } from "./hostile-texts.js";
import type { LabLog } from "./log.js";
import { viewsOf } from "./model/invariants.js";
import { holdsSecret, planted } from "./secrets.js";

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
  /** Online with a session that works at both ends, or resting with a connection that does: the next session is a word away. */
  readonly isOnline: boolean;
  /** When it last left a session, or was switched on. */
  readonly offlineSinceMs: number;
  /** Error lines of the device's log that the present fault may cause. */
  tolerates: RegExp | undefined;
  /** For the canary that proves that a screen that lies is seen. */
  isScreenStuck: boolean;
  violation(what: string): void;
  /**
   * @param serverName host of the OTA URL: a code is of no use without knowing whose it is
   * @param secure that URL has https
   */
  poweredOn(serverName: string, secure: boolean): void;
  poweredOff(): void;
  observed(observed: Observed): void;
  shown(model: ScreenModel): void;
  logged(level: LogLevel, line: string): void;
  stored(name: RecordName, text: string): void;
  linkTold(state: NetworkState): void;
  /** @param secure over TLS */
  channelOpened(end: DeviceEnd, secure: boolean): void;
  /** The device was told, or ended it. */
  channelEnded(end: DeviceEnd): void;
  /**
   * Answers what to call when the request is over.
   * @param secure over TLS
   */
  requestBegan(what: string, secure: boolean): () => void;
  checkAnswered(reply: Extract<HttpResult, { ok: true }>): void;
  /** @param secure over TLS */
  installBegan(secure: boolean): void;
  installEnded(failure: string | undefined): void;
  restarted(reason: string): void;
  uncaught(error: unknown): void;
  settled(): void;
}

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
  let offlineSinceMs = 0;
  /** Servers with https whose session went over TLS: later ones have to. Outlives the power. */
  const heldToTls = new Set<string>();
  let isSecure = false;
  let isServerSecure = false;
  /** What the last configuration that the device received said: a code, or `undefined` for bound. */
  let told: { readonly code: string | undefined } | undefined;
  let deadSinceMs: number | undefined;
  /** The cloud has ended the session and left the connection. */
  let isResting = false;

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
    if (holdsSecret(JSON.stringify(shown))) violation("a credential on the screen");
    if (steering.test(textsIn(shown).join("\n"))) violation("a text on the screen that is more than text");
  }

  /** At rest a connection over MQTT is kept: no other wait has one. */
  const hasConnection = (): boolean => state === "online" || (state === "waiting" && isResting);

  function lookAtSession(): void {
    if (!hasConnection()) {
      deadSinceMs = undefined;
      return;
    }
    if (isSecure && isServerSecure) heldToTls.add(server);
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
      return hasConnection() && channel?.works === true;
    },
    get offlineSinceMs() {
      return offlineSinceMs;
    },
    tolerates: undefined,
    isScreenStuck: false,
    violation,
    poweredOn(serverName, secure) {
      server = serverName;
      isServerSecure = secure;
      state = "starting";
      offlineSinceMs = clock.monotonicMs();
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
      isResting = false;
    },
    observed(observed) {
      const told = JSON.stringify(observed);
      if (holdsSecret(told)) violation(`a credential in the event ${observed.event}`);
      if (steering.test(told)) violation(`an event that is more than a line: ${observed.event}`);
      if (observed.event === "state") {
        if (hasConnection()) offlineSinceMs = clock.monotonicMs();
        state = observed.state;
        if (state !== "waiting") isResting = false;
      }
      if (observed.event !== "step") return;
      const { input } = observed;
      if (input.type === "rested") isResting = true;
      else if (input.type === "opened" || input.type === "ended") isResting = false;
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
      if (holdsSecret(line)) violation("a credential in the log");
      if (steering.test(line) || line.includes("\n")) violation("a log line that is more than a line");
      if (line.includes("handler failed")) violation(`an error inside a session: ${line}`);
      if (level === "error" && !witness.tolerates?.test(line)) violation(`error in the log: ${line}`);
      log.note("log", `${level} ${line}`);
    },
    stored(name, text) {
      // Credentials of sessions have a record of their own; the configured URL is kept as it was configured.
      const others = text.replaceAll(planted.otaUrl, "");
      if (name !== "transport" && holdsSecret(others)) violation(`a credential in the record ${name}`);
    },
    linkTold(next) {
      link = next;
    },
    channelOpened(end, secure) {
      channel = end;
      isSecure = secure;
      if (!secure && heldToTls.has(server))
        violation("a session without TLS at a server that was met with it");
    },
    channelEnded(end) {
      if (channel === end) channel = undefined;
    },
    requestBegan(what, secure) {
      requests += 1;
      if (requests > 1) violation(`${requests} requests to the OTA server at once`);
      if (isServerSecure && !secure) violation("a request without TLS where the OTA URL has https");
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
    installBegan(secure) {
      if (!secure && heldToTls.has(server))
        violation("an image without TLS at a server that was met with it");
      installs += 1;
      isInstalled = false;
    },
    installEnded(failure) {
      isInstalled = failure === undefined;
    },
    restarted(reason) {
      log.note("board", `restart: ${reason}`);
      if (holdsSecret(reason)) violation("a credential in the reason of a restart");
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
