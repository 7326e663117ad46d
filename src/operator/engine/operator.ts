import type { Clock, Log, Wakes } from '../ports';
import type { Board } from './board';
import type { Cause } from './cause';
import { type Leadership, NotLeadingError } from './leadership';
import type { Passes, PassOptions } from './pass';
import type { Report } from './report';
import { Schedule } from './schedule';
import type { Timing } from './timing';

export interface OperatorProps {
  readonly passes: Passes;
  readonly leadership: Leadership;
  readonly clock: Clock;
  readonly log: Log;
  readonly timing: Timing;
  /** What tells of changes, so that nobody waits for the interval. @default none: polling alone */
  readonly wakes?: readonly Wakes[];
  /** Called after each pass, and again and again while somebody else leads: there may be nothing to do for a while. */
  readonly rest?: () => void;
  /** Sees what is done; the same that the passes have. @default - nobody watches */
  readonly board?: Board;
}

/**
 * Works until `stop` is aborted. Whoever leads makes a pass every interval, soon after the world has changed, and
 * for keys whose own time has come; everybody else waits for the lead. When `stop` comes the key in work is
 * finished, no other one is begun, and the lead is given up.
 */
export async function runForever(props: OperatorProps, stop: AbortSignal): Promise<void> {
  const schedule = new Schedule(props.clock, props.timing);
  stop.addEventListener('abort', () => schedule.interrupt(), { once: true });
  await seekLead(props);
  // The lead is kept until the key in work is finished.
  const over = new AbortController();
  const heart = keepLead(props, over.signal);
  const listening = listen(props, schedule, stop);
  while (!stop.aborted) await oneRound(props, schedule, stop);
  over.abort();
  await Promise.all([heart, listening]);
  await quietly(props, 'lease', () => props.leadership.giveUp());
}

async function oneRound(props: OperatorProps, schedule: Schedule, stop: AbortSignal): Promise<void> {
  const { leadership, passes, board } = props;
  board?.round(leadership);
  if (!leadership.leads) {
    props.rest?.();
    return schedule.standBy();
  }
  const cause = schedule.due(passes.nextAt);
  if (!cause) return schedule.untilDue(passes.nextAt);
  if (!(await onePass(props, cause, { stop, woken: schedule.isWoken, arrived: schedule.takeArrived })))
    schedule.failed();
  props.rest?.();
}

/** @returns false where it failed as a whole, not only for some key */
async function onePass(props: OperatorProps, cause: Cause, options: PassOptions): Promise<boolean> {
  const { leadership, passes, board } = props;
  try {
    if (!(await leadership.confirm())) return true;
    board?.passBegan(cause);
    const reports = await passes.run(cause, options);
    board?.passEnded(reports);
    return true;
  } catch (error) {
    board?.passEnded(messageOf(error));
    const level = error instanceof NotLeadingError ? 'warn' : 'error';
    props.log.event(level, 'pass', { because: messageOf(error) });
    return false;
  }
}

async function listen(props: OperatorProps, schedule: Schedule, stop: AbortSignal): Promise<void> {
  const wake = (because: string, arrived?: string) => {
    props.log.event('debug', 'wake', { because });
    props.board?.woken(because);
    schedule.ring(arrived);
  };
  await Promise.all(
    (props.wakes ?? []).map((wakes) => quietly(props, 'wake', () => wakes.listen(wake, stop))),
  );
}

/**
 * Takes the lead, makes passes until nothing more is to be written, and gives it up.
 * @returns the last report of every manifest, or undefined where another operator leads and goes on leading
 */
export async function runOnce(props: OperatorProps): Promise<readonly Report[] | undefined> {
  if (!(await waitForLead(props))) return undefined;
  const stop = new AbortController();
  const heart = keepLead(props, stop.signal);
  try {
    return await passesUntilQuiet(props.passes);
  } finally {
    stop.abort();
    await heart;
    await quietly(props, 'lease', () => props.leadership.giveUp());
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

async function waitForLead(props: OperatorProps): Promise<boolean> {
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

/** Seeks or keeps the lead beside the passes, so that a long pass does not lose it. */
async function keepLead(props: OperatorProps, stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    await props.clock.sleep(props.timing.renewal, stop);
    if (!stop.aborted) await seekLead(props);
  }
}

async function seekLead({ leadership, board, log }: OperatorProps): Promise<void> {
  let wrong: string | undefined;
  try {
    await leadership.step();
  } catch (error) {
    wrong = messageOf(error);
    log.event('warn', 'lease', { because: wrong });
  }
  board?.soughtLead(leadership, wrong);
}

async function quietly(props: OperatorProps, what: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    props.log.event('warn', what, { because: messageOf(error) });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
