/** Why a machine ended or a command was not answered. `exception` is the only one the machine survives. */
export type XsFailureKind =
  | "start"
  | "exception"
  | "out-of-memory"
  | "stack-overflow"
  | "out-of-keys"
  | "meter"
  | "unhandled-exception"
  | "unhandled-rejection"
  | "engine"
  | "protocol"
  | "host"
  | "timeout"
  | "killed"
  | "closed";

/**
 * A failed XS machine or command. `message` is one sentence for a person followed by what the engine said;
 * `detail` is only the latter (the thrown text with its stack, or what the worker wrote to stderr).
 */
export class XsFailure extends Error {
  override readonly name = "XsFailure";
  readonly kind: XsFailureKind;
  readonly detail: string;
  /** The sentence and the heart of the detail, without the stack: for places that show one line. */
  readonly line: string;

  constructor(kind: XsFailureKind, sentence: string, detail = "") {
    super(detail === "" ? sentence : `${sentence}\n${detail}`);
    this.kind = kind;
    this.detail = detail;
    const heart = detail.split("\n")[0] ?? "";
    this.line = heart === "" ? sentence : `${sentence} (${heart})`;
  }
}

/** Exit codes of the worker; the same table as in native/xs-device.h (10 + the engine's own abort status). */
const exits: ReadonlyMap<number, readonly [XsFailureKind, string]> = new Map([
  [1, ["start", "The XS worker was started with wrong settings."]],
  [2, ["protocol", "The XS worker and its host lost step with each other."]],
  [11, ["out-of-memory", "The program ran out of memory in XS."]],
  [12, ["stack-overflow", "The program overflowed the stack of XS."]],
  [13, ["engine", "XS found its own state to be wrong."]],
  [15, ["unhandled-exception", "An exception in the program was caught by nobody."]],
  [16, ["out-of-keys", "The program used up the property names (keys) of XS."]],
  [17, ["meter", "The program used more instructions than its limit allows."]],
  [18, ["unhandled-rejection", "A promise in the program was rejected and nobody handled it."]],
]);

/** Describes the end of a worker. `stderr` is what it printed, already cut to a sensible length. */
export function failureOfExit(code: number | null, signal: string | null, stderr: string): XsFailure {
  const detail = stderr.trim();
  if (signal !== null) return new XsFailure("killed", `The XS worker was ended by ${signal}.`, detail);
  const known = exits.get(code ?? -1);
  if (known) return new XsFailure(known[0], known[1], detail);
  return new XsFailure("engine", `The XS worker ended by itself with code ${code}.`, detail);
}
