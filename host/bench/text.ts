/** The report for a person. */
import type { ActivationFigures } from "./activation.js";
import type { Use } from "./metered-device.js";
import type { Spread } from "./numbers.js";
import type { BenchReport } from "./report.js";

/** A readable page of the report, ends with a line feed. */
export function benchText({ engine, messages, audio, heap, activation, outage }: BenchReport): string {
  const uses: readonly (readonly [string, Use])[] = [
    ["power-on to code on screen", engine.powerOnToActivation],
    ["power-on to online, websocket", engine.powerOnToOnlineWebsocket],
    ["power-on to online, MQTT", engine.powerOnToOnlineMqtt],
    ["code, 10 polls, bound, online", engine.fullFlow],
    ["one text turn", engine.textTurn],
  ];
  return [
    "In the XS engine, beyond engine and program (peaks with garbage, collected after every event)",
    row("", "instructions", "peak slots", "peak bytes", "live slots", "live bytes"),
    ...uses.map(([name, use]) =>
      row(name, use.instructions, use.peakSlots, use.peakChunkBytes, use.liveSlots, use.liveChunkBytes),
    ),
    "",
    ...messageRows(messages),
    "A packet of audio (60 ms), beyond cipher and socket",
    row("", "instructions", "garbage slots", "garbage bytes"),
    ...Object.entries(audio).map(([name, { instructions, garbageSlots, garbageChunkBytes }]) =>
      row(words(name), instructions, garbageSlots, garbageChunkBytes),
    ),
    "",
    "Heap of a board",
    row("", "slots", "chunk bytes"),
    row("default", heap.default.slots, heap.default.chunkBytes, passes(heap.fullFlowPassesInDefault)),
    row("half", heap.half.slots, heap.half.chunkBytes, passes(heap.fullFlowPassesInHalf)),
    row("smallest (one at a time)", heap.smallest.slots, heap.smallest.chunkBytes),
    row("program (in flash)", engine.program.slots, engine.program.chunkBytes),
    row("byte code (in flash)", "", engine.program.codeBytes),
    "",
    `Bound in the console to online, seconds (round trip ${activation.roundTripMs} ms)`,
    row("", "mean", "95 of 100", "reference", "95 of 100"),
    ...waits("with activate endpoint", activation.withEndpoint),
    ...waits("without", activation.withoutEndpoint),
    "",
    "Server back to credentials, seconds",
    ...(["tenMinutes", "fiveToFifteenMinutes"] as const).map((name) =>
      row(words(name), ...spread(outage[name].ours), ...spread(outage[name].reference)),
    ),
    row("gives up after", "never", "", seconds(outage.referenceGivesUpAfterMs)),
    "",
  ].join("\n");
}

function messageRows(messages: BenchReport["messages"]): string[] {
  return (["websocket", "mqtt"] as const).flatMap((transport) => [
    `A message of the session over ${transport}`,
    row("", "instructions", "garbage slots", "garbage bytes", "kept slots", "kept bytes"),
    ...Object.entries(messages[transport]).map(([name, cost]) =>
      row(
        words(name),
        cost.instructions,
        cost.garbageSlots,
        cost.garbageChunkBytes,
        cost.keptSlots,
        cost.keptChunkBytes,
      ),
    ),
    "",
  ]);
}

function waits(title: string, figures: ActivationFigures): string[] {
  const names = ["firstFiveMinutes", "fiveToThirtyMinutes", "thirtyToSixtyMinutes"] as const;
  const { oursRequestsPerHour: ours, referenceRequestsPerHour: reference } = figures;
  return [
    title,
    ...names.map((name) =>
      row(`  ${words(name)}`, ...spread(figures.ours[name]), ...spread(figures.reference[name])),
    ),
    row(
      "  requests in hour 1, 2",
      ours.firstHour,
      ours.secondHour,
      reference.firstHour,
      reference.secondHour,
    ),
  ];
}

const passes = (does: boolean) => (does ? "passes" : "FAILS");
const seconds = (ms: number) => (ms / 1_000).toFixed(2);
const spread = ({ meanMs, p95Ms }: Spread) => [seconds(meanMs), seconds(p95Ms)] as const;
const words = (name: string) => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

function row(name: string, ...cells: readonly (string | number)[]): string {
  return (name.padEnd(32) + cells.map((cell) => String(cell).padStart(14)).join("")).trimEnd();
}
