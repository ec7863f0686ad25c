import type { SessionFacts, TransportName } from "../contract.js";
import { macKey } from "../mac.js";

/** A device's live connection, whichever transport carries it. */
export interface Link {
  readonly transport: TransportName;
  readonly deviceId: string;
  facts(): SessionFacts;
  send(message: Readonly<Record<string, unknown>>): void;
  callTool(name: string, args: Readonly<Record<string, unknown>>): Promise<unknown>;
  drop(code: number | "cut"): void;
}

/** All live connections, found by device. */
export interface LinkRegistry {
  add(link: Link): void;
  remove(link: Link): void;
  all(): readonly Link[];
  of(deviceId: string): readonly Link[];
}

export function createLinkRegistry(): LinkRegistry {
  const links = new Set<Link>();
  return {
    add: (link) => void links.add(link),
    remove: (link) => void links.delete(link),
    all: () => [...links],
    of: (deviceId) => [...links].filter((link) => macKey(link.deviceId) === macKey(deviceId)),
  };
}
