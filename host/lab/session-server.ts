/** The cloud's end of sessions, with the ways in which real ones misbehave. */
import type { ChannelEnd } from "../../src/core/ports.js";
import { serverHello, turn } from "../simulation/session-script.js";
import type { Accept, Accepted, Call, ServerEnd } from "./channel.js";
import { hostileTexts } from "./hostile-texts.js";
import type { LabLog } from "./log.js";
import type { Profile } from "./profile.js";
import { planted } from "./secrets.js";

/** What the session server does instead of its work. */
export type Manner =
  /** The hello is never answered. */
  | "noHello"
  | "brokenHello"
  /** A hello for the other transport. */
  | "otherHello"
  /** Accepts no credentials, not even fresh ones. */
  | "refusesAll"
  /** Busy: HTTP 503, or CONNACK 3. */
  | "busy"
  /** Closes as soon as it has said hello: with a code of its own, or in order. */
  | "closesWith4000"
  | "closesInOrder"
  | "goodbye"
  | "internalError"
  /** Message types that nobody knows, without end. */
  | "flood"
  | "oversize"
  | "garbage"
  /** Asks for a new connection again and again. */
  | "configUpdated"
  /** Begins a turn and never ends it. */
  | "endlessTurn"
  /** Drops the line without a word a few seconds after the hello. */
  | "drops"
  /** Says texts that would steer a terminal or forge a line, in every kind of message. */
  | "hostileTexts"
  /** Says in its refusals and farewells what it was given. */
  | "quotesCredentials";

export interface SessionServer {
  manner: Manner | undefined;
  readonly accept: Accept;
  /** Sessions that have had their hello and are open at the server. */
  readonly open: readonly ServerEnd[];
  /** Ends all connections, as the device will be told. */
  endAll(end: ChannelEnd): void;
  /** The server forgets its connections and tells nobody (a restarted NAT, a crashed machine). */
  forgetAll(): void;
  /** To all open sessions. */
  say(message: object): void;
}

export interface Bindings {
  isBound(): boolean;
  code(): string;
  /** This server is at that host. */
  serves(call: Call): boolean;
  /** The credentials are good. */
  holds(call: Call): boolean;
}

const messageGapMs = 200;
const unboundCloseCode = 4001;
const floodCount = 300;
const sessionId = /"session_id":"[^"]*"/;
/** The service that looks at pictures, with its token. */
const params = { capabilities: { vision: { url: "https://vision.example/", token: planted.vision } } };
const refusalText = "认证失败";

export function createSessionServer(
  profile: Profile,
  clock: { after(delayMs: number, run: () => void): () => void },
  log: LabLog,
  bindings: Bindings,
): SessionServer {
  const connections = new Set<ServerEnd>();
  const greeted = new Set<ServerEnd>();
  const lost = (detail: string): ChannelEnd => ({ kind: "lost", detail });

  function drop(end: ServerEnd, how: ChannelEnd): void {
    connections.delete(end);
    greeted.delete(end);
    end.end(how);
  }
  const closed = (call: Call, code: number, reason: string): ChannelEnd =>
    call.transport === "mqtt" ? lost(reason) : { kind: "closed", code, reason };

  /** Bad credentials, each server in its way. */
  function refuse(call: Call, end: ServerEnd): Accepted | { readonly refused: number } {
    log.note("session", "credentials refused");
    if (profile === "xrobo") return { refused: call.transport === "mqtt" ? 5 : 401 };
    // The open gateway drops the line after CONNACK 0, the open server says a line of prose in an open websocket.
    connections.add(end);
    if (call.transport === "mqtt") clock.after(0, () => drop(end, lost("")));
    return {
      received() {
        end.say(refusalText);
        drop(end, closed(call, 1000, ""));
      },
      closed: () => connections.delete(end),
    };
  }

  function toUnbound(call: Call, end: ServerEnd): void {
    if (profile === "xrobo" && call.transport === "websocket")
      return drop(end, closed(call, unboundCloseCode, "device not bound"));
    end.say(JSON.stringify({ type: "stt", text: `Please bind this device: ${bindings.code()}` }));
    end.say(JSON.stringify({ type: "tts", state: "start" }));
  }

  const mannered: Record<Manner, (call: Call, end: ServerEnd) => void> = {
    noHello: () => {},
    refusesAll: () => {},
    busy: () => {},
    brokenHello: (call, end) =>
      end.say(serverHello(call.transport).replace(sessionId, `"session_id":"${"s".repeat(129)}"`)),
    otherHello: (call, end) => end.say(serverHello(call.transport === "mqtt" ? "websocket" : "mqtt")),
    closesWith4000: (call, end) => {
      greet(call, end);
      drop(end, closed(call, 4000, "bye"));
    },
    closesInOrder: (call, end) => {
      greet(call, end);
      if (call.transport === "mqtt") end.say(JSON.stringify({ type: "goodbye", session_id: "s-7f3a5b" }));
      drop(end, closed(call, 1000, ""));
    },
    goodbye: (call, end) => {
      greet(call, end);
      end.say(JSON.stringify({ type: "goodbye" }));
    },
    internalError: (call, end) => {
      greet(call, end);
      drop(end, closed(call, 1011, "internal error"));
    },
    flood: (call, end) => {
      greet(call, end);
      for (let at = 0; at < floodCount; at++)
        end.say(JSON.stringify({ type: `novelty-${at}`, [`novelty-${at}`]: at }));
    },
    oversize: (call, end) => {
      greet(call, end);
      end.say(JSON.stringify({ type: "stt", text: "x".repeat(100_000) }));
    },
    garbage: (call, end) => {
      greet(call, end);
      for (const text of ["{", "[]", "null", "", '{"type":7}', '{"type":"tts"}', "\u0000"]) end.say(text);
    },
    configUpdated: (call, end) => {
      greet(call, end);
      end.say(JSON.stringify({ type: "notify", event: "config_updated" }));
    },
    endlessTurn: (call, end) => {
      greet(call, end);
      end.say(JSON.stringify({ type: "stt", text: "hello" }));
      end.say(JSON.stringify({ type: "tts", state: "start" }));
    },
    hostileTexts: (call, end) => {
      greet(call, end);
      for (const text of Object.values(hostileTexts))
        for (const message of [
          { type: "stt", text },
          { type: "llm", emotion: text, text },
          { type: "tts", state: "sentence_start", text },
          { type: "alert", status: text, message: text, emotion: text },
          { type: "notify", event: text },
          { type: "system", command: text },
          { type: "mcp", payload: { jsonrpc: "2.0", id: text, method: text, params: { name: text } } },
        ])
          end.say(JSON.stringify(message));
      const reason = Object.values(hostileTexts).join(" ");
      clock.after(40_000, () => drop(end, closed(call, 1011, reason)));
    },
    quotesCredentials: (call, end) => {
      const { credential } = call;
      if (call.transport === "websocket") end.say(`invalid token ${credential}`);
      else end.say(JSON.stringify({ type: "error", message: credential, [credential]: credential }));
      clock.after(1_000, () => drop(end, closed(call, 1008, `Bearer ${credential} ${planted.mqttUsername}`)));
    },
    drops: (call, end) => {
      greet(call, end);
      clock.after(5_000, () => drop(end, lost("connection reset")));
    },
  };

  function greet(call: Call, end: ServerEnd): void {
    greeted.add(end);
    end.say(serverHello(call.transport));
  }

  function hello(call: Call, end: ServerEnd): void {
    if (!bindings.isBound()) return toUnbound(call, end);
    if (server.manner !== undefined) return mannered[server.manner](call, end);
    greet(call, end);
  }

  function talk(end: ServerEnd): void {
    for (const [at, message] of turn.entries())
      clock.after(at * messageGapMs, () => end.say(JSON.stringify(message)));
  }

  const server: SessionServer = {
    manner: undefined,
    accept(call, end) {
      if (!bindings.serves(call)) return { refused: call.transport === "mqtt" ? 3 : 404 };
      if (server.manner === "busy") return { refused: call.transport === "mqtt" ? 3 : 503 };
      if (server.manner === "refusesAll" || !bindings.holds(call)) return refuse(call, end);
      connections.add(end);
      if (profile === "open" && call.transport === "mqtt")
        // This gateway talks MCP as soon as the device is connected, before any hello.
        clock.after(0, () =>
          end.say(
            JSON.stringify({
              type: "mcp",
              payload: { jsonrpc: "2.0", id: 10_000, method: "initialize", params },
            }),
          ),
        );
      return {
        received(text) {
          const { type } = JSON.parse(text) as { type: string };
          if (type === "hello") hello(call, end);
          else if (type === "listen" && greeted.has(end)) talk(end);
        },
        closed() {
          connections.delete(end);
          greeted.delete(end);
        },
      };
    },
    get open() {
      return [...greeted].filter((end) => !end.over);
    },
    endAll(how) {
      log.note("session", `all ended: ${how.kind}`);
      for (const end of [...connections]) drop(end, how);
    },
    forgetAll() {
      log.note("session", "all forgotten");
      for (const end of connections) end.vanish();
      connections.clear();
      greeted.clear();
    },
    say(message) {
      for (const end of server.open) end.say(JSON.stringify(message));
    },
  };
  return server;
}
