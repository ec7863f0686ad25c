/** A device's life in the simulator, against the development cloud: what must hold before anything is flashed. */
import { mkdtempSync, rmSync } from "node:fs";
import { freePort, startCloud } from "./cloud.mjs";
import { startSimulator } from "./simulator.mjs";

const mac = "02:00:00:00:5a:01";
const isOnline = (/** @type {any} */ event) => event.event === "online";
const startsAnew = (/** @type {any} */ event) => event.event === "state" && event.state === "joining";
const isActivation = (/** @type {any} */ event) => event.event === "activation";

/**
 * @param {{ folder: string, say(line: string): void,
 *   build(config: Record<string, unknown>): { host: string, library: string, width: number, height: number } }} world
 * @returns the most memory that was in use
 */
export async function checkLife({ folder, say, build }) {
  const data = mkdtempSync(`${folder}/life-`);
  const port = await freePort();
  const firmware = build({
    otaUrl: `http://127.0.0.1:${port}/xiaozhi/ota/`,
    observed: true,
    mac,
    // The SDK keeps the records of all simulators in one file, in this folder.
    file: { root: `${data}/` },
  });
  let cloud = await startCloud({ port, data: `${data}/cloud` });
  let device = startSimulator(firmware.host, firmware.library, firmware);
  try {
    const { code } = await device.next("the activation code", isActivation);
    say(`activation code ${code}`);
    cloud.run(["bind", "--agent", cloud.agent, code]);
    const { transport } = await device.next("online after the bind", isOnline);
    say(`bound and online over ${transport}`);

    device.say("what is the time");
    await device.next(
      "the question as the server heard it",
      ({ event, message }) => event === "message" && message.type === "stt" && /time/.test(message.text),
    );
    await device.next(
      "the end of the answer",
      ({ event, message }) => event === "message" && message.type === "tts" && message.state === "stop",
    );
    say("a question was answered");

    // A finger on the display is the button of boards that have no other.
    device.say("tell me a story");
    await device.next(
      "the beginning of the answer",
      ({ event, message }) => event === "message" && message.type === "tts" && message.state === "start",
    );
    device.tap(firmware.width / 2, firmware.height / 2);
    await device.next(
      "the answer broken off by a tap on the display",
      ({ event, direction, message }) =>
        event === "message" && direction === "out" && message.type === "abort",
    );
    device.touch(firmware.width / 2, firmware.height / 2);
    await device.next("the start of the device that a long touch asks for", startsAnew);
    device.lift(firmware.width / 2, firmware.height / 2);
    await device.next("online after the long touch", isOnline);
    say("a tap broke an answer off, a long touch restarted the device");

    await cloud.stop();
    await device.next(
      "the lost connection noticed",
      (event) => event.event === "state" && event.state !== "online",
    );
    cloud = await startCloud({ port, data: `${data}/cloud` });
    await device.next("online after the cloud came back", isOnline, 120_000);
    say("online again after a restart of the cloud");

    await device.stop();
    const { peak } = device;
    device = startSimulator(firmware.host, firmware.library, firmware);
    const first = await device.next(
      "online after power-on",
      (event) => isActivation(event) || isOnline(event),
    );
    if (isActivation(first)) throw new Error("a bound device asked for a code after power-on");
    say("online again after power-on, without a code");

    // An unbound device may keep the session it has; the next check tells it.
    await device.stop();
    const peaks = [peak, device.peak];
    cloud.run(["unbind", mac]);
    device = startSimulator(firmware.host, firmware.library, firmware);
    const again = await device.next("a new code after the unbind", isActivation);
    cloud.run(["bind", "--agent", cloud.agent, again.code]);
    await device.next("online after the second bind", isOnline);
    say(`unbound, and bound again with code ${again.code}`);
    peaks.push(device.peak);
    return {
      chunkBytes: Math.max(...peaks.map(({ chunkBytes }) => chunkBytes)),
      slots: Math.max(...peaks.map(({ slots }) => slots)),
      stackBytes: Math.max(...peaks.map(({ stackBytes }) => stackBytes)),
    };
  } finally {
    await device.stop();
    await cloud.stop();
    rmSync(data, { recursive: true, force: true });
  }
}
