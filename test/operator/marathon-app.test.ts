import { API_VERSION, stateStoreKeys } from '../../src/manifest';
import { Bed } from './support/bed';
import { Crash } from './support/crash';
import { FakeCluster } from './support/fake-cluster';
import { declare } from './support/manifests';

const web = (app: Readonly<Record<string, unknown>> = {}, spec: Readonly<Record<string, unknown>> = {}) => ({
  apiVersion: API_VERSION,
  kind: 'MarathonApp',
  metadata: { name: 'web' },
  spec: {
    app: { id: '/web', cmd: 'sleep 1000', instances: 2, portDefinitions: [{ port: 0 }], ...app },
    ...spec,
  },
});

let cluster: FakeCluster;
let bed: Bed;
beforeEach(async () => {
  cluster = new FakeCluster();
  bed = new Bed(cluster);
  for (const host of ['a1', 'a2', 'a3']) await cluster.addAgent(host);
});

async function work(passes: number, operator = bed.passes()) {
  for (let i = 0; i < passes; i++) {
    await operator.run();
    await bed.clock.run(10, 0);
  }
}
const condition = (type: string) => bed.condition(type, 'MarathonApp', 'web');

test('rule 8: an app whose role Marathon rewrites is written once, and told', async () => {
  cluster.mesosRole = 'shuffle';
  cluster.rewriteRoles = true;
  declare(bed.manifests, [web({ acceptedResourceRoles: ['shuffle'] })]);
  await work(6);
  // A new process knows it, too.
  await work(3);
  expect(cluster.writes).toEqual(['create /web 2']);
  expect(condition('Ready')).toMatchObject({ status: 'False', reason: 'RoleRewritten' });
});

test.each([
  ['missing', undefined],
  ['not JSON', 'x'],
  ['of another shape', '{"a":1}'],
])('a note that is %s costs nothing', async (_, text) => {
  declare(bed.manifests, [web()]);
  await work(3);
  const key = stateStoreKeys.state('MarathonApp', 'web');
  if (text === undefined) bed.rawState.remove(key);
  else bed.rawState.set(key, text);
  declare(bed.manifests, [web({ mem: 64 })]);
  await work(3);
  expect(cluster.writes).toEqual(['create /web 2', 'replace /web']);
  expect(condition('Ready')?.status).toBe('True');
});

test.each([
  ['locked', { is: 'locked', message: 'App is locked', deployments: ['d'] }, 'Waiting'],
  ['busy', { is: 'busy', message: 'Max number' }, 'Waiting'],
  ['refused by a permission', { is: 'refused', status: 403, message: 'no' }, 'Waiting'],
] as const)('an answer of the moment is waited for: %s', async (_, answer, reason) => {
  declare(bed.manifests, [web()]);
  const operator = bed.passes();
  cluster.nextAnswer = answer;
  await work(1, operator);
  expect(condition('Applied')?.reason).toBe(reason);
  await work(3, operator);
  expect(condition('Ready')?.status).toBe('True');
});

test('paused: nothing is written and all is told', async () => {
  declare(bed.manifests, [web({}, { paused: true })]);
  await work(3);
  expect(cluster.writes).toEqual([]);
  expect(condition('Paused')).toMatchObject({ status: 'True' });
});

test('a process that ends at any write leaves nothing to do twice but what was not done', async () => {
  for (const when of ['before', 'after'] as const) {
    for (let at = 1; ; at++) {
      cluster = new FakeCluster();
      bed = new Bed(cluster);
      await cluster.addAgent('a1');
      await cluster.addAgent('a2');
      declare(bed.manifests, [web()]);
      const crash = new Crash(at, when);
      await work(
        2,
        bed.passes(() => {}, { crash }),
      ).catch(() => undefined);
      if (!crash.happened) break;
      await work(4);
      expect([at, when, cluster.writes]).toEqual([at, when, ['create /web 2']]);
      expect(condition('Ready')?.status).toBe('True');
    }
  }
});
