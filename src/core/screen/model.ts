/**
 * What a person sees, as plain data (survives JSON). The same model is drawn by every renderer: terminal, board display,
 * web page. All text in it is clean (no control characters) and clipped; it never holds a secret.
 */
import { frozen } from "../frozen.js";
import type { Transport } from "../transport.js";
import type { Emotion } from "./emotions.js";
import type { Language } from "./wording.js";

/** The lifecycle's states as a person tells them apart: `online` has three faces. */
export const views = frozen([
  "starting",
  "joining",
  "provisioning",
  "checking",
  "updating",
  "activating",
  "connecting",
  "standby",
  "listening",
  "speaking",
  "waiting",
] as const);

export type View = (typeof views)[number];

/** A label with a moment of the monotonic clock: the renderer adds the time until or since then (`durationText`). */
export interface Moment {
  readonly text: string;
  readonly atMs: number;
}

export interface ScreenModel {
  readonly view: View;
  readonly language: Language;
  /** At most 16 columns. */
  readonly title: string;
  /** Paragraphs of at most 120 columns each; at 40 columns each wraps to three lines or fewer. */
  readonly lines: readonly string[];
  /** Only while activating: what the person types in the console, as a string ("007301" keeps its zeros). */
  readonly code?: string;
  /** Only while activating: the web address to draw as a QR code. */
  readonly qr?: string;
  /** Which server the code belongs to, or which one doesn't answer (host name). */
  readonly server?: string;
  /** What the person can do. At most two lines of 40 columns. */
  readonly hint?: string;
  readonly progress?: {
    /** 0 to 100, whole; absent while the size is unknown. */
    readonly percent?: number;
    readonly doneBytes: number;
    readonly totalBytes?: number;
    /** Speed, and how long it will take yet if that is known; absent before there is enough to go by. */
    readonly pace?: string;
  };
  readonly face: Emotion;
  /** What the person said, as the cloud understood it. */
  readonly user?: string;
  readonly assistant?: string;
  readonly alert?: { readonly title: string; readonly text: string };
  /** What the device does next by itself: count down to it. */
  readonly next?: Moment;
  /** Since when the device has been waiting for the person: count up. */
  readonly since?: Moment;
  readonly status: {
    readonly network: boolean;
    /** Only while a session is open. */
    readonly transport?: Transport;
  };
}

const pad = (value: number): string => (value < 10 ? `0${value}` : `${value}`);

/** `m:ss`, or `h:mm:ss` from an hour on; the same in every language. Below zero it stays `0:00`. */
export function durationText(durationMs: number): string {
  // Rounded up, so that a countdown reads 0:01 until the moment itself.
  const seconds = Math.max(0, Math.ceil(durationMs / 1000));
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${pad(seconds % 60)}`;
  return `${Math.floor(minutes / 60)}:${pad(minutes % 60)}:${pad(seconds % 60)}`;
}
