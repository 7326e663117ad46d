import type { LogVerdict } from '../logs/log-verdict';
import { NEEDED_SETTINGS, settingsOff } from './hopeless';
import type { RunRecord } from './run-record';
import type { VerifyJob } from './verify-job';

/** `undecided`: the job did not come so far. */
export type CheckStatus = 'passed' | 'failed' | 'undecided';

/** One thing that a working set-up shows. */
export interface Check {
  readonly id: CheckId;
  readonly status: CheckStatus;
  readonly found: string;
  readonly wanted: string;
}

export type CheckId =
  | 'settings'
  | 'groups-count'
  | 'executors-rise'
  | 'remote-fetches'
  | 'executors-fall'
  | 'second-read'
  | 'driver-registered'
  | 'job'
  | 'logs';

/** How the driver's process ended. */
export type DriverEnd =
  | { readonly is: 'exit'; readonly code: number | null }
  | { readonly is: 'out-of-time'; readonly seconds: number }
  | { readonly is: 'given-up'; readonly because: string }
  | { readonly is: 'stopped' };

/** All that is known when a run is over. */
export interface Outcome {
  readonly job: VerifyJob;
  readonly record: RunRecord;
  readonly end: DriverEnd;
  readonly logs: LogVerdict;
}

/** In the order in which the run decides them. */
export function checks(outcome: Outcome): readonly Check[] {
  const { record } = outcome;
  const isMesos = record.settings?.['spark.master']?.startsWith('mesos:') ?? false;
  return [
    settings(outcome),
    groupsCount(outcome),
    executorsRise(outcome),
    remoteFetches(outcome),
    executorsFall(outcome),
    secondRead(outcome),
    ...(isMesos ? [driverRegistered(outcome)] : []),
    jobEnd(outcome),
    logs(outcome),
  ];
}

/** `failed` where one has failed, `undecided` where one could not be decided. */
export function overall(all: readonly Check[]): CheckStatus {
  if (all.some(({ status }) => status === 'failed')) return 'failed';
  return all.every(({ status }) => status === 'passed') ? 'passed' : 'undecided';
}

const decided = (passed: boolean): CheckStatus => (passed ? 'passed' : 'failed');

function settings({ record }: Outcome): Check {
  const wanted = `${NEEDED_SETTINGS.join(' and ')} true`;
  const found = record.settings;
  if (!found) return { id: 'settings', status: 'undecided', found: 'no driver', wanted };
  const off = settingsOff(found);
  const text = off.map((key) => `${key} ${found[key] ?? 'unset'}`).join(', ');
  return { id: 'settings', status: decided(off.length === 0), found: text || 'both true', wanted };
}

function groupsCount({ record, job }: Outcome): Check {
  const { groups } = record.reads['first-read'];
  const wanted = `${job.sizes.numKeys} groups, as many as keys`;
  if (groups === undefined) return { id: 'groups-count', status: 'undecided', found: 'no count', wanted };
  return { id: 'groups-count', status: decided(groups === job.sizes.numKeys), found: `${groups}`, wanted };
}

/** Those that a driver begins with may be all that it gets; then they come anew for the second read. */
function executorsRise({ record }: Outcome): Check {
  const { 'first-read': first, 'second-read': second } = record.reads;
  const wanted = 'more executors during a read than before it, two at least in the first';
  const found = [first, second]
    .flatMap(({ executorsBefore, peak }) =>
      executorsBefore === undefined ? [] : `${executorsBefore}, then ${peak}`,
    )
    .join('; ');
  const rises = [first, second].some(({ executorsBefore, peak }) => peak > (executorsBefore ?? peak));
  const status = decided(first.peak >= 2 && rises);
  const isOver = second.groups !== undefined;
  return {
    id: 'executors-rise',
    status: status === 'failed' && !isOver ? 'undecided' : status,
    found: found || 'no read',
    wanted,
  };
}

function remoteFetches({ record, job }: Outcome): Check {
  const { fetchers, groups } = record.reads['first-read'];
  const hosts = new Set(fetchers.map(({ host }) => host));
  const blocks = fetchers.reduce((sum, one) => sum + one.blocks, 0);
  const found = `${blocks} blocks fetched by ${fetchers.length} executors on ${hosts.size} hosts`;
  const wanted = job.singleHost
    ? 'remote blocks fetched by two executors or more (--single-host)'
    : 'remote blocks fetched on two hosts or more';
  const passed = (job.singleHost ? fetchers.length : hosts.size) >= 2;
  if (!passed && groups === undefined) return { id: 'remote-fetches', status: 'undecided', found, wanted };
  return { id: 'remote-fetches', status: decided(passed), found, wanted };
}

function executorsFall({ record }: Outcome): Check {
  const least = Number(record.settings?.['spark.dynamicAllocation.minExecutors'] ?? 0);
  const { executorsBefore: left } = record.reads['second-read'];
  const { peak } = record.reads['first-read'];
  const wanted = `${least} executors after the first read, by their idle timeout`;
  if (left === undefined) {
    return { id: 'executors-fall', status: 'undecided', found: 'no second read', wanted };
  }
  const found = `${peak}, then ${left}`;
  return { id: 'executors-fall', status: decided(left <= least && left < peak), found, wanted };
}

function secondRead({ record, job }: Outcome): Check {
  const { groups, mapTasks, writers, writersGone, fetchers } = record.reads['second-read'];
  const wanted = `${job.sizes.numKeys} groups, read remotely from executors that are gone, nothing computed again`;
  if (groups === undefined) return { id: 'second-read', status: 'undecided', found: 'no count', wanted };
  const blocks = fetchers.reduce((sum, one) => sum + one.blocks, 0);
  const found = `${groups} groups, ${blocks} remote blocks, ${writersGone} of ${writers} writers gone, ${mapTasks} map tasks`;
  const passed = groups === job.sizes.numKeys && blocks > 0 && writersGone > 0 && mapTasks === 0;
  return { id: 'second-read', status: decided(passed), found, wanted };
}

function driverRegistered({ logs: { found: signs }, record }: Outcome): Check {
  const count = signs.find(({ sign }) => sign.id === 'driver-registered')?.count ?? 0;
  const wanted = 'the driver registered with the service of an agent';
  const found = `${count} registrations in its log`;
  const isOver = record.reads['first-read'].groups !== undefined;
  if (count === 0 && !isOver) return { id: 'driver-registered', status: 'undecided', found, wanted };
  return { id: 'driver-registered', status: decided(count > 0), found, wanted };
}

function jobEnd({ record, end }: Outcome): Check {
  const wanted = 'a driver that ends by itself, with 0';
  if (end.is === 'stopped') return { id: 'job', status: 'undecided', found: 'was stopped', wanted };
  if (end.is === 'out-of-time') {
    return { id: 'job', status: 'undecided', found: `not over after ${end.seconds} s`, wanted };
  }
  if (end.is === 'given-up') return { id: 'job', status: 'failed', found: end.because, wanted };
  const because = record.failure === undefined ? '' : `: ${record.failure.split('\n')[0]}`;
  const found = `${end.code === null ? 'ended by a signal' : `exit code ${end.code}`}${because}`;
  return { id: 'job', status: decided(end.code === 0 && record.ended), found, wanted };
}

function logs({ logs: { found, lines } }: Outcome): Check {
  const bad = found.filter(({ sign }) => sign.grade === 'bad').map(({ sign }) => sign.id);
  const text = bad.length === 0 ? `none in ${lines} lines` : bad.join(', ');
  return { id: 'logs', status: decided(bad.length === 0), found: text, wanted: 'no bad sign' };
}
