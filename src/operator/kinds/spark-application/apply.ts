import { problemText } from '../../../domain/core/problem';
import type { SparkApplicationManifest, SparkApplicationState } from '../../../manifest';
import { readDefaults } from '../../engine/defaults-reading';
import type { Applied, World } from '../../engine/kind';
import { writeOutcome } from '../../engine/write-outcome';
import type { JobAnswer } from '../../ports';
import { appOf, jobOf, type RunOf, submissionOf } from './definition';
import { fitProblems, identityOf } from './fit';
import { runLabels } from './identity';
import type { ApplicationAction, Stored } from './model';
import { marathonOf } from './place';
import { overtaken, remember } from './state';

const DONE: Applied = { is: 'done' };

export async function apply(
  action: ApplicationAction,
  manifest: SparkApplicationManifest,
  world: World,
): Promise<Applied> {
  if (isRunAction(action)) return applyToRun(action, manifest.metadata.name, world);
  return start(action, manifest, world);
}

type Noting = Extract<ApplicationAction, { etag: string | undefined }>;

/** What needs no manifest. */
export type RunAction = Exclude<ApplicationAction, Noting> | (Omit<Noting, 'do'> & { readonly do: 'note' });

export function isRunAction(action: ApplicationAction): action is RunAction & ApplicationAction {
  return action.do !== 'start-run';
}

export async function applyToRun(action: RunAction, name: string, world: World): Promise<Applied> {
  switch (action.do) {
    case 'note':
      return note(name, action, world);
    case 'stop-run':
      return stop(action.state, world);
    case 'remove-place':
      return removePlace(action.state, world);
    case 'teardown-framework': {
      const answer = await world.mesos.teardown(action.frameworkId);
      if (answer.is !== 'refused') return DONE;
      return { is: 'wait', because: `Mesos answered ${answer.status} to a teardown: ${answer.message}` };
    }
  }
}

type Written = Pick<Noting, 'next' | 'etag'>;

async function note(name: string, written: Written, world: World): Promise<Applied> {
  const etag = await remember(world.store, name, written);
  return etag !== undefined ? DONE : { is: 'wait', because: overtaken(name) };
}

/** The note, the request, the answer: who ends in between leaves a note that says so. */
async function start(written: Written, manifest: SparkApplicationManifest, world: World): Promise<Applied> {
  const { next } = written;
  const { name } = manifest.metadata;
  const { sparkDefaults } = manifest.spec;
  const defaults = sparkDefaults === undefined ? undefined : await readDefaults(world.store, sparkDefaults);
  if (sparkDefaults !== undefined && !defaults) {
    return { is: 'wait', because: `nothing is published under ${sparkDefaults}` };
  }
  const run = { name, labels: runLabels(name, next), ...identityOf(defaults) };
  // Something else may be published by now. Before anything is noted: a note without an answer holds everything.
  const problems = fitProblems(manifest, defaults);
  if (problems.length > 0) return { is: 'wait', because: problems.map(problemText).join('; ') };
  const asked = { ...next, ...(defaults?.use ? { use: defaults.use } : {}) };
  const etag = await remember(world.store, name, { etag: written.etag, next: asked });
  if (etag === undefined) return { is: 'wait', because: overtaken(name) };
  const stored = { etag, value: asked };
  switch (next.runsOn) {
    case 'Marathon':
      return startApp({ manifest, run, stored, world });
    case 'Metronome':
      return startJob({ manifest, run, stored, world });
    case 'Dispatcher':
      return submit({ manifest, run, stored, world });
  }
}

interface Starting {
  readonly manifest: SparkApplicationManifest;
  readonly run: RunOf;
  readonly stored: Stored;
  readonly world: World;
}

async function startApp({ manifest, run, stored, world }: Starting): Promise<Applied> {
  const { value } = stored;
  if (!value) return DONE;
  const answer = await marathonOf(value, world).create(appOf(manifest, run, value));
  if (answer.is === 'refused' && (answer.status === 400 || answer.status === 422)) {
    return { is: 'refused', because: `Marathon answered ${answer.status}: ${answer.message}` };
  }
  if (answer.is !== 'accepted') return writeOutcome(answer);
  return answered(stored, { created: true }, { manifest, world });
}

async function startJob({ manifest, run, stored, world }: Starting): Promise<Applied> {
  const { value } = stored;
  if (!value) return DONE;
  const made = await world.metronome().create(jobOf(manifest, run, value));
  // One that is there already was made by a start that was interrupted: the look has seen whose it is.
  if (made.is !== 'accepted' && made.is !== 'conflict') return jobOutcome(made);
  const started = await world.metronome().run(value.place);
  if (started.is !== 'started') return jobOutcome(started);
  return answered(stored, { created: true, runId: started.runId }, { manifest, world });
}

async function submit({ manifest, run, stored, world }: Starting): Promise<Applied> {
  const { value } = stored;
  if (!value) return DONE;
  const request = submissionOf(manifest, run);
  const answer = await world.dispatcherAt(value.address ?? '').submit(request);
  if (answer.is === 'submitted') {
    return answered(stored, { runId: answer.submissionId }, { manifest, world });
  }
  // It was not taken: that is as good as never sent.
  await answered(stored, {}, { manifest, world });
  if (answer.is === 'busy')
    return { is: 'wait', because: `the dispatcher takes none now: ${answer.message}` };
  return { is: 'refused', because: `the dispatcher answered ${answer.status}: ${answer.message}` };
}

async function answered(
  { value, etag }: Stored,
  news: Partial<SparkApplicationState>,
  { manifest, world }: Pick<Starting, 'manifest' | 'world'>,
): Promise<Applied> {
  if (!value) return DONE;
  const { asked: _, ...rest } = value;
  const { name } = manifest.metadata;
  const stored = await remember(world.store, name, { etag, next: { ...rest, ...news } });
  return stored !== undefined ? DONE : { is: 'wait', because: overtaken(name) };
}

function jobOutcome(answer: JobAnswer): Applied {
  if (answer.is === 'accepted') return DONE;
  if (answer.is === 'refused' && (answer.status === 400 || answer.status === 422)) {
    return { is: 'refused', because: `Metronome answered ${answer.status}: ${answer.message}` };
  }
  return { is: 'wait', because: `Metronome answered: ${answer.message}` };
}

async function stop(run: SparkApplicationState, world: World): Promise<Applied> {
  switch (run.runsOn) {
    case 'Marathon':
      return removeApp(run, world);
    case 'Metronome': {
      if (run.runId === undefined) return DONE;
      const answer = await world.metronome().stopRun(run.place, run.runId);
      return answer.is === 'absent' ? DONE : jobOutcome(answer);
    }
    case 'Dispatcher': {
      if (run.runId === undefined) return DONE;
      const answer = await world.dispatcherAt(run.address ?? '').kill(run.runId);
      // It runs until Mesos says that it has ended; asking once more does no harm.
      return answer.is === 'killing' ? DONE : { is: 'wait', because: answer.message };
    }
  }
}

async function removePlace(run: SparkApplicationState, world: World): Promise<Applied> {
  if (run.runsOn === 'Marathon') return removeApp(run, world);
  const answer = await world.metronome().remove(run.place, false);
  return answer.is === 'absent' ? DONE : jobOutcome(answer);
}

/** Its own deployment, such as one that waits for an offer, would keep it: that one is stopped first. */
async function removeApp(run: SparkApplicationState, world: World): Promise<Applied> {
  const marathon = marathonOf(run, world);
  const answer = await marathon.remove(run.place);
  if (answer.is === 'refused' && answer.status === 404) return DONE;
  if (answer.is !== 'locked') return writeOutcome(answer);
  const ours = (await marathon.deployments()).find(
    ({ id, apps }) => answer.deployments.includes(id) && apps.length === 1 && apps[0] === run.place,
  );
  return writeOutcome(ours ? await marathon.stop(ours.id) : answer);
}
