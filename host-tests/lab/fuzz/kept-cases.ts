/** Inputs that once went wrong, smallest forms, as the fuzz printed them: they are judged again at every test. */
import type { Json } from "../../../host/lab/fuzz/target.js";

export interface KeptCase {
  readonly target: string;
  readonly input: Json;
}

export const keptCases: readonly KeptCase[] = [
  // A code that can't be made a text was made one, and the throw left the core.
  {
    target: "ota-reply",
    input: { status: 200, headers: {}, body: '{"":"","data":{"":{"":0},"code":{"":"","toString":""}}}' },
  },
  // An empty MQTT message behind a malformed packet was told after the end of the connection.
  { target: "mqtt-packets", input: { hex: "20020000300200003003000174", cuts: [] } },
  // The judge took the redirected question whether the code was entered for a check.
  {
    target: "device-life",
    input: {
      transport: "auto",
      records: {},
      steps: [
        { do: "wait", ms: 1 },
        { do: "answer", status: 200, body: '{"activation":{"code":"6","challenge":"b","":3}}' },
        { do: "wait", ms: 2_100 },
        { do: "answer", status: 302, body: "", location: "/elsewhere" },
      ],
    },
  },
];
