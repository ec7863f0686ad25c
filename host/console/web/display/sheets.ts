/** The fonts' sheets, loaded when they are first needed and tinted once for each ink. */
import type { FontName, WideFontName } from "../../../../src/screen-layout/drawing.js";
import { type FontTable, readFont } from "./font.js";

/** The fonts of the layout, and those that a build with Chinese has in the place of some of them. */
export type SheetName = FontName | WideFontName;

export interface Sheet extends FontTable {
  /** The whole sheet in that colour. */
  tinted(color: string): CanvasImageSource;
}

const folder = "../../../../src/screen-layout/fonts";
const tables = import.meta.glob<string>("../../../../src/screen-layout/fonts/*.fnt", {
  query: "?url",
  import: "default",
  eager: true,
});
const pictures = import.meta.glob<string>("../../../../src/screen-layout/fonts/*.png", {
  query: "?url",
  import: "default",
  eager: true,
});

const sheets = new Map<SheetName, Promise<Sheet | undefined>>();

/** Resolves with `undefined` when the font's files can't be had: the words are then in the browser's own letters. */
export function sheetOf(name: SheetName): Promise<Sheet | undefined> {
  const known = sheets.get(name);
  if (known) return known;
  const loading = load(name).catch(() => {
    sheets.delete(name);
    return undefined;
  });
  sheets.set(name, loading);
  return loading;
}

async function load(name: SheetName): Promise<Sheet | undefined> {
  const table = tables[`${folder}/${name}.fnt`];
  const picture = pictures[`${folder}/${name}.png`];
  if (table === undefined || picture === undefined) return undefined;
  const [file, image] = await Promise.all([
    fetch(table).then((answer) => answer.arrayBuffer()),
    imageAt(picture),
  ]);
  const font = readFont(file);
  return font && { ...font, tinted: tinter(image) };
}

async function imageAt(url: string): Promise<HTMLImageElement> {
  const image = new Image();
  image.src = url;
  await image.decode();
  return image;
}

/** The pictures are a mask: what counts is how opaque a pixel is. */
function tinter(image: HTMLImageElement): (color: string) => CanvasImageSource {
  const made = new Map<string, HTMLCanvasElement>();
  return (color) => {
    const known = made.get(color);
    if (known) return known;
    const canvas = document.createElement("canvas");
    canvas.width = image.naturalWidth;
    canvas.height = image.naturalHeight;
    const pen = canvas.getContext("2d");
    if (pen) {
      pen.drawImage(image, 0, 0);
      pen.globalCompositeOperation = "source-in";
      pen.fillStyle = color;
      pen.fillRect(0, 0, canvas.width, canvas.height);
    }
    made.set(color, canvas);
    return canvas;
  };
}
