/** The part of npm `qrcode` that is used here. */
declare module "qrcode" {
  interface Matrix {
    /** Modules a side. */
    readonly size: number;
    /** 1 for a dark module. */
    get(row: number, column: number): number;
  }
  const qrcode: {
    /** Throws if the text is too long for any size. */
    create(
      text: string,
      options?: { errorCorrectionLevel?: "L" | "M" | "Q" | "H" },
    ): { readonly modules: Matrix };
  };
  export default qrcode;
}
