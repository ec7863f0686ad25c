/** What a packet of audio costs the device in XS, beyond the cipher and the socket: there are seventeen a second each way. */
import { fileURLToPath } from "node:url";
import { bundleForXs } from "../xs/bundle.js";
import { roomyHeap } from "../xs/heap.js";
import { XsMachine } from "../xs/machine.js";
import type { Engine } from "./metered-device.js";

/** Each in the order of the guest's steps. */
const steps = ["udpSeal", "udpOpen", "frameEncode", "frameDecode"] as const;

export type AudioStep = (typeof steps)[number];

/** Garbage only: the codecs keep nothing of a packet. */
export interface PacketCost {
  readonly instructions: number;
  readonly garbageSlots: number;
  readonly garbageChunkBytes: number;
}

export type AudioFigures = Readonly<Record<AudioStep, PacketCost>>;

const guestEntry = fileURLToPath(new URL("./audio-guest.ts", import.meta.url));
const packets = 100;

export async function audioFigures({ path }: Pick<Engine, "path">): Promise<AudioFigures> {
  const machine = await XsMachine.start({ path, heap: roomyHeap() });
  /** What a command costs by itself is the same for one packet and for many: it goes out of the difference. */
  const batch = async (step: number, count: number): Promise<PacketCost> => {
    await machine.stats();
    const { meter } = await machine.command(Uint8Array.of(step, count));
    const dirty = await machine.stats({ collectGarbage: false });
    const clean = await machine.stats();
    return {
      instructions: meter,
      garbageSlots: dirty.slots - clean.slots,
      garbageChunkBytes: dirty.chunkBytes - clean.chunkBytes,
    };
  };
  try {
    await machine.load(await bundleForXs(guestEntry), { lines: false });
    const figures: Partial<Record<AudioStep, PacketCost>> = {};
    for (const [step, name] of steps.entries()) {
      const one = await batch(step, 1);
      const many = await batch(step, 1 + packets);
      const each = (member: keyof PacketCost) => Math.round((many[member] - one[member]) / packets);
      figures[name] = {
        instructions: each("instructions"),
        garbageSlots: each("garbageSlots"),
        garbageChunkBytes: each("garbageChunkBytes"),
      };
    }
    return figures as AudioFigures;
  } finally {
    await machine.close();
  }
}
