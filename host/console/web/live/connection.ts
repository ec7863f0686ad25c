/** The stream of what happens, and how the page gets it back when it breaks. */
import { type Change, consolePath, type SessionInfo, type Snapshot } from "../../contract.js";
import { call } from "../calls.js";
import { applied, sceneOf } from "./apply.js";
import { line, scene, session } from "./store.js";

const retryMinMs = 500;
const retryMaxMs = 10_000;

let stream: EventSource | undefined;
let retryTimer: number | undefined;
let attempt = 0;

/** Asks who is signed in, and follows what happens. To be called again after signing in; calls while it runs change nothing. */
export async function connect(): Promise<void> {
  if (stream !== undefined) return;
  window.clearTimeout(retryTimer);
  const answer = await call<SessionInfo>("GET", "/session");
  if (answer.ok) {
    session.value = answer.value;
    open();
  } else if (answer.kind === "signIn") signedOut();
  else lost();
}

/** Nobody is signed in any more: what was seen goes. */
export function signedOut(): void {
  close();
  window.clearTimeout(retryTimer);
  session.value = null;
  scene.value = undefined;
  line.value = "connecting";
}

function open(): void {
  if (stream !== undefined) return;
  const opened = new EventSource(`${consolePath}/live`);
  stream = opened;
  opened.addEventListener("snapshot", ({ data }: MessageEvent<string>) => {
    const snapshot: Snapshot = JSON.parse(data);
    scene.value = sceneOf(snapshot, performance.now());
    line.value = "live";
    attempt = 0;
  });
  opened.addEventListener("change", ({ data }: MessageEvent<string>) => {
    const change: Change = JSON.parse(data);
    if (scene.value) scene.value = applied(scene.value, change, performance.now());
  });
  // Its own reconnecting gives up at the first answer that isn't a stream, and can't tell that the session is over.
  opened.addEventListener("error", lost);
}

function close(): void {
  stream?.close();
  stream = undefined;
}

function lost(): void {
  close();
  line.value = "lost";
  const ceilingMs = Math.min(retryMaxMs, retryMinMs * 2 ** attempt++);
  window.clearTimeout(retryTimer);
  retryTimer = window.setTimeout(() => void connect(), ceilingMs * (0.5 + Math.random() / 2));
}

window.addEventListener("online", () => {
  if (line.value === "lost") void connect();
});
