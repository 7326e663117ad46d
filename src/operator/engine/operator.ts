import type { Clock, Log } from '../ports';
import { type Leadership, NotLeadingError } from './leadership';
import type { Passes } from './pass';
import type { Report } from './reconcile';
import type { Timing } from './timing';

export interface OperatorProps {
  readonly passes: Passes;
  readonly leadership: Leadership;
  readonly clock: Clock;
  readonly log: Log;
  readonly timing: Timing;
}

/**
 * Works until `stop` is aborted, by polling alone: whoever leads makes a pass every interval, everybody else
 * waits for the lease. A pass that is under way when `stop` comes is finished, then the lease is given up.
 */
export async function runForever(props: OperatorProps, stop: AbortSignal): Promise<void> {
  await quietly(props, () => props.leadership.step());
  const heart = keepLease(props, stop);
  while (!stop.aborted) {
    if (props.leadership.leads) await onePass(props);
    const pause = props.leadership.leads ? props.timing.interval : props.timing.renewal;
    if (!stop.aborted) await props.clock.sleep(pause, stop);
  }
  await heart;
  await quietly(props, () => props.leadership.giveUp());
}

/**
 * Takes the lease, makes passes until nothing more is to be written, and gives the lease up.
 * @returns the last report of every manifest, or undefined where another operator leads and goes on leading
 */
export async function runOnce(props: OperatorProps): Promise<readonly Report[] | undefined> {
  if (!(await waitForLease(props))) return undefined;
  const stop = new AbortController();
  const heart = keepLease(props, stop.signal);
  try {
    return await passesUntilQuiet(props.passes);
  } finally {
    stop.abort();
    await heart;
    await quietly(props, () => props.leadership.giveUp());
  }
}

/** A manifest may wait for what another one's pass has written; so passes go on while they write. */
async function passesUntilQuiet(passes: Passes): Promise<readonly Report[]> {
  const last = new Map<string, Report>();
  for (let writes = 1, round = 0; writes > 0 && round < 10; round++) {
    const reports = await passes.run();
    for (const report of reports) {
      const key = `${report.kind}/${report.name}`;
      last.set(key, { ...report, did: [...(last.get(key)?.did ?? []), ...report.did] });
    }
    writes = reports.reduce((sum, { did }) => sum + did.length, 0);
  }
  return [...last.values()];
}

async function waitForLease(props: OperatorProps): Promise<boolean> {
  const { timing, clock, leadership } = props;
  const end =
    clock.elapsedMillis() + timing.lease.toMillis() + timing.request.toMillis() + timing.renewal.toMillis();
  for (;;) {
    await leadership.step();
    if (leadership.leads) return true;
    if (clock.elapsedMillis() >= end) return false;
    await clock.sleep(timing.renewal);
  }
}

/** Renews or seeks the lease beside the passes, so that a long pass does not lose it. */
async function keepLease(props: OperatorProps, stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    await props.clock.sleep(props.timing.renewal, stop);
    if (!stop.aborted) await quietly(props, () => props.leadership.step());
  }
}

async function onePass(props: OperatorProps): Promise<void> {
  try {
    await props.passes.run();
  } catch (error) {
    const level = error instanceof NotLeadingError ? 'warn' : 'error';
    props.log.event(level, 'pass', { because: error instanceof Error ? error.message : String(error) });
  }
}

async function quietly(props: OperatorProps, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    props.log.event('warn', 'lease', { because: error instanceof Error ? error.message : String(error) });
  }
}
