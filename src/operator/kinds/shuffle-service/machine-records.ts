import {
  type MachineRecord,
  type MachineRecords,
  machineRecordsSchema,
  stateStoreKeys,
} from '../../../manifest';
import type { World } from '../../engine/kind';
import type { Memo } from '../../engine/memory';
import type { ClusterView, Machines, MarathonTask } from '../../ports';
import { type Observed, type Stored, sightsOf } from './model';

/** By agent id. */
export type Records = Readonly<Record<string, MachineRecord>>;

/** What was observed so far, where the agents are known. */
export type Seen = Observed & { readonly view: Extract<ClusterView, { is: 'known' }> };

export type MachineWorld = Pick<World, 'store' | 'memory' | 'clock'> & { readonly machines: Machines };

/** Hosts that are looked up in one look; the others have their turn in the next ones. */
const MOST_HOSTS = 1000;
/** What was found is good for so long, and what was not found is looked up again then. */
const SEARCH_AGAIN_MILLIS = 600_000;

interface Search {
  /** In elapsed milliseconds. */
  readonly at: number;
  readonly machine: string | undefined;
}

/** By agent id. To forget it costs another request. */
const SEARCHES: Memo<Map<string, Search>> = { first: () => new Map() };
/** By service: a large document is read again only where it was written. */
const READ: Memo<Map<string, Stored<Records>>> = { first: () => new Map() };

/** What cannot be read is worth nothing, and is replaced by its ETag: then it is not known where lost agents ran. */
export async function readRecords(
  service: string,
  { store, memory }: Pick<World, 'store' | 'memory'>,
): Promise<Stored<Records> | undefined> {
  const found = await store.get(stateStoreKeys.machines(service));
  if (!found) return undefined;
  const read = memory.of(READ);
  const before = read.get(service);
  if (before?.etag === found.etag) return before;
  const stored = { value: parsed(found.body) ?? {}, etag: found.etag };
  read.set(service, stored);
  return stored;
}

function parsed(body: string): Records | undefined {
  try {
    return machineRecordsSchema.safeParse(JSON.parse(body)).data?.agents;
  } catch {
    return undefined;
  }
}

/** The records with the machines that are known since: undefined where there is nothing new. */
export async function nextRecords(
  o: Seen,
  records: Records,
  world: MachineWorld,
): Promise<MachineRecords['agents'] | undefined> {
  const unnoted = new Map(unnotedTasks(o, records).map(({ agentId, host }) => [agentId, host]));
  if (unnoted.size === 0) return undefined;
  const searches = world.memory.of(SEARCHES);
  await search(unnoted, searches, world);
  const found: Record<string, MachineRecord> = {};
  for (const agentId of unnoted.keys()) {
    const machine = searches.get(agentId)?.machine;
    if (machine !== undefined) found[agentId] = { machine, seen: o.now };
  }
  return Object.keys(found).length === 0 ? undefined : { ...spokenOf(o, records), ...found };
}

/** Only while its agent is connected: then the machine that has the address is the one that the agent runs on. */
function unnotedTasks(o: Seen, records: Records): readonly MarathonTask[] {
  const connected = new Set(o.view.agents.filter(({ active }) => active).map(({ id }) => id));
  return sightsOf(o)
    .flatMap(({ tasks }) => [...tasks.live.values()])
    .filter(({ agentId }) => connected.has(agentId) && !Object.hasOwn(records, agentId));
}

async function search(
  hostOf: ReadonlyMap<string, string>,
  searches: Map<string, Search>,
  { machines, clock }: MachineWorld,
): Promise<void> {
  const now = clock.elapsedMillis();
  for (const [agentId, { at }] of searches) {
    if (now - at >= SEARCH_AGAIN_MILLIS) searches.delete(agentId);
  }
  const due = [...hostOf]
    .filter(([agentId]) => !searches.has(agentId))
    .sort()
    .slice(0, MOST_HOSTS);
  if (due.length === 0) return;
  const answer = await machines.at([...new Set(due.map(([, host]) => host))].sort());
  if (answer.is === 'unknown') return;
  for (const [agentId, host] of due) {
    const [first, ...others] = answer.machines.get(host) ?? [];
    const machine = first?.running && others.length === 0 ? first.id : undefined;
    searches.set(agentId, { at: now, machine });
  }
}

/** Without agents that nobody names any more; while an app is not shown it may name any. */
function spokenOf(o: Seen, records: Records): Records {
  const sights = sightsOf(o);
  if (sights.some(({ app }) => !app)) return records;
  const named = new Set([
    ...[...o.view.agents, ...o.view.recovered].map(({ id }) => id),
    ...sights.flatMap(({ app }) => app?.tasks ?? []).map(({ agentId }) => agentId),
  ]);
  return Object.fromEntries(Object.entries(records).filter(([agentId]) => named.has(agentId)));
}
