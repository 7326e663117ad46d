/** Who wants to hear of `T`; told in the order in which they asked. */
export class Listeners<T> {
  private readonly list = new Set<(value: T) => void>();

  /** Returns what ends the listening. */
  add(listener: (value: T) => void): () => void {
    this.list.add(listener);
    return () => {
      this.list.delete(listener);
    };
  }

  tell(value: T): void {
    for (const listener of [...this.list]) listener(value);
  }
}
