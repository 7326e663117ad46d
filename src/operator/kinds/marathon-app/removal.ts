import { appUpgrade, type ConditionState, type KindStatus, OWNER_LABEL, ownerOf } from '../../../manifest';
import {
  type Action,
  type Applied,
  type Judgement,
  type Subject,
  subjectOf,
  type World,
} from '../../engine/kind';
import { writeOutcome } from '../../engine/write-outcome';
import type { MarathonApp } from '../../ports';
import { takenOverBy } from './claims';
import { ownerIn } from './compare';
import type { Lock } from './model';
import { locks } from './observe';
import { readState } from './state';
import { tenantsOf } from './tenants';

/** The manifest is gone, and with it its deadline. */
const { progressDeadlineSeconds: PATIENCE } = appUpgrade.parse({});

/** An app of the manifest that is still there. */
export interface Left {
  readonly app: MarathonApp;
  /** Why it is not ours to end. */
  readonly stays?: string;
  readonly locks: readonly Lock[];
  /** Who lives on it, where it is a Marathon; told by the state store, which the leader alone writes. */
  readonly tenants: readonly string[];
}

export type RemovalAction =
  | ({ readonly do: 'remove-app'; readonly appId: string } & Action)
  | ({ readonly do: 'stop-deployment'; readonly deploymentId: string } & Action);

/** `deletionPolicy: Drain`: the app ends, if it is still this manifest's own; a Marathon once nobody lives on it. */
export function removal(name: string, status: KindStatus): Subject | undefined {
  if (status.deletionPolicy !== 'Drain') return undefined;
  return subjectOf<readonly Left[], RemovalAction>({
    paused: false,
    observe: (world) => leftOf(name, status, world),
    plan: planRemoval,
    judge: (left) => judgeRemoval(left, status),
    apply: (action, world) => applyRemoval(action, name, world),
  });
}

/** What the status and the notes name: two ids where the last one was not taken up (`IdChanged`). */
async function leftOf(name: string, status: KindStatus, world: World): Promise<readonly Left[]> {
  const state = await readState(world.store, name);
  const ids = new Set([status.app?.id ?? '', state?.value.appId ?? '']);
  const tenants = await tenantsOf(world.store, status.app?.answersAt ?? []);
  const left: Left[] = [];
  for (const id of [...ids].filter(Boolean).sort()) {
    const app = await world.marathon.app(id);
    if (!app) continue;
    const stays = await whyItStays(name, app, world);
    const locked = stays === undefined ? await locks(name, { app, state }, world) : [];
    left.push({ app, tenants, locks: locked, ...(stays === undefined ? {} : { stays }) });
  }
  return left;
}

/** The label alone says whose it is: one that was taken over and never changed may be what it was before. */
async function whyItStays(name: string, app: MarathonApp, { store }: World): Promise<string | undefined> {
  const owner = ownerIn(app);
  if (owner === undefined) return `it carries no label ${OWNER_LABEL}`;
  if (owner !== ownerOf(name)) return `its label names ${owner}`;
  const other = await takenOverBy(store, name, app.id);
  return other === undefined ? undefined : `${ownerOf(other)} has taken it over`;
}

export function planRemoval(left: readonly Left[]): readonly RemovalAction[] {
  return left.flatMap((one): readonly RemovalAction[] => {
    const { app, stays, tenants } = one;
    if (stays !== undefined || tenants.length > 0) return [];
    if (app.deployments.length > 0) return stopHanging(one);
    const because = `its manifest is gone, and said deletionPolicy "Drain"`;
    return [{ do: 'remove-app', because, appId: app.id }];
  });
}

/** Else an app that never came up could never go. */
function stopHanging({ locks: [lock, ...more] }: Left): readonly RemovalAction[] {
  if (!lock?.stoppable || more.length > 0 || lock.quietSeconds < PATIENCE) return [];
  const because = `nothing has moved for ${lock.quietSeconds} s, it only adds tasks, and the app is to go`;
  return [{ do: 'stop-deployment', because, deploymentId: lock.deployment.id }];
}

/** Looked at once more before it ends: it may have been made anew, or taken over, meanwhile. */
async function applyRemoval(action: RemovalAction, name: string, world: World): Promise<Applied> {
  const { marathon } = world;
  if (action.do === 'stop-deployment') return writeOutcome(await marathon.stop(action.deploymentId));
  const app = await marathon.app(action.appId);
  if (!app) return { is: 'done' };
  const stays = await whyItStays(name, app, world);
  if (stays !== undefined) return { is: 'wait', because: `${app.id} stays: ${stays}` };
  const answer = await marathon.remove(app.id);
  return answer.is === 'refused' && answer.status === 404 ? { is: 'done' } : writeOutcome(answer);
}

export function judgeRemoval(left: readonly Left[], { app }: KindStatus): Judgement {
  const ours = left.filter(({ stays }) => stays === undefined);
  const removed = ours.length > 0 ? going(ours) : over(left);
  return {
    conditions: [removed],
    summary: `the manifest is gone: ${removed.message}`,
    // For the next look.
    status: { deletionPolicy: 'Drain', ...(app ? { app } : {}) },
  };
}

const MOST_TENANTS = 5;

function tenantsText(appId: string, tenants: readonly string[]): string {
  const more = tenants.length - MOST_TENANTS;
  const named = `${tenants.slice(0, MOST_TENANTS).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  return (
    `${appId} is the Marathon of ${named}, and without it nothing of them could be ended. It goes once they are gone; ` +
    'a shuffle service that is to go says deletionPolicy "Drain"'
  );
}

function going(ours: readonly Left[]): ConditionState {
  const [used] = ours.filter(({ tenants }) => tenants.length > 0);
  if (used) {
    const message = tenantsText(used.app.id, used.tenants);
    return { type: 'Removed', status: 'False', reason: 'InUse', message };
  }
  const locked = ours.filter(({ app }) => app.deployments.length > 0);
  const message = ours
    .map(({ app: { id, deployments } }) =>
      deployments.length === 0
        ? `${id} is to end`
        : `${id} ends once deployment ${deployments.join(', ')} is over; nothing is ended with force`,
    )
    .join('; ');
  return { type: 'Removed', status: 'False', reason: locked.length > 0 ? 'Locked' : 'Removing', message };
}

function over(left: readonly Left[]): ConditionState {
  if (left.length === 0) {
    return { type: 'Removed', status: 'True', reason: 'Removed', message: 'the app is gone' };
  }
  const message = left.map(({ app, stays }) => `${app.id} stays: ${stays}`).join('; ');
  return { type: 'Removed', status: 'True', reason: 'LeftAlone', message };
}
