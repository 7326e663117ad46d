import type { Instance } from '../../src/lab/world/marathon/instance';
import type { World } from '../../src/lab/world/world';

/** So long a person's change goes on to have effects: Marathon checks its numbers every five minutes. */
const PERSON_MILLIS = 400_000;

/** Why a task of ours may end. */
export class Excuses {
  /** When a person last changed an app. */
  private readonly persons = new Map<string, number>();
  /** Slots of tasks that were named. */
  private readonly named = new Set<string>();
  /** Instances of apps that were rightly ended. */
  private readonly ended = new Set<string>();

  constructor(private readonly world: World) {}

  person(appId: string): void {
    this.persons.set(appId, this.world.timeline.now);
  }

  /** True where a person may be why the app is as it is. */
  isPersonsDoing(appId: string): boolean {
    return this.world.timeline.now - (this.persons.get(appId) ?? Number.NEGATIVE_INFINITY) < PERSON_MILLIS;
  }

  name(taskId: string): void {
    this.named.add(taskId);
  }

  /** The app ends, and what it has now may end with it. */
  end(appId: string): void {
    for (const { id } of this.world.marathon.core.tracker.of(appId)) this.ended.add(id);
  }

  /** It was given up with right. */
  endOf({ id }: Instance): void {
    this.ended.add(id);
  }

  ofSlot(instance: Instance): boolean {
    const { id, appId, task } = instance;
    // What a person has restarted goes on with its old tasks for as long as the restart takes.
    const { lastConfigChangeAt } = instance.app;
    const now = this.world.marathon.core.root.apps.get(appId)?.lastConfigChangeAt;
    const isOld = this.persons.has(appId) && now !== undefined && now !== lastConfigChangeAt;
    return (
      isOld ||
      this.ended.has(id) ||
      this.isPersonsDoing(appId) ||
      (task !== undefined && this.named.has(task.id))
    );
  }
}
