import { serviceOfTask, servicesIn } from '../../../src/cli/reading/service-apps';
import type { Subject } from '../../../src/cli/reading/subject';
import { status } from '../support/statuses';

const active = (appId: string) => ({ id: 'r', appId, port: 7337, sparkVersion: '2.4.0' });

const subject = (name: string, words: Parameters<typeof status>[2]): Subject => ({
  kind: 'ShuffleService',
  name,
  declared: { is: 'gone' },
  status: status('ShuffleService', name, words).status,
});

const { apps, hosts } = servicesIn([
  subject('a', { activeRevision: active('/shuffle/a-1') }),
  subject('b', {
    activeRevision: active('/shuffle/a-12'),
    rollout: { appId: '/shuffle/b-2', port: 7338, covered: 0, eligible: 1 },
    retiring: [{ appId: '/shuffle/b-0', port: 7339, since: '', because: '' }],
    agents: {
      ...{ eligible: 1, covered: 1, instances: 1, target: 1, lost: 0, omitted: 0 },
      rows: [
        { hostname: 'h1', state: 'running', taskId: 't1' },
        { hostname: 'h2', state: 'missing' },
      ],
    },
  }),
]);

test.each([
  ['shuffle_a-1.instance-1._app.1', 'a', 'active'],
  ['shuffle_a-12.instance-1._app.1', 'b', 'active'],
  ['shuffle_b-2.instance-1._app.1', 'b', 'rollout'],
  ['shuffle_b-0.instance-1._app.1', 'b', 'retiring'],
  ['shuffle_a-123.instance-1._app.1', undefined, undefined],
  ['a-1.instance-1._app.1', undefined, undefined],
])('the task %s is of %s, %s', (taskId, service, role) => {
  const found = serviceOfTask(taskId, apps);
  expect([found?.service, found?.role]).toEqual([service, role]);
});

test('rows name hosts of tasks', () => {
  expect([...hosts]).toEqual([['t1', 'h1']]);
});
