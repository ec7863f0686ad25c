import { readAnswer, requestPacket } from "../../../../src/moddable/sntp-packet.js";
import { mutatedBytes } from "../bytes/mutate.js";
import { pick } from "../plan.js";
import { without } from "../shorten.js";
import { must, target } from "../target.js";

const nonce = new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]);
const builtAtMs = Date.UTC(2026, 0, 15);
const endMs = Date.UTC(2100, 0, 1);

/** A good answer of 2026, one of the era after 2036, and a kiss. */
function answer(seconds: number, stratum: number): Uint8Array {
  const packet = new Uint8Array(48);
  const view = new DataView(packet.buffer);
  packet[0] = 0x24;
  packet[1] = stratum;
  packet.set(nonce, 24);
  if (stratum === 0) packet.set(Buffer.from("RATE"), 12);
  view.setUint32(40, seconds);
  view.setUint32(44, 0x8000_0000);
  return packet;
}
const examples = [answer(3_998_988_800, 2), answer(1_000, 3), answer(0, 0)];
/** Where the fields are that decide. */
const fields = [0, 1, 12, 24, 31, 40, 43, 47];

export const sntpPacket = target<string>({
  name: "sntp-packet",
  about: "UDP answers of time servers, given to the SNTP reader",
  cases: 80_000,
  size: { examples: examples.length },
  make: ({ example, mutations }) => {
    let bytes = pick(examples, example);
    for (const { op, at, arg } of mutations)
      if (op < 40) {
        bytes = bytes.slice();
        bytes[pick(fields, at)] =
          op < 8 ? arg : pick([0, 1, 0x24, 0x1c, 0xe4, 15, 16, 0x7f, 0x80, 0xff], arg);
      } else bytes = mutatedBytes(bytes, op, at, arg);
    return Buffer.from(bytes).toString("hex");
  },
  judge(hex) {
    const bytes = new Uint8Array(Buffer.from(hex, "hex"));
    const read = readAnswer(bytes, nonce, builtAtMs);
    const isEcho = bytes.length >= 48 && nonce.every((byte, at) => bytes[24 + at] === byte);
    must(read.kind === "foreign" || isEcho, "an answer to another request is taken");
    must(read.kind === "foreign" || ((bytes[0] ?? 0) & 7) === 4, "what no server sent is taken");
    if (read.kind === "time") {
      const { utcMs } = read;
      must(Number.isInteger(utcMs) && utcMs >= builtAtMs && utcMs < endMs, `a time of ${utcMs}`);
      must(
        bytes[1] !== 0 && (bytes[1] ?? 0) <= 15 && (bytes[0] ?? 0) >> 6 !== 3,
        "a clock that is not set is believed",
      );
      const seconds = new DataView(bytes.buffer).getUint32(40);
      const era = seconds >= 2 ** 31 ? 0 : 2 ** 32;
      must(Math.abs(utcMs / 1_000 - (era + seconds - 2_208_988_800)) <= 1, "another time than the server's");
    }
    if (read.kind === "kiss") must(/^[A-Z]{0,4}$/.test(read.code), "a code of other than letters");
    if (read.kind === "unusable") must(/^[a-z0-9 ]{1,40}$/.test(read.why), "a reason that quotes");
    must(requestPacket(nonce).length === 48, "a request of another size");
    return read.kind;
  },
  reaches: ["time", "kiss", "unusable", "foreign"],
  *shorter(hex) {
    for (const fewer of without(hex.match(/../g) ?? [])) yield fewer.join("");
  },
});
