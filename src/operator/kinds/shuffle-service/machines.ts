import type { World } from '../../engine/kind';
import type { Machines, MarathonTask } from '../../ports';
import { type Fate, fateOf } from './machine-fate';
import { nextRecords, type Records, readRecords, type Seen } from './machine-records';
import { type MachineFacts, type Observed, sightsOf } from './model';

/** Machines of connected agents that are asked for beside those of lost ones. */
const WITNESSES = 3;

/** Undefined where nobody tells of machines, or nothing of the cluster is known. */
export async function machineFacts(
  service: string,
  o: Observed,
  world: World,
): Promise<MachineFacts | undefined> {
  const { machines } = world;
  const { view } = o;
  if (!machines || view.is === 'unknown' || !o.state) return undefined;
  const seen = { ...o, view };
  const stored = await readRecords(service, world);
  const records = stored?.value ?? {};
  const agents = await nextRecords(seen, records, { ...world, machines });
  const fates = await fatesOf(seen, records, machines);
  if (!agents) return { fates };
  const added = Object.keys(agents).filter((id) => !Object.hasOwn(records, id)).length;
  const because = `the machines of ${added} more agents with a task are known`;
  const etag = stored ? { etag: stored.etag } : {};
  return { fates, record: { do: 'record-machines', because, records: { service, agents }, ...etag } };
}

/** Asked only while agents are lost whose slots were not given up. */
async function fatesOf(o: Seen, records: Records, machines: Machines): Promise<MachineFacts['fates']> {
  const lost = lostTasks(o);
  const noted = lost.flatMap(({ agentId }) => records[agentId]?.machine ?? []);
  const witnesses = noted.length > 0 ? witnessesOf(o, records) : [];
  const answer = await askStates([...noted, ...witnesses], machines);
  if (answer.is === 'unknown') return new Map(lost.map(({ agentId }) => [agentId, notKnown(answer.message)]));
  const { states } = answer;
  const stateOf = ({ agentId }: MarathonTask) => states.get(records[agentId]?.machine ?? '');
  const over = lost.filter((task) => (stateOf(task)?.is ?? 'there') !== 'there');
  const at = await askHolders(
    over.map(({ host }) => host),
    machines,
  );
  const witnessed = witnesses.some((id) => states.get(id)?.is === 'there');
  return new Map(
    lost.map((task) => {
      const { agentId, host } = task;
      const fate = fateOf({
        record: records[agentId],
        state: stateOf(task),
        witnessed,
        holders: at.is === 'known' ? (at.machines.get(host) ?? []) : undefined,
        succeeded: o.view.agents.some(({ hostname }) => hostname === host),
        now: o.now,
        remembers: machines.remembers,
      });
      return [agentId, fate];
    }),
  );
}

const notKnown = (because: string): Fate => ({ is: 'not-known', because });

function lostTasks(o: Seen): readonly MarathonTask[] {
  const there = new Set([...o.view.agents, ...o.view.recovered].map(({ id }) => id));
  return sightsOf(o)
    .flatMap(({ tasks }) => tasks.open)
    .filter(({ agentId }) => agentId !== '' && !there.has(agentId));
}

function witnessesOf({ view }: Seen, records: Records): readonly string[] {
  const connected = view.agents.filter(({ active }) => active).map(({ id }) => id);
  const machines = connected.flatMap((id) => records[id]?.machine ?? []);
  return machines.sort().slice(0, WITNESSES);
}

async function askStates(ids: readonly string[], machines: Machines) {
  if (ids.length === 0) return { is: 'known' as const, states: new Map<string, never>() };
  return machines.states([...new Set(ids)].sort());
}

async function askHolders(hosts: readonly string[], machines: Machines) {
  if (hosts.length === 0) return { is: 'known' as const, machines: new Map<string, never>() };
  return machines.at([...new Set(hosts)].sort());
}
