import net from "node:net";
import { decodeServerHello } from "../../../../src/core/session/hello.js";
import { serverHellos } from "../examples.js";
import { mutatedJson } from "../json/mutate.js";
import { amountsIn, isTooMuch, objectIn } from "../oracles/json.js";
import { mustBeLine } from "../oracles/text.js";
import { without } from "../shorten.js";
import { must, target } from "../target.js";

export const serverHello = target<string>({
  name: "server-hello",
  about: "hellos of the cloud, given to the hello decoder for both transports",
  cases: 80_000,
  size: { examples: serverHellos.trees.length },
  make: ({ example, mutations }) => mutatedJson(serverHellos, example, mutations),
  judge(text) {
    const overWebsocket = judgeHello(text, "websocket");
    const overMqtt = judgeHello(text, "mqtt");
    must(overWebsocket !== "hello" || overMqtt !== "hello", "one hello is good for both transports");
    return overWebsocket === "hello" ? "websocket" : overMqtt === "hello" ? "mqtt" : overMqtt;
  },
  reaches: ["websocket", "mqtt", "notHello", "otherTransport", "malformed"],
  shorter: without,
});

function judgeHello(text: string, transport: "websocket" | "mqtt"): string {
  const result = decodeServerHello(text, transport);
  const object = text.length <= 16_384 && !isTooMuch(amountsIn(text)) ? objectIn(text) : undefined;
  if (!result.ok) {
    const { failure } = result;
    must(failure.kind !== "notHello" || object?.type !== "hello", "a hello is said to be none");
    if (failure.kind === "malformed")
      must(/^server hello: [a-z_]+ is unusable$/.test(failure.detail), "a detail that quotes");
    return failure.kind;
  }
  must(object?.type === "hello", "what is no hello is one");
  must(object?.transport === (transport === "mqtt" ? "udp" : "websocket"), "a hello for another transport");
  const { sessionId, audio, udp } = result.value;
  mustBeLine(sessionId, 128, "the session id");
  if (audio !== undefined) {
    must(/^[a-z0-9_-]{1,16}$/.test(audio.format), "an audio format that is none");
    must(
      Number.isInteger(audio.sampleRateHz) && audio.sampleRateHz >= 8_000 && audio.sampleRateHz <= 48_000,
      `${audio.sampleRateHz} Hz`,
    );
    must(
      audio.frameDurationMs >= 2.5 && audio.frameDurationMs <= 120,
      `frames of ${audio.frameDurationMs} ms`,
    );
  }
  must(udp === undefined || transport === "mqtt", "UDP parameters over the wrong transport");
  if (udp !== undefined) {
    must(/^[a-z0-9._-]{1,253}$/.test(udp.host) || net.isIPv6(udp.host), "a UDP host that is none");
    must(Number.isInteger(udp.port) && udp.port >= 1 && udp.port <= 65_535, `port ${udp.port}`);
    must(udp.key.length === 16 && udp.nonce.length === 16, "a key of another size");
  }
  return "hello";
}
