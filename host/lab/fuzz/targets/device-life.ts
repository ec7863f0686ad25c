import { serverHello } from "../../../simulation/session-script.js";
import { createStage, type Stage } from "../device/stage.js";
import type { Life, Step } from "../device/steps.js";
import { otaReplies, serverHellos, serverMessages, storedRecords } from "../examples.js";
import { type JsonExamples, mutatedJson } from "../json/mutate.js";
import { type Mutation, type Plan, pick } from "../plan.js";
import { without } from "../shorten.js";
import { must, target } from "../target.js";

/** A step, or one whose text is an example that can still be mutated. */
type Draft =
  | Step
  | {
      readonly from: JsonExamples;
      readonly example: number;
      readonly as: "answer" | "say";
      readonly mutations: readonly Mutation[];
    };

const reply = (example: number): Draft => ({ from: otaReplies, example, as: "answer", mutations: [] });
const message = (example: number): Draft => ({ from: serverMessages, example, as: "say", mutations: [] });
const hello = (example: number): Draft => ({ from: serverHellos, example, as: "say", mutations: [] });
const wait = (ms: number): Step => ({ do: "wait", ms });
const activated = (status: number): Step => ({ do: "answer", status, body: "{}" });
const turn = [message(0), message(4), message(2), message(1), message(3)];

/** Whole lives, each up to where the next thing would come. */
const lives: readonly (readonly Draft[])[] = [
  [
    wait(1),
    reply(10),
    { do: "accept" },
    hello(0),
    ...turn,
    message(5),
    { do: "press" },
    { do: "type", text: "hello" },
    message(10),
  ],
  [
    wait(1),
    reply(2),
    wait(2_100),
    activated(202),
    wait(2_100),
    activated(200),
    reply(11),
    { do: "accept" },
    hello(1),
    ...turn,
  ],
  [
    wait(1),
    reply(1),
    wait(2_100),
    activated(404),
    wait(2_100),
    reply(11),
    { do: "accept" },
    message(11),
    hello(1),
    message(9),
  ],
  [
    wait(1),
    reply(10),
    { do: "accept" },
    { do: "end", kind: "closed", code: 4_001 },
    wait(61_000),
    reply(2),
    wait(2_100),
    activated(202),
  ],
  [
    wait(1),
    reply(10),
    { do: "accept" },
    hello(0),
    { do: "end", kind: "lost", code: 0 },
    wait(5_000),
    { do: "accept" },
    hello(0),
    message(6),
  ],
  [
    wait(1),
    reply(5),
    wait(5_000),
    reply(6),
    wait(10_000),
    reply(7),
    wait(20_000),
    { do: "loseAnswer", kind: "timeout" },
    wait(60_000),
  ],
  [
    wait(1),
    reply(0),
    { do: "block", doneBytes: 10, totalBytes: 100 },
    { do: "installed" },
    { do: "powerOff" },
    wait(1),
    reply(10),
  ],
  [
    wait(1),
    reply(10),
    { do: "accept" },
    hello(0),
    message(8),
    wait(1),
    reply(10),
    { do: "link", state: "down" },
    wait(100),
    { do: "link", state: "up" },
  ],
  [
    wait(1),
    reply(9),
    { do: "accept" },
    hello(3),
    message(12),
    message(13),
    { do: "sound" },
    wait(91_000),
    { do: "press" },
    wait(30_000),
  ],
];

const insertions: readonly Draft[] = [
  ...[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11].map(reply),
  ...[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13].map(message),
  ...[0, 1, 2, 3].map(hello),
  activated(200),
  activated(202),
  activated(404),
  activated(503),
  { do: "answer", status: 302, body: "", location: "/elsewhere" },
  { do: "answer", status: 302, body: "", location: "http://portal.example/" },
  { do: "loseAnswer", kind: "tls" },
  { do: "loseAnswer", kind: "unreachable" },
  { do: "loseAnswer", kind: "tooLarge" },
  { do: "accept" },
  { do: "end", kind: "closed", code: 1_000 },
  { do: "end", kind: "closed", code: 1_008 },
  { do: "end", kind: "refused", code: 401 },
  { do: "end", kind: "malformed", code: 0 },
  { do: "end", kind: "tooLarge", code: 0 },
  { do: "say", text: '{"type":"zzz"}', times: 60 },
  { do: "say", text: "[]", times: 200 },
  { do: "sayLate", text: '{"type":"system","command":"reboot"}' },
  { do: "sayLate", text: serverHello("websocket") },
  { do: "sayLate", text: "no token" },
  { do: "press" },
  { do: "type", text: "again \u202e\u0007 and again" },
  { do: "link", state: "down" },
  { do: "link", state: "up" },
  { do: "link", state: "unprovisioned" },
  { do: "block", doneBytes: 200, totalBytes: 100 },
  { do: "block", doneBytes: -1, totalBytes: 0 },
  { do: "installed" },
  { do: "installFails", reason: "no space \u001b[2J" },
  { do: "powerOff" },
  wait(1_000),
  wait(75_000),
  wait(3_600_000),
];

/** In the order of `storedRecords`. */
const recordNames = [
  "transport",
  "transport",
  "transport",
  "lastgood",
  "lastgood",
  "firmware",
  "firmware",
  "identity",
  "reboot",
] as const;

function lifeOf({ example, mutations, extras: [extra = 0] }: Plan): Life {
  const drafts: Draft[] = [...pick(lives, example)];
  const records: Record<string, string> = {};
  for (const [index, { op, at, arg }] of mutations.entries()) {
    const place = at % Math.max(1, drafts.length);
    const draft = drafts[place];
    if (draft === undefined || op < 14) drafts.splice(place, 0, pick(insertions, arg));
    else if (op < 18) drafts.splice(place, 1);
    else if (op < 22) drafts.splice(place, 0, draft);
    else if (op < 26) drafts.splice(place, 0, ...drafts.splice((place + 1 + (arg % 3)) % drafts.length, 1));
    else if (op < 32) {
      // Another mutation of the same list says how the record is spoilt.
      const number = arg % recordNames.length;
      records[pick(recordNames, number)] = mutatedJson(
        storedRecords,
        number,
        mutations.slice(index + 1, index + 2),
      );
    } else if ("from" in draft)
      drafts[place] = {
        ...draft,
        mutations: [...draft.mutations, { op: (op - 32) * 2 + (arg & 1), at: arg >> 1, arg: at ^ (arg * 7) }],
      };
  }
  return {
    transport: pick(["auto", "auto", "websocket", "mqtt"], extra),
    records,
    steps: drafts.map(stepOf),
  };
}

function stepOf(draft: Draft): Step {
  if (!("from" in draft)) return draft;
  const text = mutatedJson(draft.from, draft.example, draft.mutations);
  return draft.as === "say" ? { do: "say", text } : { do: "answer", status: 200, body: text };
}

export const deviceLife = target<Life>({
  name: "device-life",
  about: "whole lives of the real core: replies, messages, records and events, mutated and in any order",
  cases: 5_000,
  size: { examples: lives.length, mutationsMax: 6, extrasMax: 1 },
  // Hours may pass in a life, with a ping every 30 s.
  slowMs: 1_000,
  make: lifeOf,
  judge(life) {
    const stage = createStage(life);
    stage.powerOn();
    for (const step of life.steps) stage.step(step);
    const { state } = stage;
    heal(stage);
    return state;
  },
  reaches: [
    "joining",
    "provisioning",
    "checking",
    "updating",
    "activating",
    "connecting",
    "online",
    "waiting",
  ],
  *shorter(life) {
    for (const steps of without(life.steps)) yield { ...life, steps };
    for (const name of Object.keys(life.records)) {
      const { [name]: _gone, ...records } = life.records;
      yield { ...life, records };
    }
    for (const [at, step] of life.steps.entries())
      if (step.do === "say" || step.do === "answer")
        for (const text of without(step.do === "say" ? step.text : step.body))
          yield {
            ...life,
            steps: life.steps.with(at, step.do === "say" ? { ...step, text } : { ...step, body: text }),
          };
  },
});

/** Both sections, so that every setting of the transport finds its own. */
const good = JSON.stringify({
  websocket: { url: "wss://voice.example/v1/", token: "t", version: 1 },
  mqtt: { endpoint: "mqtt.example", client_id: "c", username: "u", password: "p", publish_topic: "t" },
});
/** Each step is an answer, or a timer that had to come first: the longest wait is an hour, in steps of pings and polls. */
const healingStepsMax = 2_000;

const isOnline = (stage: Stage): boolean => stage.state === "online";

/** Whatever went before: in a world that works again the device comes online. */
function heal(stage: Stage): void {
  if (!stage.isLinkUp) stage.step({ do: "link", state: "up" });
  for (let count = 0; !isOnline(stage); count += 1) {
    must(count < healingStepsMax, `never online again, stays in ${stage.state}`);
    const { pending, line } = stage;
    if (stage.isInstalling) stage.step({ do: "installFails", reason: "no" });
    else if (pending !== undefined) stage.step({ do: "answer", status: 200, body: good });
    else if (line !== undefined && !line.isOpen) stage.step({ do: "accept" });
    // At rest with its connection the device is within reach for as long as nobody wants it: a press wants it.
    else if (line !== undefined && stage.state === "waiting") stage.step({ do: "press" });
    else if (line !== undefined) {
      stage.step({ do: "say", text: serverHello(line.transport) });
      if (stage.line === line && !isOnline(stage)) stage.tick();
    } else stage.tick();
  }
}
