import { includes, less, type Portion, plus } from './portions';
import { resourcesText } from './resources-text';

/** What the agent has afterwards, or the master's words for why not. */
export type Changed = { readonly total: readonly Portion[] } | { readonly conflict: string };

interface Held {
  readonly total: readonly Portion[];
  /** By tasks; what is only offered is taken back. */
  readonly used: readonly Portion[];
}

/** Takes resources out of the unreserved ones. */
export function reserved(held: Held, asked: readonly Portion[]): Changed {
  return changed(held, asked.map(unreservedForm), asked);
}

export function unreserved(held: Held, asked: readonly Portion[]): Changed {
  return changed(held, asked, asked.map(unreservedForm));
}

function changed({ total, used }: Held, from: readonly Portion[], to: readonly Portion[]): Changed {
  const free = less(total, used);
  if (!includes(free, from)) {
    return { conflict: `${resourcesText(free)} does not contain ${resourcesText(from)}` };
  }
  return { total: plus(less(total, from), to) };
}

/** The same amount as it was before it was reserved. */
export function unreservedForm({ dynamic: _, ...portion }: Portion): Portion {
  return { ...portion, role: '*' };
}
