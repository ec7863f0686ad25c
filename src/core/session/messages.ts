/** Messages of a session, both ways, as typed data. Wire form: reference JSON of the xiaozhi protocol. */

import type { Glyph } from "../ports.js";

/** JSON-RPC request from the cloud inside an `mcp` message; the device is the MCP server. */
export interface McpRequest {
  readonly id?: number | string;
  readonly method: string;
  readonly params?: Readonly<Record<string, unknown>>;
}

export interface AudioParams {
  readonly format: string;
  readonly sampleRateHz: number;
  readonly frameDurationMs: number;
}

export interface UdpParams {
  /** Lower case; IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
  /** 16 bytes each. Secret: never logged. */
  readonly key: Uint8Array;
  readonly nonce: Uint8Array;
}

/** What the cloud may say after the hello. Texts are clipped to `textMaxChars`; `glyphs` are of characters in the text. */
export type ServerMessage =
  | { readonly type: "stt"; readonly text: string; readonly glyphs?: readonly Glyph[] }
  | { readonly type: "tts"; readonly state: "start" }
  | {
      readonly type: "tts";
      readonly state: "sentence";
      readonly text: string;
      readonly glyphs?: readonly Glyph[];
    }
  | { readonly type: "tts"; readonly state: "stop"; readonly aborted: boolean }
  | { readonly type: "llm"; readonly emotion: string; readonly text: string }
  | { readonly type: "alert"; readonly status: string; readonly message: string; readonly emotion: string }
  /** In the server's own words, never empty. */
  | { readonly type: "error"; readonly message: string }
  | { readonly type: "notify"; readonly event: string }
  | { readonly type: "system"; readonly command: string }
  | { readonly type: "goodbye"; readonly sessionId?: string }
  | { readonly type: "mcp"; readonly request: McpRequest }
  /** Not known to us, or it says nothing that we know; `name` is its type, cleaned and clipped. */
  | { readonly type: "unknown"; readonly name: string };

/** What the device says. The session adds `session_id`. */
export type DeviceMessage =
  | { readonly type: "listen"; readonly state: "detect"; readonly text: string }
  | { readonly type: "abort" }
  | { readonly type: "mcp"; readonly payload: Readonly<Record<string, unknown>> };

export const textMaxChars = 500;
