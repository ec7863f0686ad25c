/** The audio of one hello in one direction, on its way over a troubled path. */
import type { UdpCodec } from "../../../src/core/session/udp.js";
import type { VirtualClock } from "../../simulation/virtual-clock.js";
import type { CloudCodec } from "./cloud-codec.js";
import type { Overheard, Trouble } from "./path.js";

export interface Leg {
  readonly trouble: Trouble;
  readonly clock: VirtualClock;
  readonly random: () => number;
  readonly connection: string;
  readonly device: UdpCodec;
  readonly cloud: CloudCodec;
  readonly datagrams: number;
  fail(what: string): void;
}

export const frameMs = 60;

/** What was said in a datagram, by its number. */
export type Said = Map<number, { readonly payload: string; readonly timestampMs: number }>;

/** Never the same twice; one in twenty is as large as any may be. */
export function payloadOf(random: () => number, at: number): Buffer {
  const payload = Buffer.alloc(4 + Math.floor(random() * (random() < 0.05 ? 1_481 : 200)), at);
  payload.writeUInt32BE(at);
  return payload;
}

/** Sends each 60 ms and lets time pass until all have arrived. The socket of a hello hears nothing of the one before it. */
export function overPath(
  { trouble, clock, random, datagrams }: Leg,
  overheard: Overheard,
  next: (at: number) => Buffer,
  arrived: (bytes: Buffer, isGenuine: boolean) => void,
): Buffer[] {
  const carry = trouble.carry(random);
  const sent: Buffer[] = [];
  const send = () => {
    const at = sent.length;
    const datagram = next(at);
    sent.push(datagram);
    for (const { bytes, afterMs, isGenuine } of carry(datagram, at, overheard))
      clock.after(afterMs, () => arrived(bytes, isGenuine));
    if (sent.length < datagrams) clock.after(frameMs, send);
  };
  clock.after(frameMs, send);
  while (clock.step());
  return sent;
}

/** @returns what `work` gave, or nothing if it threw: on a board that would end the program. */
export function unlessThrown<T>(fail: Leg["fail"], work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    fail(`the codec threw: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}
