import { sha256 } from '../../../../src/io/digest';
import { readiness } from '../../../../src/operator/engine/conditions';
import { definitionHash } from '../../../../src/operator/kinds/marathon-app/compare';
import { deleted, judge } from '../../../../src/operator/kinds/marathon-app/judge';
import { plan } from '../../../../src/operator/kinds/marathon-app/plan';
import { deployed, HASH, lock, manifest, observed, stored, tasks } from './support';

type Args = Parameters<typeof judge>;

function ready(...[of, o]: Args) {
  const { conditions, unwanted = [], summary } = judge(of, o);
  return readiness(conditions, { message: summary, unwanted });
}
const condition = (type: string, ...[of, o]: Args) =>
  judge(of, o).conditions.find((one) => one.type === type);

const web = manifest();

test('is ready when it is as declared and all instances run', () => {
  expect(ready(web, observed(web, deployed(web)))).toMatchObject({
    status: 'True',
    message: '3 of 3 instances of /web run',
  });
});

test.each([
  ['a task that is missing', tasks(2), 'InstancesMissing', '2 of 3 instances run'],
  [
    'a lost task, which stays listed as healthy (58)',
    [...tasks(2), ...tasks(1, { id: 'x', state: 'TASK_UNREACHABLE', healthy: true })],
    'InstancesMissing',
    '2 of 3 instances run',
  ],
  [
    'a task that a check finds ill',
    [...tasks(2), ...tasks(1, { id: 'x', healthy: false })],
    'Unhealthy',
    '2 of 3 instances run, 1 more are not healthy',
  ],
])('is not ready with %s', (_, list, reason, message) => {
  expect(ready(web, observed(web, deployed(web, { tasks: list })))).toMatchObject({
    status: 'False',
    reason,
    message,
  });
});

test('a task of which no check has spoken yet is not healthy', () => {
  const of = manifest({ app: { healthChecks: [{ protocol: 'MESOS_TCP', portIndex: 0 }] } });
  expect(ready(of, observed(of, deployed(of)))).toMatchObject({ status: 'False', reason: 'Unhealthy' });
});

test("what waits is told with Marathon's own words", () => {
  const o = observed(web, deployed(web, { tasks: tasks(2) }), {
    queued: 1,
    queueReasons: ['InsufficientMemory'],
  });
  expect(ready(web, o)).toMatchObject({
    reason: 'InstancesWait',
    message:
      '2 of 3 instances run; 1 instances wait for an offer (offers were declined for InsufficientMemory)',
  });
});

test.each([
  [true, 'it only adds tasks: make room for them, or set upgrade.whenStuck to "Stop", which kills nothing'],
  [false, 'it is left alone, for to stop or to roll back an update kills tasks that run'],
])('a deployment that does not move is told (stoppable: %s)', (stoppable, remedy) => {
  const app = deployed(web, { deployments: ['d1'], tasks: tasks(2) });
  const o = observed(web, app, {
    locks: [lock({ stoppable })],
    queued: 1,
    queueReasons: ['InsufficientPorts'],
  });
  const found = condition('Stuck', web, o);
  expect(found).toMatchObject({ status: 'True', reason: 'DeploymentStuck' });
  expect(found?.message).toContain('deployment d1 (ScaleApplication /web) has not moved for 700 s');
  expect(found?.message).toContain('declined for InsufficientPorts');
  expect(found?.message).toContain(remedy);
  expect(ready(web, o)).toMatchObject({ reason: 'DeploymentStuck' });
});

test('a deployment that moves is no trouble but keeps it from being ready', () => {
  const app = deployed(web, { deployments: ['d1'], tasks: tasks(2) });
  const o = observed(web, app, { locks: [lock({ quietSeconds: 5 })] });
  expect(condition('Stuck', web, o)).toMatchObject({ status: 'False', reason: 'Progressing' });
  expect(ready(web, o)).toMatchObject({ status: 'False', reason: 'DeploymentRunning' });
});

test.each([
  ['NotAdopted', {}, false, 'Set adopt to true'],
  ['OwnedByAnother', { 'mesos-spark.owner': 'MarathonApp/x' }, true, 'Set adopt to "MarathonApp/x"'],
])('somebody else’s app is told: %s', (reason, labels, adopt, message) => {
  const of = manifest({ adopt });
  const app = deployed(of, { definition: { ...deployed(of).definition, labels } });
  expect(ready(of, observed(of, app))).toMatchObject({
    status: 'False',
    reason,
    message: expect.stringContaining(message),
  });
});

test.each([
  ['Held', { upgrade: { onChange: 'Hold' } }, {}],
  ['OutOfDate', {}, {}],
  ['Locked', {}, { deployments: ['d1'] }],
])('a definition that differs is told: %s', (reason, spec, changes) => {
  const of = manifest({ app: { mem: 128 }, ...spec });
  const found = condition('Deployed', of, observed(of, deployed(web, changes)));
  expect(found).toMatchObject({
    status: 'False',
    reason,
    message: expect.stringContaining('mem: 128 instead of 64'),
  });
});

test.each([
  [
    'RoleRewritten',
    { acceptedResourceRoles: ['shuffle'] },
    { acceptedResourceRoles: ['*'] },
    'acceptedResourceRoles: found ["*"]',
  ],
  [
    'Rewritten',
    { killSelection: 'OLDEST_FIRST' },
    {},
    'killSelection: "OLDEST_FIRST" instead of "YOUNGEST_FIRST"',
  ],
])('what Marathon made of it is told: %s', (reason, app, found, message) => {
  const of = manifest({ app });
  const definition = { ...deployed(web).definition, ...found };
  const state = stored({ sent: HASH, found: definitionHash(definition, sha256) });
  expect(condition('Deployed', of, observed(of, deployed(web, { definition }), { state }))).toMatchObject({
    status: 'False',
    reason,
    message: expect.stringContaining(message),
  });
});

test('what may be a secret in an app is told by its place alone, in the status and in the log', () => {
  const of = manifest({ adopt: true, app: { env: { A: 'geheim-1' }, cmd: 'run --password geheim-2' } });
  const definition = {
    ...deployed(web).definition,
    env: { A: 'geheim-3', B: { secret: 'geheim-4' } },
    cmd: 'run --password geheim-5',
    args: ['geheim-6'],
    fetch: [{ uri: 'https://a:geheim-7@b/c.tgz' }],
    secrets: { geheim: { source: 'geheim-8' } },
    labels: { token: 'geheim-9' },
    healthChecks: [{ protocol: 'COMMAND', command: { value: 'geheim-10' } }],
    container: { docker: { image: 'a:1', parameters: [{ key: 'env', value: 'geheim-11' }] } },
    mem: 1,
  };
  const o = observed(of, deployed(web, { definition }));
  const text = JSON.stringify([judge(of, o), plan(of, o).map(({ because }) => because)]);
  expect(text).not.toContain('geheim-');
  expect(text).toContain('env.A (not shown)');
  expect(text).toContain('mem: 64 instead of 1');
});

test('lowering that waits says why, and what ends it', () => {
  const found = condition('Scaled', web, observed(web, deployed(web, { instances: 5 }), { queued: 2 }));
  expect(found).toMatchObject({ status: 'False', reason: 'LoweringWaits' });
  expect(found?.message).toContain('5 instances, declared are 3; 2 wait for an offer');
  expect(found?.message).toContain('set upgrade.whenQueued to "Proceed"');
});

test('a strategy that can never replace a task is a warning, and no fault', () => {
  const of = manifest({
    app: { portDefinitions: [{ port: 7000 }], requirePorts: true, constraints: [['hostname', 'UNIQUE']] },
  });
  const o = observed(of, deployed(of));
  expect(condition('UpgradeStalls', of, o)).toMatchObject({ status: 'True', reason: 'StrategyCannotEnd' });
  expect(ready(of, o)).toMatchObject({
    status: 'True',
    message: expect.stringContaining('minimumHealthCapacity 1 keeps 3 of 3 tasks'),
  });
});

test.each([
  ['IdChanged', { formerId: '/old' }],
  ['RoleUnavailable', { role: [{ at: 'role', found: '"x"', wanted: '"*"' }] }],
])('what keeps it from being created is told: %s', (reason, changes) => {
  expect(ready(web, observed(web, undefined, changes))).toMatchObject({ status: 'False', reason });
});

test('the status names the app that is in place, and what stays of a manifest that is gone', () => {
  const { status } = judge(web, observed(web, deployed(web, { tasks: tasks(2) })));
  expect(status.app).toEqual({ id: '/web', instances: 3, running: 2 });
  expect(judge(web, observed(web, undefined)).status.app).toEqual({ id: '/web', instances: 0, running: 0 });
  const stays = 'stays as it is and is no longer looked after';
  expect(deleted(status)).toMatchObject({
    type: 'Ready',
    status: 'False',
    reason: 'Retained',
    message: `the manifest is gone: /web (2 of 3 instances run) ${stays}`,
  });
  // Written by an earlier version.
  expect(deleted({}).message).toBe(`the manifest is gone: its app ${stays}`);
});
