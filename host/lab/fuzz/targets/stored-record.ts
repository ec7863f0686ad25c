import { createHash } from "node:crypto";
import { loadIdentity } from "../../../../src/core/ota/identity.js";
import {
  decodeAttempts,
  decodeLastGood,
  decodeReboot,
  decodeTransport,
  encodeAttempts,
  encodeLastGood,
  encodeReboot,
  encodeTransport,
} from "../../../../src/core/ota/store.js";
import type { RecordName, Storage } from "../../../../src/core/ports.js";
import { storedRecords } from "../examples.js";
import { mutatedJson } from "../json/mutate.js";
import { amountsIn, isTooMuch, objectIn } from "../oracles/json.js";
import { mustBeAscii } from "../oracles/text.js";
import { without } from "../shorten.js";
import { must, target } from "../target.js";

const recordMaxChars = 4_000;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

export const storedRecord = target<string>({
  name: "stored-record",
  about: "stored records, worn or of other firmware, given to every reader of one",
  cases: 60_000,
  size: { examples: storedRecords.trees.length },
  make: ({ example, mutations }) => mutatedJson(storedRecords, example, mutations),
  judge(text) {
    const object = text.length <= recordMaxChars && !isTooMuch(amountsIn(text)) ? objectIn(text) : undefined;
    const isOurs = object?.v === 1;
    const read = [judgeTransport(text), judgeLastGood(text), judgeAttempts(text), judgeReboot(text)];
    must(isOurs || read.every((kind) => kind === undefined), "reads a record of other firmware");
    const id = judgeIdentity(text);
    return read.find((kind) => kind !== undefined && kind !== "no sections") ?? id ?? read[0] ?? "none";
  },
  reaches: ["transport", "lastgood", "attempts", "reboot", "identity", "none", "no sections"],
  shorter: without,
});

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** What was read can be written, and reads as the same; what is too long to write says so. */
function judgeTransport(text: string): string | undefined {
  const record = decodeTransport(text);
  if (record === undefined) return undefined;
  const { settings, issuedAtUtcMs = 0 } = record;
  must(Number.isInteger(issuedAtUtcMs) && issuedAtUtcMs >= 0, `issued at ${issuedAtUtcMs}`);
  const stored = encodeTransport(record);
  if (stored.ok) must(same(decodeTransport(stored.value), record), "the stored sections read as others");
  else must(stored.failure.sizeBytes > recordMaxChars, "a record that fits is refused");
  return settings.mqtt === undefined && settings.websocket === undefined ? "no sections" : "transport";
}

function judgeLastGood(text: string): string | undefined {
  const lastGood = decodeLastGood(text);
  if (lastGood === undefined) return undefined;
  for (const url of [lastGood.configuredUrl, lastGood.workedUrl]) {
    mustBeAscii(url, 512, "a URL");
    must(URL.canParse(url) && /^https?:$/.test(new URL(url).protocol), "a URL that is none");
  }
  must([undefined, "mqtt", "websocket"].includes(lastGood.proven), "a transport that is none");
  const stored = encodeLastGood(lastGood);
  if (stored.ok) must(same(decodeLastGood(stored.value), lastGood), "the record reads as another one");
  else must(stored.failure.sizeBytes > recordMaxChars, "a record that fits is refused");
  return "lastgood";
}

function judgeReboot(text: string): string | undefined {
  if (decodeReboot(text) === undefined) return undefined;
  const stored = encodeReboot();
  must(stored.ok && decodeReboot(stored.value) === true, "the note reads as none");
  return "reboot";
}

function judgeAttempts(text: string): string | undefined {
  const attempts = decodeAttempts(text);
  if (attempts === undefined) return undefined;
  must(attempts.length <= 8, `${attempts.length} attempts`);
  for (const { version, url, outcome, forced, atUtcMs } of attempts) {
    mustBeAscii(version, 32, "a version");
    must(version !== "", "an empty version");
    mustBeAscii(url, 300, "an image");
    must(!/[?#]/.test(url), "an image with a query");
    must(["started", "installed", "failed"].includes(outcome), "an outcome that is none");
    must(typeof forced === "boolean", "forced is no boolean");
    must(Number.isInteger(atUtcMs) && atUtcMs >= 0 && atUtcMs <= 8.64e15, `a date of ${atUtcMs}`);
  }
  const stored = encodeAttempts(attempts);
  must(stored.ok, "attempts do not fit into a record");
  if (stored.ok) must(same(decodeAttempts(stored.value), attempts), "the attempts read as others");
  return "attempts";
}

/** A client id is the stored one, or a new one that was stored. */
function judgeIdentity(text: string): string | undefined {
  const records = new Map<RecordName, string>([["identity", text]]);
  const storage: Storage = {
    read: (name) => records.get(name),
    write: (name, next) => records.set(name, next).size > 0,
    remove: (name) => void records.delete(name),
  };
  const random = {
    bytes: (count: number) => new Uint8Array(createHash("sha256").update("x").digest()).slice(0, count),
  };
  const identity = loadIdentity({ mac: "d4:06:06:b6:a9:fb" }, storage, random, { write: () => {} });
  must(uuid.test(identity.uuid), "a client id that is no UUID of version 4");
  must(
    objectIn(records.get("identity") ?? "")?.uuid === identity.uuid,
    "the client id is not the stored one",
  );
  return records.get("identity") === text ? "identity" : undefined;
}
