import { sha256 } from '../../../../src/io/digest';
import { definitionHash } from '../../../../src/operator/kinds/marathon-app/compare';
import { plan } from '../../../../src/operator/kinds/marathon-app/plan';
import { deployed, HASH, lock, manifest, observed, stored } from './support';

const did = (actions: ReturnType<typeof plan>) =>
  actions.map((action) => ('to' in action ? `${action.do} ${action.to}` : action.do));

const web = manifest();
const bigger = manifest({ app: { mem: 128 } });
const owner = { 'mesos-spark.owner': 'MarathonApp/web' };

test('an absent app is created whole, with the label that says whose it is', () => {
  expect(plan(web, observed(web, undefined))).toEqual([
    {
      do: 'create-app',
      because: 'Marathon has no app /web',
      app: { id: '/web', cmd: 'sleep 1000', cpus: 0.1, mem: 64, instances: 3, labels: owner },
      state: undefined,
    },
  ]);
});

test('rule 5: nothing is written when nothing differs, however the server spells it', () => {
  const app = deployed(web);
  const spelled = {
    ...app.definition,
    backoffFactor: 1.15,
    killSelection: 'YOUNGEST_FIRST',
    env: {},
    fetch: [],
  };
  expect(plan(web, observed(web, { ...app, definition: spelled }))).toEqual([]);
});

test('a change is one write of the whole app with the number of instances in place', () => {
  const [action, ...more] = plan(bigger, observed(bigger, deployed(web)));
  expect(more).toEqual([]);
  expect(action).toMatchObject({
    do: 'replace-app',
    because: 'mem: 128 instead of 64',
    app: { id: '/web', mem: 128, instances: 3, labels: owner },
  });
});
test('instances that the manifest does not name are left in place, in an update, too', () => {
  const unmanaged = manifest({ app: { instances: undefined } });
  expect(plan(unmanaged, observed(unmanaged, deployed(web, { instances: 9 })))).toEqual([]);
  const changed = manifest({ app: { instances: undefined, mem: 128 } });
  expect(plan(changed, observed(changed, deployed(web, { instances: 9 })))).toMatchObject([
    { do: 'replace-app', app: { instances: 9 } },
  ]);
  expect(plan(unmanaged, observed(unmanaged, undefined))).toMatchObject([{ app: { instances: 1 } }]);
});

test.each([
  ['raised', web, 1, 0, ['raise-instances 3']],
  ['lowered', web, 5, 0, ['lower-instances 3']],
  ['not lowered while one waits for an offer: a running task would be stopped (05)', web, 5, 1, []],
  ['raised while one waits', web, 1, 1, ['raise-instances 3']],
  [
    'lowered at once by policy',
    manifest({ upgrade: { whenQueued: 'Proceed' } }),
    5,
    1,
    ['lower-instances 3'],
  ],
  ['lowered before an update', bigger, 5, 0, ['lower-instances 3', 'replace-app']],
  ['raised after an update', bigger, 1, 0, ['replace-app', 'raise-instances 3']],
  ['kept in an update while one waits', bigger, 5, 1, ['replace-app']],
  [
    'kept by Hold all the same',
    manifest({ app: { mem: 1 }, upgrade: { onChange: 'Hold' } }),
    1,
    0,
    ['raise-instances 3'],
  ],
] as const)('instances are %s', (_, of, instances, queued, wanted) => {
  expect(did(plan(of, observed(of, deployed(web, { instances }), { queued })))).toEqual(wanted);
});

test('Hold: a definition that differs is left as it is', () => {
  const held = manifest({ app: { mem: 128 }, upgrade: { onChange: 'Hold' } });
  expect(plan(held, observed(held, deployed(web)))).toEqual([]);
});

test.each([
  ['without an owner', {}, false, []],
  ['of another owner', { 'mesos-spark.owner': 'MarathonApp/other' }, true, []],
  ['without an owner, adopted', {}, true, ['replace-app']],
  [
    'of another owner, adopted by its name',
    { 'mesos-spark.owner': 'MarathonApp/other' },
    'MarathonApp/other',
    ['replace-app'],
  ],
  ['without an owner, another one named', {}, 'MarathonApp/other', ['replace-app']],
])('an app %s', (_, labels, adopt, wanted) => {
  const of = manifest({ adopt, app: { mem: 128 } });
  const app = deployed(web);
  expect(did(plan(of, observed(of, { ...app, definition: { ...app.definition, labels } })))).toEqual(wanted);
});

test('an adopted app is not restarted for the sake of the label', () => {
  const of = manifest({ adopt: true });
  const { labels: _, ...definition } = deployed(web).definition;
  expect(plan(of, observed(of, deployed(web, { definition })))).toEqual([]);
});

test('what Marathon rewrites is written once; what somebody else changes is written again', () => {
  const rewritten = { ...deployed(web).definition, acceptedResourceRoles: ['*'] };
  const of = manifest({ app: { acceptedResourceRoles: ['*', 'x'] } });
  const state = stored({ sent: HASH, found: definitionHash(rewritten, sha256) });
  expect(plan(of, observed(of, deployed(web, { definition: rewritten }), { state }))).toEqual([]);
  const touched = { ...rewritten, mem: 1 };
  expect(did(plan(of, observed(of, deployed(web, { definition: touched }), { state })))).toEqual([
    'replace-app',
  ]);
  const older = stored({ sent: 'of an older spec', found: definitionHash(rewritten, sha256) });
  const changed = observed(of, deployed(web, { definition: rewritten }), { state: older });
  expect(did(plan(of, changed))).toEqual(['replace-app']);
});

test('a locked app waits', () => {
  const app = deployed(web, { deployments: ['d1'], instances: 1 });
  expect(plan(bigger, observed(bigger, app, { locks: [lock()] }))).toEqual([]);
});

test.each([
  ['ours that only adds tasks and does not move', {}, ['stop-deployment']],
  ['that moved a minute ago', { quietSeconds: 60 }, []],
  ["somebody else's, or an update", { stoppable: false }, []],
])('rule 7: with Stop, a deployment %s', (_, changes, wanted) => {
  const of = manifest({ upgrade: { whenStuck: 'Stop' } });
  const app = deployed(web, { deployments: ['d1'] });
  expect(did(plan(of, observed(of, app, { locks: [lock(changes)] })))).toEqual(wanted);
});

test('rule 7: of two deployments none is stopped, and none without the word', () => {
  const of = manifest({ upgrade: { whenStuck: 'Stop' } });
  const app = deployed(web, { deployments: ['d1', 'd2'] });
  expect(plan(of, observed(of, app, { locks: [lock(), lock({}, { id: 'd2' })] }))).toEqual([]);
  expect(plan(web, observed(web, app, { locks: [lock()] }))).toEqual([]);
});

test('nothing is created where the role cannot be had, nor beside the app of before', () => {
  const problem = { at: 'role', found: '"x"', wanted: '"*"' };
  expect(plan(web, observed(web, undefined, { role: [problem] }))).toEqual([]);
  expect(plan(web, observed(web, undefined, { formerId: '/old' }))).toEqual([]);
});
