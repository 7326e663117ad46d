import type { Cluster } from '../mesos/cluster';
import type { Random } from '../random';
import { isoTime } from '../time';
import type { Timeline } from '../timeline';
import { Apps } from './apps';
import { Backoff } from './backoff';
import { Changes } from './changes';
import { DEFAULT_CONFIG, type MarathonConfig } from './config';
import type { Core } from './core';
import { DeploymentManager, rolledBack } from './deployment/manager';
import type { Plan } from './deployment/plan';
import { EventBus } from './events';
import { Failure } from './failure';
import { FailureLog } from './failure-log';
import { GroupTree } from './group-tree';
import { isEnded } from './instance';
import { Killing } from './killing';
import { Launcher } from './launcher';
import { type Release, release } from './release';
import { checkScale } from './scale-check';
import { processUpdate } from './status';
import { InstanceTracker } from './tracker';
import { expungeOverdue } from './unreachable';

/** Milliseconds that an election takes. */
const ELECTION = 1_300;

export interface MarathonProps {
  readonly timeline: Timeline;
  readonly random: Random;
  readonly cluster: Cluster;
  readonly config?: Partial<MarathonConfig>;
}

/** Marathon on a simulated cluster: everything but HTTP. */
export class Marathon {
  readonly core: Core;
  readonly deployments: DeploymentManager;
  readonly launcher: Launcher;
  readonly changes: Changes;
  readonly apps: Apps;
  readonly killing: Killing;
  readonly groups: GroupTree;

  constructor({ timeline, random, cluster, config }: MarathonProps) {
    const events = new EventBus(timeline);
    let last = 0;
    this.core = {
      timeline,
      random,
      cluster,
      events,
      tracker: new InstanceTracker(timeline, random, events),
      backoff: new Backoff(timeline),
      failures: new FailureLog(),
      frameworkId: `${cluster.master.id}-0000`,
      config: { ...DEFAULT_CONFIG, ...config },
      root: { apps: new Map(), groups: new Map(), version: isoTime(timeline.now) },
      nextVersion: () => {
        last = Math.max(last + 1, timeline.now);
        return isoTime(last);
      },
    };
    this.deployments = new DeploymentManager(this.core);
    this.launcher = new Launcher(this.core);
    this.changes = new Changes(this.core, this.deployments);
    this.apps = new Apps(this.core, this.changes);
    this.killing = new Killing(this.core, this.changes);
    this.groups = new GroupTree(this.core, this.changes, this.apps);
    cluster.tasks.updates.add((update) => processUpdate(this.core, update));
    this.checkScaleAfterEnds();
    this.startJobs();
  }

  /** Other flags or another release, as after a restart. Apps gain or lose their role with the release that knows roles. */
  configure(change: Partial<MarathonConfig>): void {
    const { core } = this;
    core.config = { ...core.config, ...change };
    const { manyRoles } = this.release;
    const apps = [...core.root.apps].map(([id, app]) => {
      const { role, ...single } = app.definition;
      const definition = manyRoles ? { ...single, role: role ?? core.config.mesosRole } : single;
      return [id, { ...app, definition }] as const;
    });
    core.root = { ...core.root, apps: new Map(apps) };
    this.launcher.wake();
  }

  /** The leader steps down; nobody leads until it is elected again. */
  abdicate(): void {
    const { leader } = this.core.config;
    this.configure({ leader: undefined });
    this.core.timeline.after(ELECTION, () => this.configure({ leader: this.core.config.leader ?? leader }));
  }

  get release(): Release {
    return release(this.core.config.version);
  }

  /**
   * DELETE /v2/deployments/ID: with force it only stops; without, the apps are brought back to what they were.
   * @throws Failure 404, 403
   */
  deleteDeployment(id: string, force: boolean): Plan | undefined {
    const deployment = this.deployments.find(id);
    if (!deployment) throw new Failure(404, `DeploymentPlan ${id} does not exist`, { details: [] });
    if (force) {
      this.deployments.cancel(id);
      return undefined;
    }
    return this.changes.apply((root) => rolledBack(deployment.plan, root), {
      force: true,
      groupId: '/',
      version: this.core.nextVersion(),
    });
  }

  /** @throws Failure 404 */
  resetDelay(appId: string): void {
    if (!this.core.root.apps.has(appId)) {
      throw new Failure(404, `Application ${appId} not found in tasks queue.`, { details: [] });
    }
    this.core.backoff.reset(appId);
    this.launcher.wake();
  }

  /** The end of a task makes Marathon look whether its app has as many as it should. */
  private checkScaleAfterEnds(): void {
    this.core.tracker.changes.add(({ before, after }) => {
      if (!before) return;
      const ended = after === undefined || (isEnded(after) && !isEnded(before));
      const inactive =
        after?.condition === 'UnreachableInactive' && before.condition !== 'UnreachableInactive';
      if (!ended && !inactive) return;
      this.core.timeline.after(0, () => checkScale(this.core, this.deployments, before.appId));
    });
  }

  private startJobs(): void {
    const { core } = this;
    const { config, timeline } = core;
    timeline.every(
      config.scaleAppsInterval,
      () => {
        for (const id of core.root.apps.keys()) checkScale(core, this.deployments, id);
      },
      config.scaleAppsInitialDelay,
    );
    timeline.every(
      config.reconciliationInterval,
      () => core.cluster.tasks.reconcile(),
      config.reconciliationInitialDelay,
    );
    timeline.every(
      config.taskLostExpungeInterval,
      () => expungeOverdue(core),
      config.taskLostExpungeInitialDelay,
    );
  }
}
