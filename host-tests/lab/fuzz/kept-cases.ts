/** Inputs that once went wrong, smallest forms, as the fuzz printed them: they are judged again at every test. */
import type { Json } from "../../../host/lab/fuzz/target.js";

export interface KeptCase {
  readonly target: string;
  readonly input: Json;
}

export const keptCases: readonly KeptCase[] = [
  // An empty MQTT message behind a malformed packet was told after the end of the connection.
  { target: "mqtt-packets", input: { hex: "20020000300200003003000174", cuts: [] } },
];
