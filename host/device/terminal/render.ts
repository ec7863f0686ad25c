/** The device's screen as lines of a terminal. Pure. */
import picocolors from "picocolors";
import { columnsOf, wrap } from "../../../src/core/screen/columns.js";
import { durationText, type ScreenModel } from "../../../src/core/screen/model.js";
import { say } from "../../../src/core/screen/wording.js";
import { centred, padded, printable } from "./cells.js";
import { blockCode, type DigitSize, sizesFor } from "./digits.js";
import { faces } from "./faces.js";
import { type Qr, qrOf } from "./qr.js";

export interface RenderOptions {
  /** Columns of the terminal; the frame takes 16 to 80 of them. */
  readonly columns: number;
  /** Lines of the terminal; without it the frame is as high as it needs to be. */
  readonly rows?: number;
  readonly color: boolean;
  /** The monotonic clock of the model's moments. */
  readonly nowMs: number;
}

type Style = "bold" | "dim" | "yellow" | "cyan" | "qr";

interface Row {
  readonly text: string;
  readonly style?: Style;
  readonly centred?: boolean;
  /** Drawn at the right edge of the same row. */
  readonly qr?: string;
}

/** Top, header, rule and bottom of the frame. */
const frameRows = 4;
const qrGap = 2;
/** Text beside a QR code needs at least this. */
const sideMinColumns = 24;

/** The framed screen; every line is equally wide and holds no control characters but colours (if asked for). */
export function renderScreen(model: ScreenModel, options: RenderOptions): string[] {
  const inner = Math.min(80, Math.max(16, Math.floor(options.columns))) - 4;
  const room = Math.max(1, (options.rows ?? Number.POSITIVE_INFINITY) - frameRows);
  const paint = painter(options.color);
  const rule = "─".repeat(inner + 2);
  const body = fittingBody(model, inner, room, options.nowMs).slice(0, room);
  return [
    `┌${rule}┐`,
    `│ ${header(model, inner, paint)} │`,
    `├${rule}┤`,
    ...body.map((row) => `│ ${drawn(row, inner, paint)} │`),
    `└${rule}┘`,
  ];
}

function painter(color: boolean): (text: string, style: Style | undefined) => string {
  const colors = picocolors.createColors(color);
  const styles: Record<Style, (text: string) => string> = {
    bold: colors.bold,
    dim: colors.dim,
    yellow: colors.yellow,
    cyan: (text) => colors.bold(colors.cyan(text)),
    // Both colours given: a QR code must be dark on light whatever the theme is.
    qr: (text) => colors.bgBlack(colors.whiteBright(text)),
  };
  return (text, style) => (style === undefined ? text : styles[style](text));
}

type Paint = ReturnType<typeof painter>;

function drawn(row: Row, inner: number, paint: Paint): string {
  const columns = row.qr === undefined ? inner : inner - columnsOf(row.qr);
  const text = row.centred ? centred(row.text, columns) : padded(row.text, columns);
  return paint(text, row.style) + (row.qr === undefined ? "" : paint(row.qr, "qr"));
}

function header(model: ScreenModel, inner: number, paint: Paint): string {
  const title = printable(model.title);
  const { network, transport } = model.status;
  const light = network ? "●" : "○";
  const words = transport ?? say(model.language, network ? "status.online" : "status.offline");
  const long = `${light} ${words}`;
  const status = columnsOf(title) + 1 + columnsOf(long) <= inner ? long : light;
  return (
    paint(padded(title, inner - columnsOf(status)), "bold") + paint(status, network ? undefined : "yellow")
  );
}

/** The first arrangement that fits: what matters most on a small screen is the code, then the words, then the QR code. */
function fittingBody(model: ScreenModel, inner: number, room: number, nowMs: number): Row[] {
  const code = model.code === undefined ? "" : printable(model.code);
  const qr = model.qr === undefined ? undefined : qrOf(model.qr);
  const sizes = sizesFor(code, inner);
  const smallest = bodyRows(model, code, "plain", inner, nowMs);
  if (qr !== undefined && qr.columns <= inner) {
    const below = bodyRows(model, code, sizes[0] ?? "plain", inner, nowMs);
    const both = [...below, ...qr.rows.map((text): Row => ({ text, style: "qr", centred: true }))];
    if (both.length <= room) return both;
    const beside = inner - qr.columns - qrGap;
    for (const size of beside < sideMinColumns ? [] : sizesFor(code, beside)) {
      const rows = sideBySide(bodyRows(model, code, size, beside, nowMs), qr);
      if (rows.length <= room) return rows;
    }
  }
  for (const size of sizes) {
    const rows = bodyRows(model, code, size, inner, nowMs);
    if (rows.length <= room) return rows;
  }
  return smallest;
}

function sideBySide(left: readonly Row[], qr: Qr): Row[] {
  const rows: Row[] = [];
  for (let at = 0; at < Math.max(left.length, qr.rows.length); at++) {
    const row = left[at] ?? { text: "" };
    const beside = qr.rows[at];
    rows.push(beside === undefined ? row : { ...row, qr: beside });
  }
  return rows;
}

function bodyRows(model: ScreenModel, code: string, size: DigitSize, inner: number, nowMs: number): Row[] {
  const rows: Row[] = [];
  const add = (text: string, style?: Style) => {
    for (const line of wrap(printable(text), inner))
      rows.push(style ? { text: line, style } : { text: line });
  };
  if (code) {
    for (const text of blockCode(code, size, inner)) rows.push({ text, style: "cyan", centred: true });
    rows.push({ text: "" });
  } else {
    rows.push({ text: faces[model.face], centred: true });
  }
  if (model.alert) add(`! ${model.alert.title}: ${model.alert.text}`, "yellow");
  for (const line of model.lines) add(line);
  if (model.user) add(`> ${model.user}`, "dim");
  if (model.assistant) add(model.assistant);
  if (model.progress) for (const line of progressLines(model.progress, inner)) rows.push({ text: line });
  if (model.progress?.pace) add(model.progress.pace, "dim");
  if (model.server) add(say(model.language, "line.server", { server: model.server }));
  if (model.hint) add(model.hint, "dim");
  if (model.next) add(`${model.next.text} ${durationText(model.next.atMs - nowMs)}`);
  // Whole seconds that have passed, where `durationText` rounds up.
  if (model.since)
    add(`${model.since.text} ${durationText(Math.floor((nowMs - model.since.atMs) / 1000) * 1000)}`, "dim");
  return rows;
}

function progressLines(progress: NonNullable<ScreenModel["progress"]>, inner: number): string[] {
  const kilobytes = (bytes: number) => `${Math.floor(bytes / 1000)}`;
  const { percent, doneBytes, totalBytes } = progress;
  if (percent === undefined) return [`${kilobytes(doneBytes)} kB`];
  const bar = inner - "[] 100%".length;
  const full = Math.floor((bar * percent) / 100);
  const line = `[${"█".repeat(full)}${"░".repeat(bar - full)}] ${`${percent}%`.padStart(4)}`;
  return totalBytes === undefined ? [line] : [line, `${kilobytes(doneBytes)} / ${kilobytes(totalBytes)} kB`];
}
