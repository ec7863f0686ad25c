/** A device's life in the simulator, against the development cloud: what must hold before anything is flashed. */
import { mkdtempSync, rmSync } from "node:fs";
import { freePort, startCloud } from "./cloud.mjs";
import { startSimulator } from "./simulator.mjs";
import { makeCertificates, startTlsFront } from "./tls-front.mjs";

const mac = "02:00:00:00:5a:01";
const isOnline = (/** @type {any} */ event) => event.event === "online";
const startsAnew = (/** @type {any} */ event) => event.event === "state" && event.state === "joining";
const isActivation = (/** @type {any} */ event) => event.event === "activation";

/**
 * @typedef {{ folder: string, say(line: string): void,
 *   build(settings: Record<string, unknown>, parts?: Record<string, unknown>): Promise<Firmware>,
 *   shoot(device: Device, name: string, firmware: Firmware): Promise<void> }} World
 * @typedef {{ host: string, library: string, width: number, height: number }} Firmware
 * @typedef {ReturnType<typeof startSimulator>} Device
 * @typedef {{ chunkBytes: number, slots: number, stackSlots: number }} Peak
 */

/**
 * From power-on to a second owner: code, bind, online, a question, the cloud gone and back, power-on, unbind, bind.
 * @param {World} world
 * @param {"websocket" | "mqtt"} transport
 * @returns {Promise<{ peak: Peak, codeAfterMs: number }>}
 */
export function checkLife(world, transport) {
  return withCloud(world, async ({ data, port, start, cloud }) => {
    const firmware = await world.build({
      ...settings(data, transport),
      otaUrl: `http://127.0.0.1:${port}/xiaozhi/ota/`,
    });
    const startedAtMs = performance.now();
    let device = start(firmware);
    const { code } = await device.next("the activation code", isActivation);
    const codeAfterMs = performance.now() - startedAtMs;
    world.say(`activation code ${code}, ${Math.round(codeAfterMs)} ms after the start of the process`);
    await world.shoot(device, `${transport}-activating`, firmware);
    cloud.now.run(["bind", "--agent", cloud.now.agent, code]);
    await device.next(`online over ${transport} after the bind`, (event) => onlineOver(event, transport));
    world.say(`bound and online over ${transport}`);
    await ask(device);
    world.say("a question was answered");
    await world.shoot(device, `${transport}-answered`, firmware);

    await touch(device, firmware);
    world.say("a tap broke an answer off, a long touch restarted the device");

    await cloud.now.stop();
    await device.next(
      "the lost connection noticed",
      (event) => event.event === "state" && event.state !== "online",
    );
    cloud.now = await startCloud({ port, data: `${data}/cloud` });
    // Over MQTT at another port: the device has to ask anew where its service is.
    await device.next("online after the cloud came back", isOnline, 240_000);
    world.say("online again after a restart of the cloud");

    await device.stop();
    device = start(firmware);
    const first = await device.next(
      "online after power-on",
      (event) => isActivation(event) || isOnline(event),
    );
    if (isActivation(first)) throw new Error("a bound device asked for a code after power-on");
    world.say("online again after power-on, without a code");

    // An unbound device may keep the session it has; the next check tells it.
    await device.stop();
    cloud.now.run(["unbind", mac]);
    device = start(firmware);
    const again = await device.next("a new code after the unbind", isActivation);
    cloud.now.run(["bind", "--agent", cloud.now.agent, again.code]);
    await device.next("online after the second bind", isOnline);
    world.say(`unbound, and bound again with code ${again.code}`);
    return { codeAfterMs };
  });
}

/**
 * The same over TLS, to a server whose authority only this build knows: the handshakes are what needs most memory.
 * @param {World} world
 * @param {"websocket" | "mqtt"} transport
 */
export function checkSecureLife(world, transport) {
  return withCloud(world, async ({ data, port, start, cloud }) => {
    const certificates = `${data}/certificates`;
    makeCertificates(certificates, ["127.0.0.1"]);
    const [, mqttPort] = cloud.now.mqtt.split(":");
    const front = await startTlsFront({
      certificates,
      address: "127.0.0.1",
      cloudPort: port,
      mqttPort: Number(mqttPort),
    });
    try {
      const firmware = await world.build(
        { ...settings(data, transport), otaUrl: front.otaUrl },
        { data: { "*": [`${certificates}/own-ca`] } },
      );
      const device = start(firmware);
      const { code } = await device.next("the activation code over TLS", isActivation);
      cloud.now.run(["bind", "--agent", cloud.now.agent, code]);
      await device.next(`online over ${transport} and TLS`, (event) => onlineOver(event, transport));
      await ask(device);
      world.say(`code, bind and a question over ${transport} and TLS`);
    } finally {
      await front.stop();
    }
    return {};
  });
}

const settings = (/** @type {string} */ data, /** @type {string} */ transport) => ({
  observed: true,
  mac,
  transport,
  // The SDK keeps the records of all simulators in one file, in this folder.
  file: { root: `${data}/` },
});

const onlineOver = (/** @type {any} */ event, /** @type {string} */ transport) =>
  event.event === "online" && event.transport === transport;

async function ask(/** @type {Device} */ device) {
  device.say("what is the time");
  await device.next(
    "the question as the server heard it",
    ({ event, message }) => event === "message" && message.type === "stt" && /time/.test(message.text),
  );
  await device.next(
    "the end of the answer",
    ({ event, message }) => event === "message" && message.type === "tts" && message.state === "stop",
  );
}

/** A finger on the display is the button of boards that have no other. */
async function touch(
  /** @type {Device} */ device,
  /** @type {{ width: number, height: number }} */ { width, height },
) {
  device.say("tell me a story");
  await device.next(
    "the beginning of the answer",
    ({ event, message }) => event === "message" && message.type === "tts" && message.state === "start",
  );
  device.tap(width / 2, height / 2);
  await device.next(
    "the answer broken off by a tap on the display",
    ({ event, direction, message }) => event === "message" && direction === "out" && message.type === "abort",
  );
  device.touch(width / 2, height / 2);
  await device.next("the start of the device that a long touch asks for", startsAnew);
  device.lift(width / 2, height / 2);
  await device.next("online after the long touch", isOnline);
}

/**
 * Runs a story with a cloud of its own, ends whatever it started, and adds the most memory that its devices had in use.
 * @template Result
 * @param {World} world
 * @param {(parts: { data: string, port: number, start(firmware: Firmware): Device,
 *   cloud: { now: Awaited<ReturnType<typeof startCloud>> } }) => Promise<Result>} story
 * @returns {Promise<Result & { peak: Peak }>}
 */
async function withCloud(world, story) {
  const data = mkdtempSync(`${world.folder}/life-`);
  const port = await freePort();
  const cloud = { now: await startCloud({ port, data: `${data}/cloud` }) };
  /** @type {Device[]} */
  const devices = [];
  const start = (/** @type {Firmware} */ firmware) => {
    const device = startSimulator(firmware.host, firmware.library, firmware);
    devices.push(device);
    return device;
  };
  try {
    const result = await story({ data, port, start, cloud });
    const most = (/** @type {keyof Peak} */ key) => Math.max(...devices.map(({ peak }) => peak[key]));
    const peak = { chunkBytes: most("chunkBytes"), slots: most("slots"), stackSlots: most("stackSlots") };
    return { ...result, peak };
  } finally {
    for (const device of devices) await device.stop();
    await cloud.now.stop();
    rmSync(data, { recursive: true, force: true });
  }
}
