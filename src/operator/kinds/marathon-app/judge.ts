import type { ConditionState, KindStatus, MarathonAppManifest } from '../../../manifest';
import type { Judgement } from '../../engine/kind';
import { aliveTasks } from './alive';
import { deployed, owned, upgradeStalls } from './judge-definition';
import type { Observed } from './model';
import { loweringWaits } from './plan';

export function judge(manifest: MarathonAppManifest, o: Observed): Judgement {
  const warning = upgradeStalls(manifest, o);
  return {
    conditions: [
      owned(manifest, o),
      deployed(manifest, o),
      scaled(manifest, o),
      stuck(manifest, o),
      running(o),
      warning,
    ],
    // A warning is no fault: it stands in the status and leaves Ready as it is.
    unwanted: ['Stuck', ...(warning.status === 'True' ? [] : ['UpgradeStalls'])],
    summary: summary(manifest, o, warning),
    status: { deletionPolicy: manifest.spec.deletionPolicy, app: inPlace(manifest, o) },
  };
}

function summary(manifest: MarathonAppManifest, o: Observed, warning: ConditionState): string {
  const { alive } = counts(o);
  const text = `${alive} of ${o.standing?.app.instances ?? 0} instances of ${manifest.spec.app.id} run`;
  return warning.status === 'True' ? `${text}; ${warning.message}` : text;
}

/** The id is told before the app is there: whoever makes it may not live to tell. */
function inPlace({ spec }: MarathonAppManifest, o: Observed): NonNullable<KindStatus['app']> {
  const { answersAt } = spec;
  return {
    ...{ id: spec.app.id, instances: o.standing?.app.instances ?? 0, running: counts(o).up },
    ...(answersAt.length === 0 ? {} : { answersAt }),
  };
}

function counts({ standing }: Observed) {
  const up = (standing?.app.tasks ?? []).filter(({ state }) => state === 'TASK_RUNNING').length;
  return { up, alive: standing ? aliveTasks(standing.app).length : 0 };
}

function scaled(manifest: MarathonAppManifest, o: Observed): ConditionState {
  const { instances: wanted } = manifest.spec.app;
  const found = o.standing?.app.instances;
  const say = (status: 'True' | 'False', reason: string, message: string): ConditionState => ({
    type: 'Scaled',
    status,
    reason,
    message,
  });
  if (found === undefined) return say('False', 'NotCreated', 'there is no app yet');
  if (wanted === undefined)
    return say('True', 'Unmanaged', `the manifest names no number; ${found} are in place`);
  if (wanted === found) return say('True', 'Scaled', `${found} instances`);
  if (wanted < found && loweringWaits(manifest, o)) {
    const message =
      `${found} instances, declared are ${wanted}; ${o.queued} wait for an offer, and lowering now would stop tasks ` +
      'that run to start those in their places; make room for them, or set upgrade.whenQueued to "Proceed"';
    return say('False', 'LoweringWaits', message);
  }
  return say('False', 'Scaling', `${found} instances, declared are ${wanted}`);
}

function stuck(manifest: MarathonAppManifest, o: Observed): ConditionState {
  const { progressDeadlineSeconds: limit } = manifest.spec.upgrade;
  const lock = o.locks.find(({ quietSeconds }) => quietSeconds >= limit);
  if (!lock) {
    const [one] = o.locks;
    const message = one
      ? `deployment ${one.deployment.id} moved ${one.quietSeconds} s ago`
      : 'no deployment runs';
    return { type: 'Stuck', status: 'False', reason: one ? 'Progressing' : 'NoDeployment', message };
  }
  const { deployment, quietSeconds, stoppable } = lock;
  const does = deployment.actions.map(({ action, app }) => `${action} ${app}`).join(', ') || 'nothing';
  const message = `deployment ${deployment.id} (${does}) has not moved for ${quietSeconds} s${waiting(o)}; ${remedy(stoppable)}`;
  return { type: 'Stuck', status: 'True', reason: 'DeploymentStuck', message };
}

function remedy(stoppable: boolean): string {
  return stoppable
    ? 'it only adds tasks: make room for them, or set upgrade.whenStuck to "Stop", which kills nothing'
    : 'it is left alone, for to stop or to roll back an update kills tasks that run: make room, or mend what is not healthy';
}

/** How many wait, and why, in Marathon's own words. */
function waiting({ queued, queueReasons }: Observed): string {
  if (queued === 0) return '';
  const why = queueReasons.length === 0 ? '' : ` (offers were declined for ${queueReasons.join(', ')})`;
  return `; ${queued} instances wait for an offer${why}`;
}

function running(o: Observed): ConditionState {
  const instances = o.standing?.app.instances ?? 0;
  const { up, alive } = counts(o);
  const count = `${alive} of ${instances} instances run${up > alive ? `, ${up - alive} more are not healthy` : ''}`;
  const say = (status: 'True' | 'False', reason: string, message: string): ConditionState => ({
    type: 'Running',
    status,
    reason,
    message,
  });
  if (!o.standing) return say('False', 'NotCreated', 'there is no app yet');
  const [lock] = o.locks;
  if (lock)
    return say('False', 'DeploymentRunning', `${count}; deployment ${lock.deployment.id} runs${waiting(o)}`);
  if (alive >= instances && o.queued === 0) return say('True', 'Running', count);
  if (o.queued > 0) return say('False', 'InstancesWait', `${count}${waiting(o)}`);
  return say('False', up > alive ? 'Unhealthy' : 'InstancesMissing', count);
}

/** What stands in the status once the manifest is gone and nothing is to be done about it. */
export function deleted({ app }: KindStatus): ConditionState {
  const what = app ? `${app.id} (${app.running} of ${app.instances} instances run)` : 'its app';
  const message = `the manifest is gone: ${what} stays as it is and is no longer looked after`;
  return { type: 'Ready', status: 'False', reason: 'Retained', message };
}
