/**
 * What is used of Piu, and the SDK's QR code. Read from modules/piu/All/piuAll.js,
 * modules/piu/MC/piuMC.js and documentation/piu/piu.md of the Moddable SDK 8.2.3; the QR code from modules/data/qrcode/qrcode.c.
 */
declare module "piu/MC" {
  /** `#rrggbb`. */
  export type Color = string;

  export class Style {
    /** `font` is the name of a font resource. */
    constructor(dictionary: { readonly font: string });
  }

  export class Skin {
    constructor(dictionary: { readonly fill: Color });
  }

  /** Of a bitmap's pixels: it keeps their address, not the bitmap. */
  export class Texture {
    constructor(path: null, alpha: unknown, color: null);
  }

  export interface Content {
    readonly width: number;
    readonly height: number;
    /** Milliseconds between two calls of `onTimeChanged` while it is started. */
    interval: number;
    start(): void;
    stop(): void;
  }

  /** Draws by itself: the functions with coordinates may be called in `onDraw` only, `invalidate` outside of it only. */
  export interface Port extends Content {
    fillColor(color: Color, x: number, y: number, width: number, height: number): void;
    drawString(text: string, style: Style, color: Color, x: number, y: number): void;
    /** The part of the texture from `sourceX`, `sourceY` on, in that colour. */
    drawTexture(
      texture: Texture,
      color: Color,
      x: number,
      y: number,
      sourceX: number,
      sourceY: number,
      width: number,
      height: number,
    ): void;
    invalidate(x: number, y: number, width: number, height: number): void;
  }

  export interface PortBehavior {
    /** The part of the port that must be drawn. */
    onDraw(port: Port, x: number, y: number, width: number, height: number): void;
    onTimeChanged(port: Port): void;
    onTouchBegan(port: Port, finger: number, x: number, y: number, ticks: number): void;
    onTouchEnded(port: Port, finger: number, x: number, y: number, ticks: number): void;
    onTouchCancelled(port: Port, finger: number): void;
  }

  export const Port: new (
    data: null,
    dictionary: {
      readonly left: number;
      readonly right: number;
      readonly top: number;
      readonly bottom: number;
      /** It is told of fingers. */
      readonly active: boolean;
      readonly Behavior: new () => PortBehavior;
    },
  ) => Port;

  export interface Application extends Content {
    add(content: Content): void;
  }

  export const Application: new (
    data: null,
    dictionary: {
      /** Bytes for what Piu has to draw of a frame, and for what it makes of that for the display. */
      readonly commandListLength: number;
      readonly displayListLength: number;
      readonly touchCount: number;
      readonly skin: Skin;
    },
  ) => Application;
}

declare module "data/qrcode" {
  /** One byte a module, row by row, and how many modules a row has. Throws if the text doesn't fit. */
  export default function qrcode(options: {
    readonly input: string;
    readonly maxVersion: number;
  }): ArrayBuffer & { readonly size: number };
}

/** modules/files/resource/resource.js */
declare module "Resource" {
  const Resource: {
    /** Whether the build has a file of that name. */
    exists(path: string): boolean;
  };
  export default Resource;
}

/** modules/commodetto/commodettoBitmap.js */
declare module "commodetto/Bitmap" {
  export default class Bitmap {
    /** Four bits a pixel. */
    static readonly Gray16: number;
    constructor(width: number, height: number, format: number, buffer: ArrayBuffer, offset: number);
  }
}

/** xs/includes/xs.d.ts: a function written in C. */
declare function native(name: string): (...given: unknown[]) => unknown;
