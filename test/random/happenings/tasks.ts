import { pick } from '../chance';
import type { Scene } from '../scene';
import { group } from './happening';

/** Tasks of the services that run where somebody can hear of them. */
function running(scene: Scene) {
  const { cluster, marathon } = scene.world;
  return cluster.tasks
    .all()
    .filter(({ id, actual }) => actual === 'TASK_RUNNING' && marathon.core.tracker.byTask(id) !== undefined);
}

export const tasks = group('tasks', {
  'health-fails': [
    4,
    (scene, [place, length]) => {
      const task = pick(running(scene), place);
      if (!task) return;
      scene.tell(`${task.id} is not healthy`);
      scene.world.cluster.tasks.reportHealth(task.id, false);
      scene.world.timeline.after(length * 240_000, () =>
        scene.world.cluster.tasks.reportHealth(task.id, true),
      );
    },
  ],
  'task-fails': [
    3,
    (scene, [place]) => {
      const task = pick(running(scene), place);
      if (!task) return;
      scene.tell(`${task.id} fails`);
      scene.world.cluster.tasks.becomes(task.id, 'TASK_FAILED', 'Command exited with status 1');
    },
  ],
});
