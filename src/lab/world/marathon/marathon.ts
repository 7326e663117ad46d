import type { Cluster } from '../mesos/cluster';
import type { TaskUpdate } from '../mesos/task';
import type { Random } from '../random';
import { isoTime } from '../time';
import type { Timeline } from '../timeline';
import type { AppDefinition } from './app';
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
import { Leadership } from './leadership';
import { type Release, release } from './release';
import { checkScale } from './scale-check';
import { processUpdate } from './status';
import { InstanceTracker } from './tracker';
import { expungeOverdue } from './unreachable';

export interface MarathonProps {
  readonly timeline: Timeline;
  readonly random: Random;
  readonly cluster: Cluster;
  /** `host:port` of each process, the first one leads. */
  readonly nodes: readonly string[];
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
  readonly leadership: Leadership;
  /** What Mesos told while nobody led; it is told until a leader has heard it. */
  private unheard: TaskUpdate[] = [];

  constructor({ timeline, random, cluster, nodes, config }: MarathonProps) {
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
      frameworkId: nodes.length > 0 ? registered(cluster, nodes) : '',
      config: { ...DEFAULT_CONFIG, leader: nodes[0], ...config },
      leading: nodes.length > 0,
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
    this.leadership = new Leadership(this.core, nodes, () => this.takeOver());
    cluster.tasks.updates.add((update) => {
      if (update.frameworkId !== this.core.frameworkId) return;
      if (this.core.leading) processUpdate(this.core, update);
      else this.unheard.push(update);
    });
    events.listeners.add(({ eventType }) => {
      if (eventType === 'group_change_success') this.announceRoles();
    });
    this.announceRoles();
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
    this.announceRoles();
    this.launcher.wake();
  }

  /** What a task that is there was started from. */
  definitionOf(taskId: string): AppDefinition | undefined {
    return this.core.tracker.byTask(taskId)?.app.definition;
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

  /** A process has become the leader: it knows what was stored, and hears what has happened since. */
  private takeOver(): void {
    const { core } = this;
    core.cluster.frameworks.reregister(core.frameworkId);
    core.backoff.clear();
    const unheard = this.unheard;
    this.unheard = [];
    for (const update of unheard) processUpdate(core, update);
    core.cluster.tasks.reconcile(core.frameworkId);
    for (const id of core.root.apps.keys()) checkScale(core, this.deployments, id);
    this.deployments.restart();
    this.launcher.reset();
  }

  /** The framework subscribes to its own role and to those that its apps have. */
  private announceRoles(): void {
    const { root, config, cluster, frameworkId } = this.core;
    const roles = [...root.apps.values()].flatMap(({ definition }) => definition.role ?? []);
    cluster.frameworks.setRoles(frameworkId, [...new Set([config.mesosRole, ...roles])].sort());
  }

  /** The end of a task makes Marathon look whether its app has as many as it should. */
  private checkScaleAfterEnds(): void {
    this.core.tracker.changes.add(({ before, after }) => {
      if (!before || !this.core.leading) return;
      const ended = after === undefined || (isEnded(after) && !isEnded(before));
      const inactive =
        after?.condition === 'UnreachableInactive' && before.condition !== 'UnreachableInactive';
      if (!ended && !inactive) return;
      this.core.timeline.after(0, () => checkScale(this.core, this.deployments, before.appId));
    });
  }

  private startJobs(): void {
    const { core } = this;
    const { config } = core;
    const job = (interval: number, delay: number, run: () => void) =>
      core.timeline.every(interval, () => core.leading && run(), delay);
    job(config.scaleAppsInterval, config.scaleAppsInitialDelay, () => {
      for (const id of core.root.apps.keys()) checkScale(core, this.deployments, id);
    });
    job(config.reconciliationInterval, config.reconciliationInitialDelay, () =>
      core.cluster.tasks.reconcile(core.frameworkId),
    );
    job(config.taskLostExpungeInterval, config.taskLostExpungeInitialDelay, () => expungeOverdue(core));
  }
}

/** As DC/OS starts it: user root, a week to come back. */
function registered({ frameworks }: Cluster, [leader = '']: readonly string[]): string {
  return frameworks.register({
    name: 'marathon',
    user: 'root',
    roles: [],
    hostname: leader.split(':')[0] ?? '',
    webuiUrl: `http://${leader}`,
    failoverTimeout: 604_800_000,
    checkpoint: true,
    capabilities: ['TASK_KILLING_STATE', 'PARTITION_AWARE', 'GPU_RESOURCES', 'REGION_AWARE', 'MULTI_ROLE'],
  }).id;
}
