import { type HeldBy, holdText } from './holds';

/** Why nothing is written although something might have to be. */
export interface Pause {
  readonly reason: 'SpecPaused' | 'Held';
  readonly because: string;
}

/** A person's word is told before the manifest's own. */
export function pauseOf({ held }: { readonly held?: HeldBy }, specPaused: boolean): Pause | undefined {
  if (held) return { reason: 'Held', because: holdText(held) };
  return specPaused ? { reason: 'SpecPaused', because: 'spec.paused' } : undefined;
}
