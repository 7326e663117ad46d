/** What says that the world has changed. Only a hint: what has changed is looked at by whoever is woken. */
export interface Wakes {
  /** Returns when it is stopped. Never throws, and connects again by itself. `because` is for the log. */
  listen(wake: (because: string) => void, stop: AbortSignal): Promise<void>;
}
