/**
 * The real core on ports that do only what they are told, watched at every step: what it may ask for, what it says and shows, and
 * that something is always under way.
 */
import { createDevice, type Device } from "../../../../src/core/device.js";
import type { Ports } from "../../../../src/core/device-ports.js";
import type { StateName } from "../../../../src/core/lifecycle/names.js";
import { decodeReply } from "../../../../src/core/ota/reply.js";
import type {
  ChannelEvents,
  HttpRequest,
  HttpResult,
  InstallEvents,
  NetworkState,
  RecordName,
} from "../../../../src/core/ports.js";
import type { Observed } from "../../../../src/core/runner/observed.js";
import type { ScreenModel } from "../../../../src/core/screen/model.js";
import { decodeServerMessage } from "../../../../src/core/session/codec.js";
import { boardFacts } from "../../../simulation/board-facts.js";
import { createVirtualClock, type VirtualClock } from "../../../simulation/virtual-clock.js";
import { mustBeLine, secretMark } from "../oracles/text.js";
import { breach, must as mustBe } from "../target.js";
import { mustBeFit, mustBeTruthful } from "./screen-oracle.js";
import type { Life, Step } from "./steps.js";

const otaUrl = "https://api.example/v1/ota/";
const messageMaxBytes = 16_384;
const recordMaxBytes = 4_000;
/** Beyond this, timers arm timers without end: the longest waits of a life are a few hundred. */
const timersMax = 20_000;

interface Pending {
  readonly request: HttpRequest;
  settle(result: HttpResult): void;
}

interface Line {
  readonly transport: "websocket" | "mqtt";
  readonly events: ChannelEvents;
  /** Token or password, for a peer that quotes it. */
  readonly credential: string;
  isOpen: boolean;
}

/** Everything on it throws a `Breach` if anything is not as it has to be. */
export interface Stage {
  readonly state: StateName;
  readonly pending: Pending | undefined;
  readonly line: Line | undefined;
  readonly isInstalling: boolean;
  readonly isLinkUp: boolean;
  powerOn(): void;
  step(step: Step): void;
  /** Runs the next timer. */
  tick(): void;
}

export function createStage(life: Life): Stage {
  const clock: VirtualClock = createVirtualClock();
  const records = new Map<RecordName, string>(Object.entries(life.records) as [RecordName, string][]);
  let generation = 0;
  let device: Device | undefined;
  let state: StateName = "starting";
  let screen: ScreenModel | undefined;
  let pending: Pending | undefined;
  let line: Line | undefined;
  let install: InstallEvents | undefined;
  let link: NetworkState = "up";
  let toldLink: NetworkState | undefined;
  let tellLink: (state: NetworkState) => void = () => {};
  let told: { readonly code: string | undefined } | undefined;
  /** A credential that the server itself put where people read it is no leak. */
  let isPublic = [...records.values()].some(
    (text) => text.includes(secretMark) && !text.includes('"token"') && !text.includes('"password"'),
  );
  let mayRestart = false;
  let restarted = false;
  let timers = 0;
  let seed = 1;
  /** What a port found wrong: the core guards its callbacks, so a throw alone may come to nothing. */
  let found: unknown;
  /** The connection before the present one, for ports that go on talking. */
  let formerLine: Line | undefined;

  function kept(look: () => void): void {
    try {
      look();
    } catch (error) {
      found ??= error;
      throw error;
    }
  }
  const must = (holds: boolean, what: string): void => kept(() => mustBe(holds, what));

  const secretFree = (text: string, what: string): void =>
    must(isPublic || !text.includes(secretMark), `a credential in ${what}`);

  /** Nothing of a device that is gone is called, nor may it call. */
  function portsOf(mine: number): Ports {
    const alive = (what: string): void => must(mine === generation && !restarted, `${what} after the end`);
    return {
      clock: {
        utcMs: () => clock.utcMs(),
        monotonicMs: () => clock.monotonicMs(),
        setUtc: (utcMs, zone) => clock.setUtc(utcMs, zone),
      },
      timers: {
        after(delayMs, run) {
          alive("a timer");
          must(Number.isFinite(delayMs), `a timer of ${delayMs} ms`);
          timers += 1;
          let armed = true;
          const disarm = (): void => {
            if (armed && mine === generation) timers -= 1;
            armed = false;
          };
          const cancel = clock.after(delayMs, () => {
            disarm();
            if (mine === generation) run();
          });
          return () => {
            disarm();
            cancel();
          };
        },
      },
      random: {
        bytes: (count) => Uint8Array.from({ length: count }, () => (seed = (seed * 73 + 41) & 255)),
      },
      http: {
        request(request, settled) {
          alive("a request");
          must(pending === undefined, "two requests to the OTA server at once");
          let over = false;
          const asked: Pending = {
            request,
            settle(result) {
              if (over || mine !== generation) return;
              over = true;
              pending = undefined;
              settled(result);
            },
          };
          pending = asked;
          return () => {
            over = true;
            if (pending === asked) pending = undefined;
          };
        },
      },
      webSockets: {
        open({ headers }, events) {
          const opened = openLine("websocket", events, headers.Authorization ?? "", alive);
          return {
            sendText: (text) => send(opened, text),
            sendBinary: () => false,
            ping: () => {},
            close: () => hangUp(opened),
          };
        },
      },
      mqtt: {
        open({ password }, events) {
          const opened = openLine("mqtt", events, password, alive);
          return {
            publish: (_topic, text) => send(opened, text),
            subscribe: () => {},
            ping: () => {},
            close: () => hangUp(opened),
          };
        },
      },
      storage: {
        read: (name) => records.get(name),
        write(name, text) {
          must(Buffer.byteLength(text) <= recordMaxBytes, `a record of ${text.length} characters`);
          records.set(name, text);
          return true;
        },
        remove: (name) => void records.delete(name),
      },
      network: {
        start(changed) {
          alive("joining");
          tellLink = (next) => {
            toldLink = next;
            changed(next);
          };
          const cancel = clock.after(0, () => {
            if (mine === generation) tellLink(link);
          });
          return () => {
            cancel();
            tellLink = () => {};
          };
        },
        facts: () => ({ kind: "wifi", ssidBytes: new Uint8Array([0x68, 0xff]), rssiDbm: -52 }),
      },
      facts: { read: () => boardFacts },
      firmware: {
        install(_offer, events) {
          alive("an installation");
          install = events;
          return () => {
            if (install === events) install = undefined;
          };
        },
        markValid: () => {},
      },
      crypto: { deviceHmacSha256: () => new Uint8Array(32), aes128Ctr: (_key, _counter, data) => data },
      screen: {
        show(model) {
          alive("a screen");
          screen = model;
          kept(() => mustBeFit(model));
          secretFree(JSON.stringify(model), "the screen");
        },
      },
      log: {
        write(level, text) {
          kept(() => mustBeLine(text, 400, "a log line"));
          secretFree(text, "the log");
          must(!text.includes("handler failed"), `an error inside a session: ${text}`);
          must(!(level === "error" && text.startsWith("no answer to")), text);
        },
      },
      system: {
        restart(reason) {
          alive("a restart");
          must(mayRestart, `a restart without reason: ${reason}`);
          restarted = true;
        },
      },
    };
  }

  function openLine(
    transport: Line["transport"],
    events: ChannelEvents,
    credential: string,
    alive: (what: string) => void,
  ): Line {
    alive("a connection");
    must(line === undefined, "two connections at once");
    line = { transport, events, credential, isOpen: false };
    return line;
  }

  function send(to: Line, text: string): boolean {
    if (line !== to || !to.isOpen) return false;
    must(text.length <= messageMaxBytes, "a message that no server takes");
    must(JSON.parse(text) !== null, "no message");
    return true;
  }

  function hangUp(closing: Line): void {
    if (line !== closing) return;
    line = undefined;
    formerLine = closing;
  }

  function observed(event: Observed): void {
    if (event.event === "state") state = event.state;
    secretFree(JSON.stringify(event), `what is told of "${event.event}"`);
  }

  function answer({ status, body, location }: Extract<Step, { do: "answer" }>): void {
    if (pending === undefined) return;
    const result: HttpResult = {
      ok: true,
      status,
      headers: location === undefined ? {} : { location },
      body,
    };
    const read = decodeReply(result, clock.utcMs(), pending.request.url);
    // By what is asked, not by where: a redirect may have led anywhere.
    if (pending.request.body?.includes('"mac_address"') && read.ok) {
      const { activation, firmware, websocket, mqtt } = read.value;
      told = { code: activation?.code };
      isPublic ||= JSON.stringify({
        activation,
        firmware,
        url: websocket?.url,
        ...mqtt,
        password: "",
      }).includes(secretMark);
    }
    pending.settle(result);
  }

  function say(text: string): void {
    if (line === undefined || !line.isOpen) return;
    const { events } = line;
    const read = decodeServerMessage(text);
    isPublic ||= text.includes(secretMark) || text.includes("\\u");
    mayRestart ||= read?.type === "system" && read.command === "reboot";
    events.alive();
    if (Buffer.byteLength(text) > messageMaxBytes)
      endLine(line, { kind: "tooLarge", limitBytes: messageMaxBytes });
    // As a port decodes it: there is no half character in UTF-8.
    else if (line !== undefined) events.text(Buffer.from(text).toString());
  }

  function endLine(ending: Line, end: Parameters<ChannelEvents["closed"]>[0]): void {
    hangUp(ending);
    ending.events.closed(end);
  }

  function endInstall(failure: string | undefined): void {
    const ending = install;
    install = undefined;
    ending?.ended(failure);
  }

  function endOf(
    kind: Extract<Step, { do: "end" }>["kind"],
    code: number,
    quoted: string,
  ): Parameters<ChannelEvents["closed"]>[0] {
    if (kind === "closed") return { kind, code, reason: `bye\u0007 ${quoted}` };
    if (kind === "refused") return { kind, status: code };
    return kind === "tooLarge"
      ? { kind, limitBytes: messageMaxBytes }
      : { kind, detail: `it broke: ${quoted}` };
  }

  function waitFor(ms: number): void {
    let isOver = false;
    const mine = generation;
    clock.after(ms, () => {
      isOver = true;
    });
    for (let count = 0; !isOver && mine === generation; count += 1) {
      if (count > timersMax) breach("timers arm timers without end");
      clock.step();
      afterwards();
    }
  }

  function powerOff(): void {
    generation += 1;
    device = undefined;
    pending = undefined;
    line = undefined;
    formerLine = undefined;
    install = undefined;
    tellLink = () => {};
    toldLink = undefined;
    told = undefined;
    timers = 0;
  }

  function powerOn(): void {
    restarted = false;
    mayRestart = false;
    state = "starting";
    screen = undefined;
    device = createDevice(
      portsOf(generation),
      { otaUrl, language: "en", transport: life.transport },
      observed,
    );
    device.start();
    afterwards();
  }

  /** Looks, and switches on again what has asked for that. */
  function afterwards(): void {
    if (restarted) {
      powerOff();
      powerOn();
    } else look();
  }

  function look(): void {
    if (found !== undefined) throw found;
    if (screen !== undefined)
      mustBeTruthful(screen, {
        state,
        told,
        isLinkUp: toldLink === undefined ? undefined : toldLink === "up",
      });
    must(timers > 0, `nothing is under way in state ${state}`);
    if (state === "online") must(line?.isOpen === true, "online without a session");
  }

  const acts: { readonly [D in Step["do"]]: (step: Extract<Step, { do: D }>) => void } = {
    answer,
    loseAnswer: ({ kind }) => pending?.settle({ ok: false, failure: lostAnswer(kind) }),
    accept() {
      if (line === undefined || line.isOpen) return;
      line.isOpen = true;
      line.events.opened();
    },
    say({ text, times = 1 }) {
      for (let count = 0; count < times; count += 1) say(text);
    },
    sayLate({ text }) {
      formerLine?.events.text(text);
      formerLine?.events.closed({ kind: "lost", detail: "late" });
    },
    sound() {
      if (line?.isOpen) line.events.binary(new Uint8Array([1, 2, 3]));
    },
    end({ kind, code }) {
      if (line !== undefined) endLine(line, endOf(kind, code, line.credential));
    },
    wait: ({ ms }) => waitFor(ms),
    press: () => device?.press(),
    type: ({ text }) => device?.say(text),
    link({ state: next }) {
      link = next;
      tellLink(next);
    },
    block: ({ doneBytes, totalBytes }) => install?.progress(doneBytes, totalBytes),
    installed() {
      mayRestart ||= install !== undefined;
      endInstall(undefined);
    },
    installFails: ({ reason }) => endInstall(reason),
    powerOff() {
      powerOff();
      powerOn();
    },
  };

  return {
    get state() {
      return state;
    },
    get pending() {
      return pending;
    },
    get line() {
      return line;
    },
    get isInstalling() {
      return install !== undefined;
    },
    get isLinkUp() {
      return link === "up";
    },
    powerOn,
    step(step) {
      (acts[step.do] as (step: Step) => void)(step);
      afterwards();
    },
    tick() {
      clock.step();
      afterwards();
    },
  };
}

function lostAnswer(
  kind: Extract<Step, { do: "loseAnswer" }>["kind"],
): Extract<HttpResult, { ok: false }>["failure"] {
  if (kind === "timeout") return { kind, afterMs: 30_000 };
  if (kind === "tooLarge") return { kind, limitBytes: 16_384 };
  return kind === "tls" ? { kind, detail: "certificate" } : { kind, stage: "closed", detail: "reset" };
}
