import type { SparkApplicationManifest, SparkApplicationState } from '../../../manifest';
import { placeOf } from './identity';
import type { ApplicationAction, Leftovers, Observed, RunSight } from './model';
import { isSame, placeIn, withCredentials } from './place';

/** Where the manifest says nothing. */
export const RETRIES = 3;
export const RETRY_INTERVAL_SECONDS = 60;

/**
 * What is to be written. A start is noted before it is asked for, and a run of which nobody knows whether it is there
 * holds everything: nothing is ever started twice on a guess.
 */
export function plan(manifest: SparkApplicationManifest, o: Observed): readonly ApplicationAction[] {
  const { stored } = o;
  if (!stored) return startOf(manifest, o, { attempt: 1, failures: 0, because: 'it has not run yet' });
  const run = stored.value;
  if (!run) return [];
  const known = withCredentials(run, manifest);
  if (!run.cleared && !isSame(run, known)) {
    const because = `the manifest names other credentials for ${run.address}`;
    return [{ do: 'note', next: known, because, etag: stored.etag }];
  }
  if (run.ended) return afterEnd(manifest, o, run);
  return o.sight ? whileItRuns(manifest, o, { run, sight: o.sight }) : [];
}

interface Start {
  readonly attempt: number;
  readonly failures: number;
  readonly because: string;
}

function startOf(
  manifest: SparkApplicationManifest,
  o: Observed,
  start: Start,
): readonly ApplicationAction[] {
  const { defaults, generation, now } = o;
  if (defaults === 'missing' || o.contradictions.length > 0) return [];
  const { spec, metadata } = manifest;
  const { attempt, failures, because } = start;
  const next: SparkApplicationState = {
    ...{ generation, attempt, failures, runsOn: spec.runsOn, askedAt: now },
    restarts: spec.restartPolicy.type === 'Always',
    place: placeOf(metadata.name, spec.runsOn, { generation, attempt }),
    asked: true,
    ...placeIn(manifest),
    ...(defaults?.use ? { use: defaults.use } : {}),
  };
  return [{ do: 'start-run', next, because, etag: o.stored?.etag }];
}

/** Whether the run is of another spec, and is to make room for it. None ends for one that would not be started. */
export function isOutdated(manifest: SparkApplicationManifest, o: Observed): boolean {
  const run = o.stored?.value;
  if (run === undefined || o.contradictions.length > 0) return false;
  return run.generation !== o.generation && manifest.spec.onChange === 'Restart';
}

/** Whether it would be started, or make room for a start, were it not for what is published. */
export function isHeldBack(manifest: SparkApplicationManifest, o: Observed): boolean {
  if (o.contradictions.length === 0) return false;
  const free = { ...o, contradictions: [] };
  return isOutdated(manifest, free) || plan(manifest, free).some((one) => one.do === 'start-run');
}

interface Present {
  readonly run: SparkApplicationState;
  readonly sight: RunSight;
}

function whileItRuns(
  manifest: SparkApplicationManifest,
  o: Observed,
  { run, sight }: Present,
): readonly ApplicationAction[] {
  const noted = { run, etag: o.stored?.etag };
  switch (sight.is) {
    case 'unknown':
    case 'foreign':
      return [];
    case 'absent':
      return absent(manifest, o, run);
    case 'ended':
      return [endNote(noted, sight, o.now)];
    case 'waiting':
    case 'running':
      // What we have begun to end is ended: whether it was asked for already nobody knows.
      return isOutdated(manifest, o) || run.stopping !== undefined
        ? stop(noted, sight, run.stopping ?? 'the manifest has changed, and onChange is "Restart"')
        : newsNote(noted, sight);
  }
}

/** Nothing of it has ever been there: it is asked for again, as the manifest says it now. */
function absent(
  manifest: SparkApplicationManifest,
  o: Observed,
  run: SparkApplicationState,
): readonly ApplicationAction[] {
  const { failures } = run;
  const isSame = run.generation === o.generation;
  if (!isSame && manifest.spec.onChange === 'Hold') return [];
  const attempt = isSame ? run.attempt : run.attempt + 1;
  return startOf(manifest, o, { attempt, failures: isSame ? failures : 0, because: 'it was never started' });
}

/** First the note, so that an end that we have asked for is never taken for a failure. */
export function stop(
  { run, etag }: Noted,
  sight: Extract<RunSight, { is: 'waiting' | 'running' }>,
  because: string,
): readonly ApplicationAction[] {
  const known = { ...run, ...(sight.runId === undefined ? {} : { runId: sight.runId }) };
  if (run.stopping === undefined || known.runId !== run.runId) {
    const driver = sight.is === 'running' ? { driver: sight.driver } : {};
    return [{ do: 'note', next: { ...known, ...driver, stopping: because }, because, etag }];
  }
  return [{ do: 'stop-run', state: run, because }];
}

/** A run, and the note of it that is to be replaced. */
export interface Noted {
  readonly run: SparkApplicationState;
  readonly etag: string | undefined;
}

export function endNote(
  { run, etag }: Noted,
  { outcome, because, driver, runId }: Extract<RunSight, { is: 'ended' }>,
  at: string,
): ApplicationAction {
  const { asked: _, ...rest } = run;
  const known = { ...run.driver, ...driver };
  const next: SparkApplicationState = {
    ...rest,
    ...(runId === undefined ? {} : { runId }),
    ...(known.taskId === undefined ? {} : { driver: { ...known, taskId: known.taskId } }),
    ended: { outcome, at, because },
  };
  return { do: 'note', next, because, etag };
}

/** What a look has shown for the first time. */
function newsNote(
  { run, etag }: Noted,
  sight: Extract<RunSight, { is: 'waiting' | 'running' }>,
): readonly ApplicationAction[] {
  const driver = sight.is === 'running' ? sight.driver : run.driver;
  const { asked: _, ...rest } = run;
  const next: SparkApplicationState = {
    ...rest,
    ...(run.runsOn === 'Dispatcher' ? {} : { created: true }),
    ...(sight.runId === undefined ? {} : { runId: sight.runId }),
    ...(driver ? { driver } : {}),
  };
  if (isSame(next, run)) return [];
  const because = sight.is === 'running' ? `its driver is task ${sight.driver.taskId}` : sight.because;
  return [{ do: 'note', next, because, etag }];
}

function afterEnd(
  manifest: SparkApplicationManifest,
  o: Observed,
  run: SparkApplicationState,
): readonly ApplicationAction[] {
  const outdated = isOutdated(manifest, o);
  if (o.left) {
    const { timeToLiveSeconds } = manifest.spec;
    const isOver = outdated || secondsSince(o, run) >= (timeToLiveSeconds ?? Number.POSITIVE_INFINITY);
    const clearing = clear({ run, etag: o.stored?.etag }, o.left, isOver);
    if (clearing.length > 0 || !isCleared(run, o.left)) return clearing;
  }
  if (outdated) {
    const attempt = run.attempt + 1;
    return startOf(manifest, o, { attempt, failures: 0, because: 'the manifest has changed' });
  }
  if (run.generation === o.generation && run.ended?.outcome === 'Killed' && run.stopping !== undefined) {
    const because = 'it was ended for a change that has been taken back';
    return startOf(manifest, o, { attempt: run.attempt + 1, failures: run.failures, because });
  }
  if (!mayRetry(manifest, o, run) || secondsSince(o, run) < intervalOf(manifest)) return [];
  const failures = run.failures + 1;
  const because = `start ${run.attempt} has failed; it is retry ${failures} of ${retriesOf(manifest)}`;
  return startOf(manifest, o, { attempt: run.attempt + 1, failures, because });
}

/** What keeps a place: an app of Marathon never, for it would start again; a job until its time is over. */
export function clear({ run, etag }: Noted, left: Leftovers, isOver: boolean): readonly ApplicationAction[] {
  if (left.place && (run.runsOn === 'Marathon' || isOver)) {
    return [{ do: 'remove-place', state: run, because: `${run.place} has done its work` }];
  }
  const teardowns = (left.frameworks ?? []).map((frameworkId): ApplicationAction => {
    return { do: 'teardown-framework', frameworkId, because: `its driver ${run.driver?.taskId} has ended` };
  });
  if (teardowns.length > 0) return teardowns;
  if (left.place || left.frameworks === undefined) return [];
  return [{ do: 'note', next: { ...run, cleared: true }, because: 'nothing of it is left', etag }];
}

/** Far enough for another run: a job that waits for its time is in nobody's way. */
function isCleared(run: SparkApplicationState, left: Leftovers): boolean {
  return left.frameworks?.length === 0 && !(left.place && run.runsOn === 'Marathon');
}

function secondsSince({ now }: Observed, { ended }: SparkApplicationState): number {
  return ended ? (Date.parse(now) - Date.parse(ended.at)) / 1000 : 0;
}

const retriesOf = ({ spec }: SparkApplicationManifest) => spec.restartPolicy.onFailureRetries ?? RETRIES;

const intervalOf = ({ spec }: SparkApplicationManifest) =>
  spec.restartPolicy.onFailureRetryInterval ?? RETRY_INTERVAL_SECONDS;

/** Metronome and the dispatcher start again by themselves; on Marathon the operator counts. */
export function mayRetry(
  manifest: SparkApplicationManifest,
  o: Observed,
  run: SparkApplicationState,
): boolean {
  return (
    run.ended?.outcome === 'Failed' &&
    run.runsOn === 'Marathon' &&
    run.generation === o.generation &&
    manifest.spec.restartPolicy.type === 'OnFailure' &&
    run.failures < retriesOf(manifest)
  );
}
