import {
  RUN_LABEL,
  type SparkApplicationManifest,
  type SparkApplicationState,
  SUBMISSION_ANNOTATION,
} from '../../../manifest';
import { readDefaults } from '../../engine/defaults-reading';
import type { World } from '../../engine/kind';
import { fitProblems } from './fit';
import { generationOf, runLabel } from './identity';
import { driverOf, lookAtSubmission } from './look-dispatcher';
import { lookAtApp } from './look-marathon';
import { lookAtJob } from './look-metronome';
import type { Leftovers, Observed, RunSight } from './model';
import { marathonOf, withCredentials } from './place';
import { readState } from './state';

export async function observe(manifest: SparkApplicationManifest, world: World): Promise<Observed> {
  const { name, annotations } = manifest.metadata;
  const { sparkDefaults } = manifest.spec;
  const stored = await readState(world.store, name);
  const found = sparkDefaults === undefined ? undefined : await readDefaults(world.store, sparkDefaults);
  const word = annotations?.[SUBMISSION_ANNOTATION];
  const run = stored?.value;
  const isMissing = sparkDefaults !== undefined && found === undefined;
  return {
    now: world.clock.now().toISOString(),
    generation: generationOf(manifest, world.sha256),
    defaults: isMissing ? 'missing' : found,
    contradictions: isMissing ? [] : fitProblems(manifest, found),
    ...(stored ? { stored } : {}),
    ...(await lookAtRun(name, run && withCredentials(run, manifest), { world, word })),
  };
}

/** What is known of the remembered run, or is left of it. */
export async function lookAtRun(
  name: string,
  run: SparkApplicationState | undefined,
  { world, word }: { readonly world: World; readonly word: string | undefined },
): Promise<Pick<Observed, 'sight' | 'left'>> {
  if (!run || run.cleared) return {};
  if (run.ended) return { left: await leftOf(name, run, world) };
  const sight = await sightOf(name, run, { world, word });
  return { sight: await whereItRuns(name, run, { sight, world }) };
}

async function sightOf(
  name: string,
  run: SparkApplicationState,
  { world, word }: { readonly world: World; readonly word: string | undefined },
): Promise<RunSight> {
  const label = runLabel(name, run);
  switch (run.runsOn) {
    case 'Marathon':
      return lookAtApp(run, label, await marathonOf(run, world).app(run.place));
    case 'Metronome': {
      const now = world.clock.now().toISOString();
      return lookAtJob(run, label, { job: await world.metronome().job(run.place), now });
    }
    case 'Dispatcher': {
      const dispatcher = world.dispatcherAt(run.address ?? '');
      return lookAtSubmission(run, { dispatcher, mesos: world.mesos, label, word });
    }
  }
}

/** Metronome does not say on which agent a task is, and nobody whose framework's it is: that is asked once. */
async function whereItRuns(
  name: string,
  run: SparkApplicationState,
  { sight, world }: { readonly sight: RunSight; readonly world: World },
): Promise<RunSight> {
  if (sight.is !== 'running') return sight;
  const { taskId } = sight.driver;
  if (run.driver?.taskId === taskId && run.driver.taskFramework !== undefined) {
    return { ...sight, driver: run.driver };
  }
  if (run.runsOn === 'Marathon') {
    const { frameworkId } = await marathonOf(run, world).info();
    return frameworkId ? { ...sight, driver: { ...sight.driver, taskFramework: frameworkId } } : sight;
  }
  const tasks = await world.mesos.tasks(RUN_LABEL);
  const found = tasks.is === 'known' ? tasks.tasks.find(({ id }) => id === taskId) : undefined;
  if (!found || found.labels[RUN_LABEL] !== runLabel(name, run)) return sight;
  const driver = driverOf(found);
  return { ...sight, driver: run.runsOn === 'Metronome' ? { ...driver, framework: taskId } : driver };
}

async function leftOf(name: string, run: SparkApplicationState, world: World): Promise<Leftovers> {
  const framework = run.driver?.framework;
  return {
    place: await placeIsThere(name, run, world),
    frameworks: framework === undefined ? [] : await frameworksOf(framework, world),
  };
}

async function placeIsThere(name: string, run: SparkApplicationState, world: World): Promise<boolean> {
  const label = runLabel(name, run);
  switch (run.runsOn) {
    case 'Marathon': {
      const app = await marathonOf(run, world).app(run.place);
      const labels = app?.definition['labels'] as Readonly<Record<string, unknown>> | undefined;
      return labels?.[RUN_LABEL] === label;
    }
    case 'Metronome':
      return (await world.metronome().job(run.place))?.labels[RUN_LABEL] === label;
    case 'Dispatcher':
      return false;
  }
}

/** Spark puts a number behind the id that it was given, or nothing: no other framework begins so. */
async function frameworksOf(begin: string, { mesos }: World): Promise<readonly string[] | undefined> {
  const all = await mesos.frameworks();
  if (all.is === 'unknown') return undefined;
  return all.frameworks.map(({ id }) => id).filter((id) => id === begin || id.startsWith(`${begin}-`));
}
