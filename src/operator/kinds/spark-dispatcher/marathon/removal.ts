import type { ConditionState, KindStatus } from '../../../../manifest';
import {
  type Action,
  type Applied,
  type Judgement,
  type Subject,
  subjectOf,
  type World,
} from '../../../engine/kind';
import { writeOutcome } from '../../../engine/write-outcome';
import { say } from '../say';
import { noteDrivers } from './drivers';
import { ownerIn, ownerOf } from './identity';
import { driversText, statusOf } from './judge';
import { look } from './look';
import type { DriversNote, Sight } from './model';
import { marathonOf, type Place, placePart } from './place';
import { isIdle } from './plan';
import { overtaken, readState, remember } from './state';

/** What is left of a manifest that is gone. */
export interface Left extends Partial<Sight> {
  /** The app is there and carries the label of the manifest. */
  readonly isOurs: boolean;
  /** Frameworks of it and of its drivers that Mesos has; undefined while Mesos does not tell. */
  readonly all: readonly string[] | undefined;
}

export type RemovalAction =
  | DriversNote
  | ({ readonly do: 'remove-app'; readonly appId: string; readonly place: Place } & Action)
  | ({ readonly do: 'stop-deployment'; readonly deploymentId: string; readonly place: Place } & Action)
  | ({ readonly do: 'teardown-framework'; readonly frameworkId: string } & Action);

/**
 * `Retain`: it goes on, and so long the shuffle services that it sends drivers to are told to be in use. `Drain`: it
 * ends once it has no drivers. `Teardown`: it ends at once, and then its framework with every driver.
 */
export function removal(name: string, status: KindStatus): Subject {
  const { deletionPolicy = 'Retain' } = status;
  return subjectOf<Left, RemovalAction>({
    paused: false,
    observe: (world) => observeLeft(name, deletionPolicy, world),
    plan: (left) => planRemoval(left, deletionPolicy),
    judge: (left) => judgeRemoval(left, status),
    apply: (action, world) => applyRemoval(action, name, world),
  });
}

async function observeLeft(name: string, policy: string, world: World): Promise<Left> {
  const stored = await readState(world.store, name);
  const state = stored?.value;
  if (!state) return { isOurs: false, all: [] };
  const sight = await look(
    {
      ...{ stored, appId: state.appId, marathon: marathonOf(state, world) },
      ...{
        webUiPort: state.webUiPort ?? 0,
        framework: state.framework ?? name,
        counts: policy !== 'Retain' || state.former.length > 0,
      },
    },
    world,
  );
  return {
    ...sight,
    isOurs: sight.owner === ownerOf(name),
    all: await frameworksOf(state.frameworks, world),
  };
}

/** Those of drivers begin with the dispatcher's own id (MesosClusterScheduler.getDriverFrameworkID). */
async function frameworksOf(
  known: readonly string[],
  { mesos }: World,
): Promise<readonly string[] | undefined> {
  if (known.length === 0) return [];
  const all = await mesos.frameworks();
  if (all.is === 'unknown') return undefined;
  return all.frameworks
    .map(({ id }) => id)
    .filter((id) => known.some((one) => id === one || id.startsWith(`${one}-driver-`)));
}

export function planRemoval(left: Left, policy: string): readonly RemovalAction[] {
  if (policy === 'Retain') return left.isOurs ? noteDrivers(left as Sight) : [];
  const because = `its manifest is gone, and said deletionPolicy "${policy}"`;
  const { app, stored, isOurs } = left;
  if (app && isOurs) {
    const place = placePart(stored?.value ?? {});
    const [deploymentId] = app.deployments;
    if (deploymentId !== undefined) {
      const ours = deploymentId === stored?.value?.deployment && app.tasks.length === 0;
      return ours ? [{ do: 'stop-deployment', because, deploymentId, place }] : [];
    }
    const mayEnd = policy === 'Teardown' || isIdle(left as Sight);
    return mayEnd ? [{ do: 'remove-app', because, appId: app.id, place }] : [];
  }
  if (policy !== 'Teardown') return [];
  return (left.all ?? []).map((frameworkId) => ({ do: 'teardown-framework', frameworkId, because }));
}

/** Looked at once more before it ends: it may have been made anew meanwhile. */
async function applyRemoval(action: RemovalAction, name: string, world: World): Promise<Applied> {
  if (action.do === 'note-drivers') {
    const written = await remember(world.store, name, { etag: action.etag, next: action.state });
    return written === undefined ? { is: 'wait', because: overtaken(name) } : { is: 'done' };
  }
  if (action.do === 'teardown-framework') {
    const answer = await world.mesos.teardown(action.frameworkId);
    if (answer.is !== 'refused') return { is: 'done' };
    return { is: 'wait', because: `Mesos answered ${answer.status} to a teardown: ${answer.message}` };
  }
  const marathon = marathonOf(action.place, world);
  if (action.do === 'stop-deployment') return writeOutcome(await marathon.stop(action.deploymentId));
  const app = await marathon.app(action.appId);
  if (!app) return { is: 'done' };
  if (ownerIn(app) !== ownerOf(name)) return { is: 'wait', because: `${app.id} has become somebody else's` };
  const answer = await marathon.remove(app.id);
  return answer.is === 'refused' && answer.status === 404 ? { is: 'done' } : writeOutcome(answer);
}

export function judgeRemoval(left: Left, { deletionPolicy = 'Retain' }: KindStatus): Judgement {
  const removed = removedCondition(left, deletionPolicy);
  const goesOn = left.isOurs ? statusOf(left as Sight, left.stored?.value?.port ?? 0) : {};
  return {
    conditions: [removed],
    summary: `the manifest is gone: ${removed.message}`,
    // For the next look.
    status: { deletionPolicy, ...goesOn },
  };
}

function removedCondition(left: Left, policy: string): ConditionState {
  const tell = (status: 'True' | 'False', reason: string, message: string) =>
    say('Removed', status, reason, message);
  const { app, isOurs, all } = left;
  if (app && !isOurs) return tell('True', 'LeftAlone', `${app.id} is somebody else's by now and stays`);
  if (app && policy === 'Retain') {
    return tell(
      'False',
      'GoesOn',
      `the manifest is gone and ${app.id} goes on; ${driversText(left as Sight)}`,
    );
  }
  if (app) {
    if (app.deployments.length > 0) {
      return tell('False', 'Locked', `${app.id} ends once deployment ${app.deployments.join(', ')} is over`);
    }
    if (policy === 'Drain' && !isIdle(left as Sight)) return tell('False', 'Draining', drainingText(left));
    return tell('False', 'Removing', `${app.id} is to end`);
  }
  if (policy !== 'Teardown') return tell('True', 'Removed', 'there is no such app any more');
  if (all === undefined)
    return tell('False', 'MesosUnknown', 'which frameworks there are, Mesos does not tell');
  return all.length > 0
    ? tell('False', 'Removing', `framework ${all.join(', ')} is to end`)
    : tell('True', 'Removed', 'there is no such app and no such framework any more');
}

function drainingText({ alive, app, silence }: Left): string {
  if (alive === undefined) {
    return `${app?.id} ends once it is known that it has no drivers: ${silence ?? 'it does not run'}`;
  }
  return `${app?.id} ends once its drivers have ended: ${alive.slice(0, 5).join(', ')}; ${alive.length} in all`;
}
