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
  // An extension behind half a line break was not seen.
  {
    target: "websocket-upgrade",
    input: {
      hex: "485454502f312e31203130310d0a557067726164653a776562736f636b65740d0a5365632d576562536f636b65742d457874656e73696f6e733a0d730d0a436f6e6e656374696f6e3a557067726164650d0a5365632d576562536f636b65742d4163636570743a733370504c4d426954786151396b59477a7a685a52624b2b784f6f3d0d0a0d0a",
      cuts: [],
    },
  },
];
