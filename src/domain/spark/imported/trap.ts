/** Something in a hand-made app that loses shuffle data, or keeps it from running everywhere. */
export interface Trap {
  /** One CamelCase word that a program can match. */
  readonly reason: string;
  /** The field of the app. */
  readonly at: string;
  /** What was found there; nothing that may hold a secret. */
  readonly found: string;
  readonly because: string;
}

export const trap = (reason: string, at: string, found: string, because: string): Trap => ({
  reason,
  at,
  found,
  because,
});
