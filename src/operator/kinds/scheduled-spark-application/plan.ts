import type { ScheduledSparkApplicationManifest, ScheduledSparkApplicationState } from '../../../manifest';
import type { Observed, ScheduleAction } from './model';

/** Runs go on as they began, whatever becomes of their job: to send it anew ends nothing. */
export function plan(_: ScheduledSparkApplicationManifest, o: Observed): readonly ScheduleAction[] {
  const { wanted, job, stored } = o;
  const etag = stored?.etag;
  const state = stored?.value ?? { former: [] };
  const use = typeof o.defaults === 'object' ? o.defaults.use : undefined;
  const announced = { ...state, ...(use ? { next: use } : {}) };
  if (wanted && !job) {
    return [{ do: 'create-job', job: wanted, state: announced, etag, because: 'Metronome has no such job' }];
  }
  if (!job || !o.isOurs) return [];
  if (wanted && !o.asWanted && !o.asSent) {
    const because = 'the job is not what the manifest and the published defaults say';
    return [{ do: 'replace-job', job: wanted, state: announced, etag, because }];
  }
  const active = new Set(job.activeRuns.map(({ id }) => id));
  const former = state.former.filter(({ runs }) => runs.some((id) => active.has(id)));
  if (former.length === state.former.length) return [];
  const next: ScheduledSparkApplicationState = { ...state, former };
  return [{ do: 'note-runs', state: next, etag, because: 'runs that used another shuffle service are over' }];
}
