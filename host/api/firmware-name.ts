/** How images are named: by board type and version, which end up in a download's address. */

/** Types as boards report them, `Magic_Bot` as well as `m5stack-core-s3`; upper and lower case differ. */
export const boardTypePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
/** Dotted decimal. */
export const imageVersionPattern = /^\d{1,9}(\.\d{1,9}){0,7}$/;

export interface FirmwareName {
  readonly boardType: string;
  readonly version: string;
}

/** `TYPE_VERSION.bin`, as a cloud names its downloads; the type may have underscores too, the version may have a `v` in front. */
export function firmwareNameOf(fileName: string): FirmwareName | undefined {
  const [, boardType, version] = /^(.+)_v?([\d.]+)\.bin$/i.exec(fileName) ?? [];
  if (boardType === undefined || version === undefined) return undefined;
  return boardTypePattern.test(boardType) && imageVersionPattern.test(version)
    ? { boardType, version }
    : undefined;
}

/** `v1.2.0` is 1.2.0. */
export function plainVersion(text: string): string {
  return text.trim().replace(/^v(?=\d)/i, "");
}
