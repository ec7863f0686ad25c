import { useEffect, useRef } from "preact/hooks";
import { layout } from "../../../../src/screen-layout/layout.js";
import { wordsKey } from "../../../../src/screen-layout/redraw.js";
import { displays } from "../../../screens/displays.js";
import type { VirtualDevice } from "../../contract.js";
import { deviceNowMs } from "../live/store.js";
import { say } from "../say.js";
import { paint, paletteOf, sheetsFor } from "./paint.js";
import { scaleFor } from "./scale.js";
import { type Sheet, type SheetName, sheetOf } from "./sheets.js";
import { spokenScreen } from "./spoken.js";

const tickMs = 1000;

/** The device's display, pixel by pixel, and its words for those who can't see it. */
export function Display({ device }: { readonly device: VirtualDevice }) {
  const { id, screen } = device;
  const display = displays[device.display];
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const words = useRef({ key: "", sinceMs: 0 });

  useEffect(() => {
    const pen = canvas.current?.getContext("2d");
    if (!pen) return;
    if (!screen) {
      pen.fillStyle = paletteOf(display).ground;
      pen.fillRect(0, 0, display.widthPx, display.heightPx);
      return;
    }
    const key = wordsKey(screen);
    if (key !== words.current.key) words.current = { key, sinceMs: deviceNowMs(id) };
    let over = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const draw = async () => {
      const nowMs = deviceNowMs(id);
      const drawing = layout(screen, display, { nowMs, sinceMs: words.current.sinceMs });
      const sheets = new Map<SheetName, Sheet | undefined>();
      for (const name of sheetsFor(drawing.boxes, display)) sheets.set(name, await sheetOf(name));
      // While the fonts were loading another screen may have come.
      if (over) return;
      paint(pen, drawing.boxes, display, sheets);
      if (drawing.moving) timer = setTimeout(draw, tickMs - (deviceNowMs(id) % tickMs));
    };
    void draw();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [id, screen, display]);

  // Whole pixels of the real display only: a board has no half ones.
  useEffect(() => {
    const [outer, inner] = [frame.current, canvas.current];
    if (!outer || !inner) return;
    const resize = () => {
      const scale = scaleFor(display, outer.clientWidth, window.devicePixelRatio);
      inner.style.width = `${display.widthPx * scale}px`;
      inner.style.height = `${display.heightPx * scale}px`;
    };
    resize();
    const observer = new ResizeObserver(resize);
    observer.observe(outer);
    return () => observer.disconnect();
  }, [display]);

  return (
    <div class="display" ref={frame}>
      <canvas
        ref={canvas}
        class={"round" in display ? "round" : ""}
        width={display.widthPx}
        height={display.heightPx}
        role="img"
        aria-label={say("display.label")}
      />
      <p class="hidden" aria-live="polite" lang={screen?.language}>
        {screen ? spokenScreen(screen) : say("display.dark")}
      </p>
    </div>
  );
}
