import type { ConditionState, KindStatus } from '../../../manifest';
import {
  type Action,
  type Applied,
  type Judgement,
  type Subject,
  subjectOf,
  type World,
} from '../../engine/kind';
import type { MetronomeJob } from '../../ports';
import { outcomeOf } from './apply';
import { scheduleStatus } from './judge';
import { type Stored, say } from './model';
import { isOurs } from './observe';
import { overtaken, readState, remember, usesOf } from './state';

/** What is left of a manifest that is gone. */
interface Left {
  readonly stored?: Stored;
  /** The job, if it is there and ours. */
  readonly job?: MetronomeJob;
  /** Frameworks of drivers that were ended with it; undefined while Mesos does not tell. */
  readonly frameworks: readonly string[] | undefined;
}

type RemovalAction =
  | ({ readonly do: 'note-drivers'; readonly drivers: readonly string[] } & Action)
  | ({ readonly do: 'remove-job' } & Action)
  | ({ readonly do: 'teardown-framework'; readonly frameworkId: string } & Action);

/**
 * `Drain`: the job is removed, its runs are stopped and their frameworks ended. `Retain`: it goes on by its schedule,
 * and so long the shuffle service that it uses is told to be in use.
 */
export function removal(name: string, status: KindStatus): Subject {
  const drains = status.deletionPolicy === 'Drain';
  return subjectOf<Left, RemovalAction>({
    paused: false,
    observe: (world) => observe(name, world),
    plan: (left) => (drains ? planRemoval(left) : []),
    judge: (left) => judgeRemoval(left, drains),
    apply: (action, world) => apply(action, name, world),
  });
}

async function observe(name: string, world: World): Promise<Left> {
  const stored = await readState(world.store, name);
  const job = await world.metronome().job(name);
  return {
    frameworks: await frameworksOf(stored?.value.drivers ?? [], world),
    ...(stored ? { stored } : {}),
    ...(job && isOurs(name, job) ? { job } : {}),
  };
}

/** A driver's framework is called as its task, with a number behind it. */
async function frameworksOf(
  drivers: readonly string[],
  { mesos }: World,
): Promise<readonly string[] | undefined> {
  if (drivers.length === 0) return [];
  const all = await mesos.frameworks();
  if (all.is === 'unknown') return undefined;
  return all.frameworks
    .map(({ id }) => id)
    .filter((id) => drivers.some((driver) => id === driver || id.startsWith(`${driver}-`)));
}

const driversOf = (job: MetronomeJob) =>
  job.activeRuns.flatMap(({ tasks }) => tasks.map(({ id }) => id)).sort();

export function planRemoval({ stored, job, frameworks }: Left): readonly RemovalAction[] {
  const because = 'its manifest is gone, and said deletionPolicy "Drain"';
  if (job) {
    const known = stored?.value.drivers ?? [];
    const drivers = [...new Set([...known, ...driversOf(job)])].sort();
    if (drivers.length > known.length) return [{ do: 'note-drivers', drivers, because }];
    return [{ do: 'remove-job', because }];
  }
  return (frameworks ?? []).map((frameworkId) => ({ do: 'teardown-framework', frameworkId, because }));
}

async function apply(action: RemovalAction, name: string, world: World): Promise<Applied> {
  switch (action.do) {
    case 'note-drivers': {
      const stored = await readState(world.store, name);
      const next = { ...(stored?.value ?? { former: [] }), drivers: [...action.drivers] };
      const etag = await remember(world.store, name, { etag: stored?.etag, next });
      return etag === undefined ? { is: 'wait', because: overtaken(name) } : { is: 'done' };
    }
    case 'remove-job':
      return outcomeOf(await world.metronome().remove(name, true));
    case 'teardown-framework': {
      const answer = await world.mesos.teardown(action.frameworkId);
      if (answer.is !== 'refused') return { is: 'done' };
      return { is: 'wait', because: `Mesos answered ${answer.status} to a teardown: ${answer.message}` };
    }
  }
}

export function judgeRemoval(left: Left, drains: boolean): Judgement {
  const removed = removedCondition(left, drains);
  const uses = usesOf(left.job ? left.stored?.value : undefined);
  return {
    conditions: [removed],
    summary: `the manifest is gone: ${removed.message}`,
    // For the next look.
    status: {
      deletionPolicy: drains ? 'Drain' : 'Retain',
      ...(left.job ? { schedule: scheduleStatus(left.job) } : {}),
      ...(uses.length > 0 ? { uses: [...uses] } : {}),
    },
  };
}

function removedCondition({ job, frameworks }: Left, drains: boolean): ConditionState {
  const tell = (status: 'True' | 'False', reason: string, message: string) =>
    say('Removed', status, reason, message);
  if (job && !drains)
    return tell('False', 'GoesOn', `job ${job.id} goes on by its schedule; that is watched`);
  if (job) return tell('False', 'Removing', `job ${job.id} is to end, with its runs`);
  if (frameworks === undefined) {
    return tell('False', 'MesosUnknown', 'whether a framework of it is left, Mesos does not tell');
  }
  if (frameworks.length > 0 && drains)
    return tell('False', 'Removing', `framework ${frameworks.join(', ')} is to end`);
  return tell('True', 'Removed', 'there is no such job any more');
}
