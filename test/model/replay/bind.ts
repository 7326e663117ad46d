import type { RecordedState } from '../../contract/support/recording';
import { taskId } from '../world/names';
import type { Task } from '../world/state';
import type { RecordedWorld } from './recorded-world';

/** How Marathon lists a task. */
export const listedAs = ({ life }: Task): string =>
  life === 'lost'
    ? 'TASK_UNREACHABLE'
    : life === 'running'
      ? 'TASK_RUNNING'
      : life === 'killing'
        ? 'TASK_KILLING'
        : 'TASK_STAGING';

export const tokenOf = ({ app, host, gen, n }: Task) => taskId(app, host, gen, n);

/** Lets each new name of a recorded state stand for the task on the same host in the same state. */
export function bindTasks(then: RecordedState, world: RecordedWorld): void {
  const taken = new Set(world.bound.values());
  for (const [host, listed] of Object.entries(then.tasksByHost)) {
    for (const { task: name, state } of listed) {
      if (world.bound.has(name)) continue;
      const found = world.state.tasks.find(
        (one) =>
          one.life !== 'waiting' &&
          world.hosts[one.host] === host &&
          state.startsWith(listedAs(one)) &&
          !taken.has(tokenOf(one)),
      );
      if (!found) continue;
      world.bound.set(name, tokenOf(found));
      taken.add(tokenOf(found));
    }
  }
}
