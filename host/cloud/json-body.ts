/** A request body as JSON, decoded once; a body that is not JSON is a value, not an exception. */
export type JsonBody = { readonly ok: true; readonly value: unknown } | { readonly ok: false };

export function readJson(body: unknown): JsonBody {
  if (!Buffer.isBuffer(body) || body.length === 0) return { ok: false };
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(body);
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch {
    return { ok: false };
  }
}
