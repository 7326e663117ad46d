import type { UpgradePolicy, UseRecord } from '../../../manifest';
import { connectionsOn } from '../../engine/connections';
import { countedAfter, millisBetween, quietAfter } from '../../engine/quiet';
import type { AppSight, Observed, UseFacts } from './model';

/**
 * Whether an app is still used, which its end would break. Drivers keep one connection to each agent that they had
 * executors on, send a heartbeat over it every 10 s and never open it again (spark.md). So an app is unused once no
 * agent has seen a connection on its port for long enough. What is not known counts as use.
 */
export type Use = { readonly is: 'unused' } | { readonly is: 'in-use'; readonly because: string };

export interface UseProps {
  readonly sight: Pick<AppSight, 'placed' | 'tasks'>;
  readonly record: UseRecord;
  readonly policy: UpgradePolicy;
  readonly o: Pick<Observed, 'use' | 'now' | 'watchedSince' | 'endpoint'>;
  /** It is replaced on its own port, published as it is: only connections count. @default false */
  readonly inPlace?: boolean;
}

export function useOf(props: UseProps): Use {
  const { sight, record, policy, o } = props;
  if (!overlapIsOver(props)) {
    const { port } = sight.placed;
    return inUse(
      `whoever read port ${port} before ${record.since} has ${policy.overlapSeconds} s to connect`,
    );
  }
  const because = usedNow(props);
  if (because !== undefined) return inUse(because);
  const quiet = quietAfter(record.quiet, false, o);
  const length = quiet ? millisBetween(quiet.since, o.now) : 0;
  if (length >= policy.quietSeconds * 1000) return { is: 'unused' };
  return inUse(`nobody has been seen for ${Math.floor(length / 1000)} of ${policy.quietSeconds} s`);
}

/** The record as it should stand now; the same value where nothing is to be written. */
export function recordAfter(props: UseProps): UseRecord {
  const { o, record } = props;
  const { frameworks } = o.use;
  const users =
    record.users ??
    (overlapIsOver(props) && frameworks?.is === 'known'
      ? frameworks.frameworks.map(({ id }) => id).sort()
      : undefined);
  const counted = countedUpTo(props);
  const noted = { since: record.since, ...(counted ? { counted } : {}), ...(users ? { users } : {}) };
  const quiet = quietAfter(record.quiet, usedNow({ ...props, record: noted }) !== undefined, o);
  return { ...noted, ...(quiet ? { quiet } : {}) };
}

/** Only while something waits for the time to pass: else nothing is written for as long as an app is used. */
function countedUpTo(props: UseProps): string | undefined {
  const { record, policy, o } = props;
  const last = record.counted ?? record.since;
  const waits =
    !overlapIsOver(props) || (policy.whenInUse === 'Proceed' && !isOverdue(record, policy, o.now));
  return (waits ? countedAfter(last, o.now) : undefined) ?? record.counted;
}

/** The deadline has passed and the policy says what to do then. */
export function isOverdue(record: UseRecord, policy: UpgradePolicy, now: string): boolean {
  if (policy.whenInUse !== 'Proceed') return false;
  return millisBetween(record.since, now) >= policy.deadlineSeconds * 1000;
}

/** Hosts with a task of the app of which nobody says who is connected: lost, silent, or not watching the port. */
export function silentHosts(
  { placed, tasks }: Pick<AppSight, 'placed' | 'tasks'>,
  ports: UseFacts['ports'],
): readonly string[] {
  const silent = [...tasks.live.keys()].filter(
    (host) => connectionsOn(host, placed.port, ports) === undefined,
  );
  return [...tasks.open.map(({ host }) => host), ...silent];
}

function overlapIsOver({ record, policy, o, inPlace }: UseProps): boolean {
  return inPlace === true || millisBetween(record.since, o.now) >= policy.overlapSeconds * 1000;
}

/** Who uses it at this moment, as far as anybody can tell. */
function usedNow({ sight, record, o, inPlace }: UseProps): string | undefined {
  const { appId, port } = sight.placed;
  const { use, endpoint } = o;
  if (!inPlace) {
    if (endpoint?.value?.appId === appId && !endpoint.value.withdrawn) return `${appId} is published`;
    const consumer = use.consumers.find((one) => one.appId === undefined || one.appId === appId);
    if (consumer?.appId === undefined && consumer)
      return `${consumer.name} cannot be read, and may name port ${port}`;
    if (consumer) return `${consumer.name} still names port ${port}`;
  }
  for (const host of sight.tasks.live.keys()) {
    const connections = connectionsOn(host, port, use.ports) ?? 0;
    if (connections > 0) return `${connections} connections to port ${port} on ${host}`;
  }
  const silent = silentHosts(sight, use.ports);
  if (silent.length === 0) return undefined;
  // What is replaced in its place is published until it ends: whoever comes meanwhile may use it, too.
  const known = inPlace && use.frameworks?.is === 'known' ? use.frameworks.frameworks : undefined;
  return usedByFrameworks(silent, known?.map(({ id }) => id) ?? record.users, use);
}

/** Where agents cannot tell, only a framework that never knew the port is surely no user. */
function usedByFrameworks(
  silent: readonly string[],
  users: readonly string[] | undefined,
  { frameworks }: UseFacts,
): string | undefined {
  const where = `${silent.length} agents do not say who is connected (${silent.slice(0, 3).join(', ')})`;
  if (!users || frameworks?.is !== 'known') {
    const why = frameworks?.is === 'unknown' ? `: ${frameworks.message}` : '';
    return `${where}, and which frameworks may use the port is not known${why}`;
  }
  const left = frameworks.frameworks.filter(({ id }) => users.includes(id));
  if (left.length === 0) return undefined;
  const names = left.slice(0, 3).map(({ name, id }) => `${name} (${id})`);
  return `${where}, and ${left.length} frameworks are left that may use the port: ${names.join(', ')}`;
}

function inUse(because: string): Use {
  return { is: 'in-use', because };
}
