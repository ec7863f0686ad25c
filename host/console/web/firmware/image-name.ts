/** Type and version out of a file's name, as the cloud names its downloads: `TYPE_1.2.0.bin`. */
export function partsOfName(name: string): { readonly type: string; readonly version: string } | undefined {
  const [, type, version] = /^(.+)_(\d+(?:\.\d+)+)\.bin$/.exec(name) ?? [];
  return type !== undefined && version !== undefined ? { type, version } : undefined;
}
