/** All figures of one build, as they are budgeted, printed and compared. */
import type { Transport } from "../../src/core/transport.js";
import type { ActivationFigures } from "./activation.js";
import type { AudioFigures } from "./audio.js";
import type { EngineFigures, HeapFigures } from "./engine.js";
import type { MessageFigures } from "./messages.js";
import type { OutageFigures } from "./outage.js";

export interface BenchReport {
  readonly engine: EngineFigures;
  /** What each message of a session costs. */
  readonly messages: Readonly<Record<Transport, MessageFigures>>;
  /** What a packet of audio costs, in each of the codecs. */
  readonly audio: AudioFigures;
  readonly heap: HeapFigures;
  /** Bound in the console → online. */
  readonly activation: {
    readonly roundTripMs: number;
    readonly withEndpoint: ActivationFigures;
    readonly withoutEndpoint: ActivationFigures;
  };
  /** Server back → credentials. */
  readonly outage: OutageFigures;
}
