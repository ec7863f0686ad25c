import type { Ports } from "../../../src/core/device-ports.js";
import type { Cancel, ChannelEvents, MqttChannel, WebSocketChannel } from "../../../src/core/ports.js";
import type { Observe } from "../../../src/core/runner/observed.js";
import type { Calls, Deliveries } from "./contract.js";

/** Brings a delivery to the guest, in the order of the calls. */
export type Deliver = <Name extends keyof Deliveries>(
  name: Name,
  id: number,
  ...args: Parameters<Deliveries[Name]>
) => void;

export interface Answer<Value> {
  readonly value: Value;
  readonly bytes?: Uint8Array;
}

type Handlers = {
  readonly [Name in keyof Calls]: (
    args: Parameters<Calls[Name]>,
    bytes: Uint8Array,
  ) => Answer<ReturnType<Calls[Name]>>;
};

export interface ServedPorts {
  /** Carries out one call of the guest. Throws an Error for a name that is no call. */
  answer(name: string, args: unknown[], bytes: Uint8Array): Answer<unknown>;
  /** Ends everything that the guest left running. Idempotent. */
  release(): void;
}

const nothing: Answer<void> = { value: undefined };
const normalClosure = 1000;

/** Serves the calls of one guest with the given ports. */
export function servePorts(ports: Ports, deliver: Deliver, observe: Observe): ServedPorts {
  const running = createRunning(deliver);
  const handlers: Handlers = {
    ...simpleHandlers(ports, observe),
    ...startingHandlers(ports, running),
    ...channelHandlers(ports, running),
  };
  return {
    answer: (name, args, bytes) => {
      if (!Object.hasOwn(handlers, name)) throw new Error(`the program in XS made an unknown call, ${name}`);
      // The guest is bundled from the same contract.
      const handler = handlers[name as keyof Calls] as (
        args: unknown[],
        bytes: Uint8Array,
      ) => Answer<unknown>;
      return handler(args, bytes);
    },
    release: running.release,
  };
}

/** What the guest has started and not yet seen the end of. */
function createRunning(deliver: Deliver) {
  const cancels = new Map<number, Cancel>();
  const webSockets = new Map<number, WebSocketChannel>();
  const mqtts = new Map<number, MqttChannel>();

  const drop = (id: number) => {
    cancels.delete(id);
    webSockets.delete(id);
    mqtts.delete(id);
  };
  const release = () => {
    const ends = [
      ...cancels.values(),
      ...[...webSockets.values()].map((channel) => () => channel.close(normalClosure, "")),
      ...[...mqtts.values()].map((channel) => () => channel.close()),
    ];
    for (const id of [...cancels.keys(), ...webSockets.keys(), ...mqtts.keys()]) drop(id);
    for (const end of ends) end();
  };
  const events = (id: number): ChannelEvents => ({
    opened: () => deliver("opened", id),
    text: (text) => deliver("text", id, text),
    binary: (bytes) => deliver("binary", id, bytes),
    alive: () => deliver("alive", id),
    closed: (end) => {
      drop(id);
      deliver("closed", id, end);
    },
  });
  return { cancels, webSockets, mqtts, events, drop, release, deliver };
}

type Running = ReturnType<typeof createRunning>;

function simpleHandlers(ports: Ports, observe: Observe) {
  return {
    utcMs: () => ({ value: ports.clock.utcMs() }),
    monotonicMs: () => ({ value: ports.clock.monotonicMs() }),
    setUtc: ([utcMs, zone]) => done(ports.clock.setUtc(utcMs, zone ?? undefined)),
    random: ([count]) => ({ ...nothing, bytes: ports.random.bytes(count) }),
    storageRead: ([name]) => ({ value: ports.storage.read(name) ?? null }),
    storageWrite: ([name, text]) => ({ value: ports.storage.write(name, text) }),
    storageRemove: ([name]) => done(ports.storage.remove(name)),
    networkFacts: () => {
      const { ssidBytes, ...facts } = ports.network.facts();
      return ssidBytes
        ? { value: { facts, hasSsid: true }, bytes: ssidBytes }
        : { value: { facts, hasSsid: false } };
    },
    factsRead: () => ({ value: ports.facts.read() }),
    firmwareMarkValid: () => done(ports.firmware.markValid()),
    deviceHmacSha256: (_args, message) => {
      const bytes = ports.crypto.deviceHmacSha256(message);
      return bytes ? { value: true, bytes } : { value: false };
    },
    aes128Ctr: ([keyBytes, counterBytes], carried) => {
      const dataAt = keyBytes + counterBytes;
      const key = carried.subarray(0, keyBytes);
      return {
        ...nothing,
        bytes: ports.crypto.aes128Ctr(key, carried.subarray(keyBytes, dataAt), carried.subarray(dataAt)),
      };
    },
    screenShow: ([model]) => done(ports.screen.show(model)),
    logWrite: ([level, line]) => done(ports.log.write(level, line)),
    restart: ([reason]) => done(ports.system.restart(reason)),
    observe: ([observed]) => done(observe(observed)),
  } satisfies Partial<Handlers>;
}

function startingHandlers(ports: Ports, { cancels, drop, deliver }: Running) {
  /** The port keeps its promise not to call back from inside the call, so the end comes after the beginning. */
  const keep = (id: number, cancel: Cancel) => done(cancels.set(id, cancel));
  return {
    cancel: ([id]) => {
      const cancel = cancels.get(id);
      drop(id);
      return done(cancel?.());
    },
    after: ([id, delayMs]) =>
      keep(
        id,
        ports.timers.after(delayMs, () => {
          drop(id);
          deliver("expired", id);
        }),
      ),
    httpRequest: ([id, request]) =>
      keep(
        id,
        ports.http.request(request, (result) => {
          drop(id);
          deliver("settled", id, result);
        }),
      ),
    networkStart: ([id]) =>
      keep(
        id,
        ports.network.start((state, trouble) => deliver("networkChanged", id, state, trouble ?? null)),
      ),
    firmwareInstall: ([id, offer]) =>
      keep(
        id,
        ports.firmware.install(offer, {
          progress: (doneBytes, totalBytes) => deliver("progress", id, doneBytes, totalBytes ?? null),
          ended: (failure) => {
            drop(id);
            deliver("ended", id, failure ?? null);
          },
        }),
      ),
  } satisfies Partial<Handlers>;
}

function channelHandlers(ports: Ports, { webSockets, mqtts, events }: Running) {
  return {
    webSocketOpen: ([id, options]) => done(webSockets.set(id, ports.webSockets.open(options, events(id)))),
    // A channel that ended in the meantime takes nothing more: its `closed` is on the way to the guest.
    webSocketText: ([id, text]) => ({ value: webSockets.get(id)?.sendText(text) ?? false }),
    webSocketBinary: ([id], bytes) => ({ value: webSockets.get(id)?.sendBinary(bytes) ?? false }),
    webSocketClose: ([id, code, reason]) => done(webSockets.get(id)?.close(code, reason)),
    mqttOpen: ([id, options]) => done(mqtts.set(id, ports.mqtt.open(options, events(id)))),
    mqttPublish: ([id, topic, payload]) => ({ value: mqtts.get(id)?.publish(topic, payload) ?? false }),
    mqttSubscribe: ([id, topic]) => done(mqtts.get(id)?.subscribe(topic)),
    mqttClose: ([id]) => done(mqtts.get(id)?.close()),
    ping: ([id]) => done((webSockets.get(id) ?? mqtts.get(id))?.ping()),
  } satisfies Partial<Handlers>;
}

/** Reads as "this was done; there is nothing to answer". */
function done(_effect: unknown): Answer<void> {
  return nothing;
}
