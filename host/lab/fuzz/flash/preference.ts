/** `preference` of the SDK, in memory: takes the place of the module when the storage of a board is loaded for the fuzz. */

/** `domain/key` to what is stored there; other firmware may have stored anything. */
export const values = new Map<string, unknown>();

export default {
  get: (domain: string, key: string): unknown => values.get(`${domain}/${key}`),
  set: (domain: string, key: string, value: unknown): void => void values.set(`${domain}/${key}`, value),
  delete: (domain: string, key: string): void => void values.delete(`${domain}/${key}`),
};
