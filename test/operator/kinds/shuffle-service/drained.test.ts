import { countTasks } from '../../../../src/operator/kinds/shuffle-service/count';
import { fits } from '../../../../src/operator/kinds/shuffle-service/drained';
import { app, lost, task } from '../../support/agents';

const QUEUE = { queued: 0, queueSteady: true };
const counted = (instances: number, queued = 0) =>
  countTasks(app(instances, [task('a1'), task('a2')]), { ...QUEUE, queued }, { releases: [] });

test('a task is named only where the numbers fit, so that nothing else is ended along with it', () => {
  expect(fits(counted(2))).toBe(true);
  expect(fits(counted(3, 1))).toBe(true);
  // Somebody has lowered the app, and Marathon is about to end one of its own choice.
  expect(fits(counted(1))).toBe(false);
  expect(fits(counted(2, 1))).toBe(false);
  // A slot that nobody can tell of.
  expect(fits(counted(3))).toBe(false);
  const away = countTasks(app(2, [task('a1'), lost('a2')]), QUEUE, { releases: [] });
  expect(fits(away)).toBe(true);
});
