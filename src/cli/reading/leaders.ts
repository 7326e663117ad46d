import type { HttpClient } from '../../io/http';
import { marathonOverHttp } from '../../io/marathon-http';
import { marathonLeader } from '../../io/marathon-leader';
import { readMasterFacts } from '../../io/mesos-facts';
import type { Clock, ObjectStore } from '../../operator/ports';
import type { ServicePlace } from '../address-option';
import { type Lead, leadText, watchLead } from './lease-reading';
import { silentServer } from './silent-server';

/** Who leads one thing, or why nobody knows. */
export interface Leader {
  readonly what: 'Mesos master' | 'Marathon' | 'operator';
  /** As the leader calls itself; absent where nobody leads, or nobody answers. */
  readonly leader?: string;
  readonly version?: string;
  /** Its id, and where it was asked. */
  readonly says: string;
  readonly wrong: boolean;
}

export const placeName = (place: ServicePlace) =>
  place.is === 'urls' ? place.urls.join(',') : place.url.name;

export async function mesosLeads(client: HttpClient): Promise<Leader> {
  const what = 'Mesos master';
  try {
    const { hostname, id, version, url } = await readMasterFacts(client);
    return { what, leader: hostname, version, says: `id ${id}, answered at ${url}`, wrong: false };
  } catch (error) {
    return { what, says: silentServer('mesos', error).message, wrong: true };
  }
}

export async function marathonLeads(client: HttpClient, place: ServicePlace): Promise<Leader> {
  const what = 'Marathon';
  const asked = `asked ${placeName(place)}`;
  try {
    const leader = await marathonLeader(client)();
    if (!leader) return { what, says: `it answers, and names no leader; ${asked}`, wrong: true };
    const { version, frameworkId } = await marathonOverHttp(client).info();
    return {
      what,
      leader,
      version,
      says: `framework ${frameworkId ?? 'not registered'}, ${asked}`,
      wrong: false,
    };
  } catch (error) {
    return { what, says: silentServer('marathon', error).message, wrong: true };
  }
}

/** Waits for the lease to be renewed, as `status` does. */
export async function operatorLeads(state: ObjectStore, clock: Clock): Promise<Leader> {
  const what = 'operator';
  try {
    const lead = await watchLead(state, clock);
    if (lead.is !== 'held') return { what, says: leadText(lead), wrong: lead.is === 'unreadable' };
    const { holder } = lead.lease;
    return { what, leader: holder, says: heldText(lead), wrong: lead.alive === false };
  } catch (error) {
    return { what, says: error instanceof Error ? error.message : String(error), wrong: true };
  }
}

const heldText = (lead: Lead) => leadText(lead).replace(/^\S+ /, '');
