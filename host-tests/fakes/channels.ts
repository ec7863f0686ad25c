import type {
  ChannelEnd,
  ChannelEvents,
  MqttChannel,
  MqttClients,
  MqttOptions,
  WebSocketChannel,
  WebSocketOptions,
  WebSockets,
} from "../../src/core/ports.js";

/**
 * The server's end of one scripted channel. As the ports promise, nothing is delivered after `closed`, and `closed`
 * comes once; whatever the test says after that is dropped.
 */
export interface ScriptedChannel<Options> {
  readonly options: Options;
  /** Everything the device did, in order: `text …`, `binary n`, `subscribe …`, `publish topic: …`, `ping`, `close …`. */
  readonly did: string[];
  /** What the device tried on a channel that wasn't open or was over, closing twice included. A session never should. */
  readonly misuse: string[];
  /** Text messages only, parsed. */
  sent(): unknown[];
  /** False from now on: sending fails, as with a full queue. */
  writable: boolean;
  open(): void;
  say(message: object | string): void;
  sayBinary(bytes: Uint8Array): void;
  /** A pong, PINGRESP or half a message. */
  breathe(): void;
  end(end: ChannelEnd): void;
  /** True once the device has closed or `end` was called. */
  readonly over: boolean;
  /** Past the port's promise: delivers even though the channel is over, as platforms with races do. */
  readonly raw: ChannelEvents;
}

export interface ScriptedWebSockets extends WebSockets {
  readonly channels: ScriptedChannel<WebSocketOptions>[];
}

export interface ScriptedMqttClients extends MqttClients {
  readonly channels: ScriptedChannel<MqttOptions>[];
}

/** Opens nothing: the test plays the server through `channels`. */
export function scriptedWebSockets(): ScriptedWebSockets {
  const channels: ScriptedChannel<WebSocketOptions>[] = [];
  return {
    channels,
    open(options, events): WebSocketChannel {
      const { channel, write, note, close } = script(options, events);
      channels.push(channel);
      return {
        sendText: (text) => write(`text ${text}`, text),
        sendBinary: (bytes) => write(`binary ${bytes.length}`),
        ping: () => note("ping"),
        close: (code, reason) => close(`close ${code} ${reason}`.trimEnd()),
      };
    },
  };
}

/** As `scriptedWebSockets`. */
export function scriptedMqttClients(): ScriptedMqttClients {
  const channels: ScriptedChannel<MqttOptions>[] = [];
  return {
    channels,
    open(options, events): MqttChannel {
      const { channel, write, note, close } = script(options, events);
      channels.push(channel);
      return {
        publish: (topic, payload) => write(`publish ${topic}: ${payload}`, payload),
        subscribe: (topic) => note(`subscribe ${topic}`),
        ping: () => note("ping"),
        close: () => close("close"),
      };
    },
  };
}

function script<Options>(options: Options, raw: ChannelEvents) {
  const did: string[] = [];
  const misuse: string[] = [];
  const sent: unknown[] = [];
  let over = false;
  let opened = false;

  const channel: ScriptedChannel<Options> = {
    options,
    did,
    misuse,
    sent: () => [...sent],
    writable: true,
    open() {
      if (over) return;
      opened = true;
      raw.opened();
    },
    say(message) {
      if (over) return;
      raw.alive();
      raw.text(typeof message === "string" ? message : JSON.stringify(message));
    },
    sayBinary(bytes) {
      if (over) return;
      raw.alive();
      raw.binary(bytes);
    },
    breathe() {
      if (!over) raw.alive();
    },
    end(end) {
      if (over) return;
      over = true;
      raw.closed(end);
    },
    get over() {
      return over;
    },
    raw,
  };

  return {
    channel,
    note: (line: string) => {
      (over || !opened ? misuse : did).push(line);
    },
    write(line: string, text?: string): boolean {
      if (over || !opened) misuse.push(line);
      if (over || !opened || !channel.writable) return false;
      did.push(line);
      if (text !== undefined) sent.push(JSON.parse(text));
      return true;
    },
    close(line: string): void {
      (over ? misuse : did).push(line);
      over = true;
    },
  };
}
