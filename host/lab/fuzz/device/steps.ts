/** What the world does to a device, one thing after the other. JSON, so that a life can be kept. */
import type { NetworkState } from "../../../../src/core/ports.js";

export type Step =
  /** The OTA server answers what it was asked last. */
  | { readonly do: "answer"; readonly status: number; readonly body: string; readonly location?: string }
  | { readonly do: "loseAnswer"; readonly kind: "unreachable" | "tls" | "timeout" | "tooLarge" }
  | { readonly do: "accept" }
  | { readonly do: "say"; readonly text: string; readonly times?: number }
  /** Over the connection before the present one: a port that does not keep to its word. */
  | { readonly do: "sayLate"; readonly text: string }
  | { readonly do: "sound" }
  | {
      readonly do: "end";
      readonly kind: "closed" | "refused" | "lost" | "malformed" | "tooLarge";
      readonly code: number;
    }
  | { readonly do: "wait"; readonly ms: number }
  | { readonly do: "press" }
  | { readonly do: "type"; readonly text: string }
  | { readonly do: "link"; readonly state: NetworkState }
  | { readonly do: "block"; readonly doneBytes: number; readonly totalBytes: number }
  | { readonly do: "installed" }
  | { readonly do: "installFails"; readonly reason: string }
  /** Off and on; the records stay. */
  | { readonly do: "powerOff" };

/** A type and not an interface: it has to be JSON. */
export type Life = {
  readonly transport: "auto" | "websocket" | "mqtt";
  readonly records: { readonly [name: string]: string };
  readonly steps: readonly Step[];
};
