import type { ScheduledSparkApplicationManifest, ScheduledSparkApplicationState } from '../../../manifest';
import type { Applied, World } from '../../engine/kind';
import type { JobAnswer } from '../../ports';
import type { ScheduleAction } from './model';
import { hashOf } from './observe';
import { overtaken, remember } from './state';

const DONE: Applied = { is: 'done' };

export async function apply(
  action: ScheduleAction,
  { metadata: { name } }: ScheduledSparkApplicationManifest,
  world: World,
): Promise<Applied> {
  const etag = await remember(world.store, name, { etag: action.etag, next: action.state });
  if (etag === undefined) return { is: 'wait', because: overtaken(name) };
  if (action.do === 'note-runs') return DONE;
  const metronome = world.metronome();
  const answer =
    action.do === 'create-job' ? await metronome.create(action.job) : await metronome.replace(action.job);
  if (answer.is !== 'accepted') return outcomeOf(answer);
  return written(action, name, { world, etag });
}

/**
 * What Metronome made of it is read back at once, so that it is not sent again for that. A run that is there by then
 * may have begun with the job before it.
 */
async function written(
  action: Extract<ScheduleAction, { do: 'create-job' | 'replace-job' }>,
  name: string,
  { world, etag }: { readonly world: World; readonly etag: string },
): Promise<Applied> {
  const job = await world.metronome().job(name);
  const { next: use, use: before, found: _, ...rest } = action.state;
  const runs = job?.activeRuns.map(({ id }) => id) ?? [];
  const former =
    before && runs.length > 0 ? [...action.state.former, { use: before, runs }] : action.state.former;
  const next: ScheduledSparkApplicationState = {
    ...rest,
    former,
    sent: hashOf(action.job, world.sha256),
    ...(use ? { use } : {}),
    ...(job ? { found: hashOf(job.definition, world.sha256) } : {}),
  };
  const stored = await remember(world.store, name, { etag, next });
  return stored === undefined ? { is: 'wait', because: overtaken(name) } : DONE;
}

export function outcomeOf(answer: JobAnswer): Applied {
  switch (answer.is) {
    case 'accepted':
    // Somebody was faster, or it was ourselves: the next look sees whose it is.
    case 'conflict':
    case 'absent':
      return DONE;
    case 'refused': {
      const because = `Metronome answered ${answer.status}: ${answer.message}`;
      const isWrong = answer.status === 400 || answer.status === 422;
      return isWrong ? { is: 'refused', because } : { is: 'wait', because };
    }
  }
}
