import type { ObjectStore } from '../../operator/ports';
import { readLead } from '../reading/lease-reading';

/** Why nothing will come of what was declared for now; undefined where an operator holds the lease. */
export async function nobodyActs(state: ObjectStore): Promise<string | undefined> {
  const lead = await readLead(state);
  if (lead.is === 'held') return undefined;
  const why = {
    free: 'the last operator has given its lease up',
    none: 'no operator holds a lease (those that lead by Marathon have none)',
    unreadable: 'the lease cannot be read',
  }[lead.is];
  return `${why}: it is declared, and whoever leads next acts on it; until then nothing happens to the agent`;
}
