/** From the lifecycle's state to what the person sees: derived, so that the screen always says what the state is. */

import { frozen } from "../frozen.js";
import type { Activation, StateData, Talk } from "../lifecycle/state.js";
import type { NetworkTrouble } from "../ports.js";
import { cleanText } from "../text/clip.js";
import { clipWrapped } from "./columns.js";
import { emotionOf } from "./emotions.js";
import type { ScreenModel, View } from "./model.js";
import { paceText } from "./pace.js";
import { explain } from "./waiting.js";
import { places, type TextKey } from "./wording/texts.js";
import { type Language, oneLine, say } from "./wording.js";

const codeMaxColumns = 16;
const qrUrlMaxChars = 200;
const activationMessageMaxChars = 500;
const activationMessageMaxLines = 4;

/** What the body adds to the parts that every view has. */
type Body = Partial<ScreenModel> & Pick<ScreenModel, "lines">;

/** All that the screen reads of the state. The compiler holds everything below to it. */
const seenMembers = frozen([
  "name",
  "settings",
  "networkUp",
  "networkTrouble",
  "update",
  "activation",
  "talk",
  "wait",
  "transport",
] as const satisfies readonly (keyof StateData)[]);

type SeenMember = (typeof seenMembers)[number];
export type SeenState = Pick<StateData, SeenMember>;

/**
 * The screens of one device, one after the other: the same object as before says that nothing on it has changed. Most events change nothing
 * that is seen, and the state shows that by itself: what changes in it is replaced, never changed in place.
 */
export function createScreen(language: Language): (state: SeenState) => ScreenModel {
  let seen: SeenState | undefined;
  let shown: ScreenModel | undefined;
  return (state) => {
    if (shown === undefined || seen === undefined || !looksAlike(seen, state)) {
      const next = screenOf(state, language);
      if (shown === undefined || differsAtOnce(shown, next) || !isSame(shown, next)) shown = next;
    }
    seen = state;
    return shown;
  };
}

function looksAlike(one: SeenState, other: SeenState): boolean {
  for (let at = 0; at < seenMembers.length; at++) {
    const member = seenMembers[at] as SeenMember;
    if (one[member] !== other[member]) return false;
  }
  return true;
}

/** Where most changes are, and texts all of them: asked first, since a screen has many members. */
const livelyMembers = frozen(["assistant", "user", "view", "face"] as const satisfies (keyof ScreenModel)[]);

function differsAtOnce(shown: ScreenModel, next: ScreenModel): boolean {
  for (let at = 0; at < livelyMembers.length; at++) {
    const member = livelyMembers[at] as (typeof livelyMembers)[number];
    if (shown[member] !== next[member]) return true;
  }
  return false;
}

type Plain = Readonly<Record<string, unknown>>;

/** Of plain data. A member that is `undefined` is none. */
function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return false;
  for (const name in one) if (!isSame((one as Plain)[name], (other as Plain)[name])) return false;
  for (const name in other)
    if ((one as Plain)[name] === undefined && (other as Plain)[name] !== undefined) return false;
  return true;
}

/** Pure: the same state and language give the same screen. */
export function screenOf(state: SeenState, language: Language): ScreenModel {
  const view = viewOf(state);
  return {
    view,
    language,
    title: say(language, `title.${view}`),
    face: "neutral",
    status: {
      network: state.networkUp,
      ...(state.name === "online" ? { transport: state.transport } : {}),
    },
    ...bodyOf(state, language),
  };
}

const isStandby = ({ wait }: SeenState): boolean =>
  wait?.reason.kind === "idle" || wait?.reason.kind === "resting";

function viewOf(state: SeenState): View {
  if (state.name === "online") return state.talk.phase === "idle" ? "standby" : state.talk.phase;
  // A person sees no difference between a session that rests and one that the server closed for a while.
  if (state.name === "waiting" && isStandby(state)) return "standby";
  return state.name;
}

function bodyOf(state: SeenState, language: Language): Body {
  switch (state.name) {
    case "starting":
      return { lines: [say(language, "line.version", { version: state.settings.version })] };
    case "joining":
      return joining(state.networkTrouble, language);
    case "provisioning":
      return { lines: [say(language, "line.provisioning")], hint: say(language, "do.provision") };
    case "checking":
      return { lines: [say(language, "line.checking")], server: serverName(state), face: "thinking" };
    case "updating":
      return updating(state, language);
    case "activating":
      return activating(state, language);
    case "connecting":
      return { lines: [say(language, "line.connecting")], face: "thinking" };
    case "online":
      return talking(state.talk, language);
    case "waiting":
      return waiting(state, language);
  }
}

const joinTold = frozen({
  wrongPassword: ["join.wrongPassword", "do.password"],
  noAddress: ["join.noAddress", "do.router"],
  notJoined: ["join.notJoined", "do.join"],
  outOfReach: ["join.outOfReach", "do.reach"],
} as const satisfies Record<NetworkTrouble["kind"], readonly [TextKey, TextKey]>);

function joining(trouble: NetworkTrouble | undefined, language: Language): Body {
  if (trouble === undefined) return { lines: [say(language, "line.joining")] };
  const [what, hint] = joinTold[trouble.kind];
  const { ssid } = trouble;
  return {
    title: say(language, "title.noConnection"),
    lines: [ssid === undefined ? say(language, "join.noneInReach") : say(language, what, { ssid })],
    hint: say(language, hint),
    face: "confused",
  };
}

const serverName = (state: SeenState): string => oneLine(state.settings.serverName, 60);

function updating(state: SeenState, language: Language): Body {
  const update = state.update;
  if (update === undefined) return { lines: [], hint: say(language, "do.power") };
  const { doneBytes, totalBytes } = update;
  const pace = update.installed ? undefined : paceText(update.pace, language);
  const known = totalBytes !== undefined && totalBytes > 0;
  return {
    lines: [
      say(language, update.installed ? "line.restarting" : "line.updating", { version: update.version }),
    ],
    hint: say(language, "do.power"),
    progress: {
      doneBytes,
      ...(known
        ? { totalBytes, percent: Math.min(100, Math.max(0, Math.floor((100 * doneBytes) / totalBytes))) }
        : {}),
      ...(pace === undefined ? {} : { pace }),
    },
  };
}

function activating(state: SeenState, language: Language): Body {
  const activation = state.activation;
  const server = serverName(state);
  if (activation === undefined) return { lines: [say(language, "line.noCode")], server };
  const code = oneLine(activation.code, codeMaxColumns);
  const qr = firstUrl(activation.message);
  return {
    lines: [
      say(language, code ? "line.activating" : "line.noCode"),
      ...messageLines(activation.message, code),
    ],
    ...(code ? { code } : {}),
    ...(qr ? { qr } : {}),
    server,
    hint: say(language, activationHint(activation)),
    since: { text: say(language, "since.activating"), atMs: activation.sinceMs },
    face: "happy",
  };
}

function activationHint(activation: Activation) {
  if (activation.failures === 0) return activation.hinted ? "do.hinted" : "do.bind";
  const kind = activation.lastFailure?.kind;
  const answered =
    kind === "http" ||
    kind === "refused" ||
    kind === "redirect" ||
    kind === "malformed" ||
    kind === "tooLarge";
  return answered ? "do.pollTrouble" : "do.pollFailing";
}

/** The server's own words under the code; the line that repeats the code is left out. */
function messageLines(message: string, code: string): string[] {
  const lines: string[] = [];
  for (const raw of cleanText(message, activationMessageMaxChars).split("\n")) {
    // What comes after # in an address is for machines: the QR code has it, a person need not read it.
    const line = raw.trim().replace(/(https?:\/\/[^\s#]+)#\S*/i, "$1");
    if (line && line !== code && lines.length < activationMessageMaxLines) lines.push(fitted(line, "line"));
  }
  return lines;
}

const urlPattern = /https?:\/\/[a-z0-9[][!#-;=?-[\]_a-z~]*/i;

/** The first web address of a text; none if it is too long to be one (part of an address would lead elsewhere). */
export function firstUrl(text: string): string | undefined {
  // Punctuation at the end belongs to the sentence around it.
  const url = urlPattern.exec(text)?.[0].replace(/[.,;:!?'")\]]+$/, "");
  return url === undefined || url.length > qrUrlMaxChars ? undefined : url;
}

function talking(talk: Talk, language: Language): Body {
  const user = fitted(talk.user, "line");
  const assistant = fitted(talk.assistant, "line");
  const quiet = talk.phase === "idle" && !user && !assistant && talk.alert === undefined;
  return {
    lines: quiet ? [say(language, "line.standby")] : [],
    face: emotionOf(talk.alert?.emotion ?? talk.emotion),
    ...(user ? { user } : {}),
    ...(assistant ? { assistant } : {}),
    ...alertOf(talk, language),
  };
}

/** An error has no title of its own. */
function alertOf({ alert }: Talk, language: Language): Pick<ScreenModel, "alert"> {
  if (alert === undefined) return {};
  const title = fitted(alert.status, "title") || say(language, "title.serverTrouble");
  return { alert: { title, text: fitted(alert.message, "line") } };
}

function waiting(state: SeenState, language: Language): Body {
  const wait = state.wait;
  const idle = isStandby(state);
  const { title, lines, hint } = explain(wait?.reason, state.settings.serverName, language);
  return {
    title,
    lines: idle ? lines : [...lines, say(language, "line.tryNow")],
    hint,
    ...(wait?.reason.kind === "checkFailed" ? { server: serverName(state) } : {}),
    ...alertOf(state.talk, language),
    ...(wait?.untilMs === undefined
      ? {}
      : { next: { text: say(language, `next.${wait.resume}`), atMs: wait.untilMs } }),
    face: idle ? "sleepy" : "confused",
  };
}

/** Foreign text as one clean paragraph that fits its place. */
function fitted(text: string, place: keyof typeof places): string {
  const { columns, lines } = places[place];
  return clipWrapped(oneLine(text, columns * lines), columns, lines);
}
