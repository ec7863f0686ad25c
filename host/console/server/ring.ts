/** The last of many. */
export interface Ring<Item> {
  push(item: Item): void;
  /** The oldest first. */
  all(): readonly Item[];
}

export function createRing<Item>(max: number): Ring<Item> {
  const items: Item[] = [];
  return {
    push(item) {
      items.push(item);
      if (items.length > max) items.shift();
    },
    all: () => [...items],
  };
}
