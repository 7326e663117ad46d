import type { BootFeature } from './boot-feature';

/** Removes what dead applications left in the shared directory. */
export interface Janitor {
  /** Whole seconds since the newest entry of a directory changed or was read. */
  readonly limitSeconds: number;
}

export function janitorFeature(_janitor: Janitor | undefined): BootFeature {
  return {};
}
