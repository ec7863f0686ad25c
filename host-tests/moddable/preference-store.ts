/** `preference` in memory, for tests of what is stored beside the core's records. */
export class PreferenceStore {
  readonly values = new Map<string, unknown>();
  /** Every call throws, as NVS does when it is full or worn. */
  broken = false;

  readonly preference = {
    get: (domain: string, key: string) => this.#at(domain, key, (at) => this.values.get(at)),
    set: (domain: string, key: string, value: unknown) =>
      this.#at(domain, key, (at) => this.values.set(at, value)),
    delete: (domain: string, key: string) => this.#at(domain, key, (at) => this.values.delete(at)),
  };

  #at<Value>(domain: string, key: string, run: (at: string) => Value): Value {
    if (this.broken) throw new Error("nvs");
    if (domain.length > 15 || key.length > 15) throw new Error("key too long");
    return run(`${domain}/${key}`);
  }
}
