/** Does `one` for each item, so many at a time, and begins no more once `isOver`. */
export async function several<T>(
  items: readonly T[],
  parallel: number,
  one: (item: T) => Promise<void>,
  isOver: () => boolean = () => false,
): Promise<void> {
  const waiting = items.values();
  const worker = async () => {
    for (const item of waiting) {
      if (isOver()) return;
      await one(item);
    }
  };
  await Promise.all(Array.from({ length: Math.min(parallel, items.length) }, worker));
}
