import { hasEnded } from '../../../domain/mesos/task-states';
import type { AgentDrainSpec, AgentDrainState, DrainUser } from '../../../manifest';
import { connectionsOn } from '../../engine/connections';
import { countedAfter, millisBetween, quietAfter } from '../../engine/quiet';
import type { Observed, ServiceTasks, Use, UseFacts } from './model';

type Framework = AgentDrainState['seen'][number];

export interface UseProps {
  readonly spec: Pick<AgentDrainSpec, 'quietSeconds'>;
  readonly state: AgentDrainState;
  readonly o: Pick<Observed, 'view' | 'place' | 'services' | 'use' | 'now' | 'watchedSince'>;
}

/**
 * Who needs what is on the agent. A framework with a task there does. So does one whose executors have ended, whose
 * files the shuffle service goes on serving: its driver keeps a connection to the service and sends a heartbeat every
 * 10 s (spark.md), so an agent on whose ports nobody has been seen for long enough has none. Where the agent does not
 * say who is connected, every framework counts that was there before the cordon, until it has ended. What is not known
 * counts as use.
 */
export function useOf(props: UseProps): Use {
  const { spec, state, o } = props;
  const users = usersNow(props);
  const because = users[0] ? `${users[0].name}: ${users[0].because}` : undefined;
  const more = users.length > 1 ? `; and ${users.length - 1} more` : '';
  if (because !== undefined) return { users, because: `${because}${more}` };
  if (!hasServices(o.services)) return { users };
  const quiet = quietAfter(state.quiet, false, o);
  const length = quiet && isSameMaster(state, o) ? millisBetween(quiet.since, o.now) : 0;
  if (length >= spec.quietSeconds * 1000) return { users };
  const left = stillThere(state.seen, o.use).map(({ id, name }) => ({
    frameworkId: id,
    name,
    because: 'had tasks on the agent, and is not seen to use their files',
  }));
  return {
    users: left,
    because: `nobody has been seen to use the files for ${Math.floor(length / 1000)} of ${spec.quietSeconds} s`,
  };
}

/** The record as it should stand now; the same value where nothing is to be written. */
export function recordAfter(props: UseProps & { readonly waits: boolean }): AgentDrainState {
  const { state, o, waits } = props;
  const { use, view } = o;
  const { masterId, quiet, counted, ...rest } = state;
  const frameworks: readonly Framework[] | undefined = state.frameworks ?? named(use);
  const leader = view.is === 'known' ? view.masterId : masterId;
  const seen = seenAfter(state, use);
  const used =
    usersNow({ ...props, state: { ...state, seen: [...seen] } }).length > 0 || !isSameMaster(state, o);
  const next = quietAfter(quiet, used, o);
  const upTo = (waits ? countedAfter(counted ?? state.since, o.now) : undefined) ?? counted;
  return {
    ...rest,
    ...(upTo === undefined ? {} : { counted: upTo }),
    ...(leader === undefined ? {} : { masterId: leader }),
    ...(frameworks ? { frameworks: [...frameworks] } : {}),
    seen: [...seen],
    ...(next ? { quiet: next } : {}),
  };
}

/** Another master has heard of nobody yet who has no task; whoever is back in time counts again. */
function isSameMaster({ masterId }: AgentDrainState, { view }: UseProps['o']): boolean {
  return view.is === 'known' && view.masterId === masterId;
}

function named(use: UseFacts | undefined): readonly Framework[] | undefined {
  if (use?.frameworks.is !== 'known') return undefined;
  return use.frameworks.frameworks.map(({ id, name }) => ({ id, name })).sort(byId);
}

/** Whoever was seen stays so: a master forgets tasks that have ended. */
function seenAfter({ seen }: AgentDrainState, use: UseFacts | undefined): readonly Framework[] {
  if (use?.tasks.is !== 'known' || use.frameworks.is !== 'known') return seen;
  const on = new Set(use.tasks.tasks.map(({ frameworkId }) => frameworkId));
  const known = new Set(seen.map(({ id }) => id));
  const more = use.frameworks.frameworks.filter(({ id }) => on.has(id) && !known.has(id));
  return more.length === 0 ? seen : [...seen, ...more.map(({ id, name }) => ({ id, name }))].sort(byId);
}

const byId = (a: Framework, b: Framework) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** Who uses it at this moment, as far as anybody can tell. */
function usersNow({ state, o }: UseProps): readonly DrainUser[] {
  const unclear = unclearBecause(o);
  if (unclear !== undefined) return [{ name: 'unknown', because: unclear }];
  const running = withTasks(o.use);
  const there = new Set(running.map(({ frameworkId }) => frameworkId));
  const others = usersOfFiles(state, o).filter(({ frameworkId }) => !there.has(frameworkId));
  return [...running, ...others];
}

function unclearBecause({ view, services, use }: UseProps['o']): string | undefined {
  if (view.is === 'unknown') return view.message;
  if (view.recovered.length > 0) {
    return `${view.recovered.length} agents have not registered with this master yet, and whose executors they run is not known`;
  }
  if (services.is === 'unknown') return services.message;
  if (!use) return 'nobody was asked yet';
  if (use.tasks.is === 'unknown') return use.tasks.message;
  return use.frameworks.is === 'unknown' ? use.frameworks.message : undefined;
}

/** Marathons are not among the frameworks: their other tasks are nobody's executors. */
function withTasks(use: UseFacts | undefined): readonly DrainUser[] {
  if (use?.tasks.is !== 'known' || use.frameworks.is !== 'known') return [];
  const counts = new Map<string, number>();
  for (const { frameworkId, state } of use.tasks.tasks) {
    if (!hasEnded(state)) counts.set(frameworkId, (counts.get(frameworkId) ?? 0) + 1);
  }
  return [...use.frameworks.frameworks].sort(byId).flatMap(({ id, name }) => {
    const count = counts.get(id) ?? 0;
    return count > 0 ? [{ frameworkId: id, name, because: `has ${count} tasks on the agent` }] : [];
  });
}

function usersOfFiles(state: AgentDrainState, { services, use }: UseProps['o']): readonly DrainUser[] {
  if (services.is === 'unknown' || services.tasks.length === 0 || !use) return [];
  const { hostname } = state;
  const users: DrainUser[] = [];
  let silent = false;
  for (const { port, lost } of services.tasks) {
    const connections = lost ? undefined : connectionsOn(hostname, port, use.ports);
    if (connections === undefined) silent = true;
    else if (connections > 0) {
      users.push({
        name: `port ${port}`,
        because: `somebody is connected to the shuffle service on ${hostname}`,
      });
    }
  }
  if (!silent) return users;
  const seen = new Set(state.seen.map(({ id }) => id));
  const left = stillThere([...(state.frameworks ?? []), ...state.seen], use).map(({ id, name }) => ({
    frameworkId: id,
    name,
    because: seen.has(id)
      ? 'had tasks on the agent, which does not say who is connected'
      : 'was there before the drain, and the agent does not say who is connected',
  }));
  return [...users, ...left];
}

/** Each once, by id. A framework that is away may return until the master has given it up. */
function stillThere(frameworks: readonly Framework[], use: UseFacts | undefined): readonly Framework[] {
  if (use?.frameworks.is !== 'known') return frameworks;
  const there = new Set(use.frameworks.frameworks.map(({ id }) => id));
  const once = new Map(frameworks.filter(({ id }) => there.has(id)).map((one) => [one.id, one]));
  return [...once.values()].sort(byId);
}

const hasServices = (services: ServiceTasks) => services.is === 'unknown' || services.tasks.length > 0;
