/** Names a value in {@link Memory} by being the same object, and says what it is at first. */
export interface Memo<T> {
  first(): T;
}

/**
 * What kinds remember from look to look, for as long as the process lives: never what anybody's safety rests on, for
 * a restart forgets it.
 */
export class Memory {
  private readonly values = new Map<Memo<unknown>, unknown>();

  of<T>(memo: Memo<T>): T {
    if (!this.values.has(memo)) this.values.set(memo, memo.first());
    // What is kept under a memo came from it.
    return this.values.get(memo) as T;
  }
}
