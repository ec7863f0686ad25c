/** Who is signed in: browsers, known by the random id in their cookie. Kept in memory, so that a restart ends them all. */
import { createHash, randomBytes } from "node:crypto";

export interface SignIns {
  /** A new one; answers its id (256 random bits). If there are too many, the one unused for longest ends. */
  open(): string;
  /** Whether it is good; counts as use. */
  use(id: string): boolean;
  end(id: string): void;
}

export interface SignInOptions {
  /** Monotonic. */
  readonly nowMs: () => number;
  /** Unused for this long, one ends. */
  readonly idleMs: number;
  readonly max: number;
}

export function createSignIns({ nowMs, idleMs, max }: SignInOptions): SignIns {
  /** Digest of the id → last use, the least recent first. Digests, so that the look-up tells nothing of an id by its time. */
  const lastUsedMs = new Map<string, number>();
  const keyOf = (id: string) => createHash("sha256").update(id).digest("base64");
  const touch = (key: string): void => {
    lastUsedMs.delete(key);
    lastUsedMs.set(key, nowMs());
  };
  return {
    open() {
      const id = randomBytes(32).toString("base64url");
      const [oldest] = lastUsedMs.keys();
      if (lastUsedMs.size >= max && oldest !== undefined) lastUsedMs.delete(oldest);
      touch(keyOf(id));
      return id;
    },
    use(id) {
      const key = keyOf(id);
      const usedMs = lastUsedMs.get(key);
      if (usedMs === undefined) return false;
      if (nowMs() - usedMs > idleMs) {
        lastUsedMs.delete(key);
        return false;
      }
      touch(key);
      return true;
    },
    end: (id) => void lastUsedMs.delete(keyOf(id)),
  };
}
