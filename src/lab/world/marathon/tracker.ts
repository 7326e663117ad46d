import { Listeners } from '../listeners';
import type { Random } from '../random';
import { isoTime } from '../time';
import type { Timeline } from '../timeline';
import type { App } from './app';
import type { EventBus } from './events';
import type { Condition, Instance } from './instance';

/** What became of an instance: `after` is undefined once it is forgotten. */
export interface Change {
  readonly before: Instance | undefined;
  readonly after: Instance | undefined;
}

/** Every instance of every app, also of apps that are deleted while an instance of theirs cannot be reached. */
export class InstanceTracker {
  readonly changes = new Listeners<Change>();
  private readonly instances = new Map<string, Instance>();
  private readonly idsByApp = new Map<string, Set<string>>();
  private made = 0;

  constructor(
    private readonly timeline: Timeline,
    private readonly random: Random,
    private readonly events: EventBus,
  ) {}

  all(): readonly Instance[] {
    return [...this.instances.values()];
  }

  find(id: string): Instance | undefined {
    return this.instances.get(id);
  }

  of(appId: string): readonly Instance[] {
    return [...(this.idsByApp.get(appId) ?? [])].flatMap((id) => this.instances.get(id) ?? []);
  }

  byTask(taskId: string): Instance | undefined {
    const instance = this.instances.get(instanceIdOf(taskId));
    return instance?.task?.id === taskId ? instance : undefined;
  }

  /** Asks for one more instance of the app in its present version. */
  schedule(app: App): Instance {
    const appId = app.definition.id;
    const instance: Instance = {
      id: `${appId.slice(1).replaceAll('/', '_')}.instance-${this.random.uuid()}`,
      appId,
      app,
      condition: 'Scheduled',
      goal: 'Running',
      since: this.timeline.now,
      order: this.made++,
      attempts: 0,
    };
    this.put(instance, true);
    return instance;
  }

  /** Keeps a new state; `announce` makes it an event, as Marathon does when condition or goal change. */
  put(instance: Instance, announce: boolean): void {
    const before = this.instances.get(instance.id);
    this.instances.set(instance.id, instance);
    if (!before)
      this.idsByApp.set(instance.appId, (this.idsByApp.get(instance.appId) ?? new Set()).add(instance.id));
    if (announce) this.announce(instance, instance.condition);
    this.changes.tell({ before, after: instance });
  }

  /** Forgets an instance; its last condition is an event unless it never ran. */
  forget(instance: Instance, last: Condition | undefined): void {
    if (!this.instances.delete(instance.id)) return;
    this.idsByApp.get(instance.appId)?.delete(instance.id);
    if (last !== undefined) this.announce(instance, last);
    this.changes.tell({ before: instance, after: undefined });
  }

  /** Gives the instance up. Says whether that is news. */
  decommission(instance: Instance): Instance {
    if (instance.goal === 'Decommissioned') return instance;
    const next: Instance = { ...instance, goal: 'Decommissioned' };
    this.put(next, true);
    return next;
  }

  private announce(instance: Instance, condition: Condition): void {
    this.events.emit('instance_changed_event', {
      instanceId: instance.id,
      condition,
      runSpecId: instance.appId,
      agentId: instance.task?.agentId,
      host: instance.task?.host,
      runSpecVersion: instance.app.version,
    });
  }

  /** For times of the health of tasks. */
  nowText(): string {
    return isoTime(this.timeline.now);
  }
}

/** `shuffle_service.instance-<uuid>._app.3` is the third try of the instance named before the second dot. */
export function instanceIdOf(taskId: string): string {
  return taskId.replace(/\._app\.\d+$/, '');
}
