import type { LabOptions } from '../../src/lab';
import { API_VERSION, stateStoreKeys } from '../../src/manifest';
import { Bed } from './support/bed';
import { type LabInProcess, labInProcess } from './support/lab-cluster';
import { declare, defaults, service } from './support/manifests';

let lab: LabInProcess;
let bed: Bed;

async function begin(marathon: LabOptions['marathon'] & object): Promise<void> {
  lab = labInProcess({ marathon });
  bed = new Bed(lab);
  for (const host of ['a1', 'a2', 'a3']) await lab.addAgent(host);
  declare(bed.manifests, [service(), defaults()]);
  bed.start('one');
  await bed.run(60);
}

afterEach(() => bed.close());

const ready = () => bed.condition('Ready');
const appId = () => bed.status().activeRevision?.appId ?? '';
const app = async () => (await lab.marathon.app(appId()))?.definition;
/** Whose resources the tasks have. */
const takenFrom = () => [
  ...new Set(lab.lab.world.cluster.tasks.all().flatMap(({ portions }) => portions.map(({ role }) => role))),
];

test("rule 8: the root Marathon 1.11 gives a group's role", async () => {
  await begin({ version: '1.11.24', mesosRole: 'slave_public' });
  expect(ready()).toMatchObject({ status: 'True' });
  expect(appId()).toMatch(/^\/shuffle\/spark-2-4-/);
  expect(await app()).toMatchObject({ role: 'shuffle', acceptedResourceRoles: ['shuffle'] });
  expect(takenFrom()).toEqual(['shuffle']);
});

test('rule 8: a Marathon of its own for the role, older than roles of apps', async () => {
  await begin({ version: '1.8.222', mesosRole: 'shuffle' });
  expect(ready()).toMatchObject({ status: 'True' });
  expect(await app()).toMatchObject({ acceptedResourceRoles: ['shuffle'] });
  expect(await app()).not.toHaveProperty('role');
  expect(takenFrom()).toEqual(['shuffle']);
});

test('rule 8: a Marathon 1.8 without the role is told with the remedy, and asked again once it has it', async () => {
  await begin({ version: '1.8.222', mesosRole: '*' });
  expect(bed.writes).toEqual([]);
  expect(ready()).toMatchObject({ status: 'False', reason: 'RoleUnavailable' });
  expect(ready()?.message).toBe(
    'role: found Marathon 1.8.222 with the role "*", wanted one that is started with --mesos_role shuffle, or 1.9 and ' +
      'later; run a Marathon of its own for the role (on DC/OS: Marathon on Marathon); this one would accept the app ' +
      'and never start it',
  );
  await lab.call('PATCH', '/marathon', { mesosRole: 'shuffle' });
  await bed.run(90);
  expect(bed.writes).toEqual(['create 3']);
  expect(ready()).toMatchObject({ status: 'True' });
});

/** Where the group does not make its role the apps' own, 1.9 drops a role that is only accepted, and says 201. */
const REWRITES = { version: '1.9.109', mesosRole: 'slave_public', newGroupEnforceRole: 'off' } as const;

test('rule 8: a Marathon 1.9 whose groups enforce nothing keeps the role, for it is named', async () => {
  await begin(REWRITES);
  expect(ready()).toMatchObject({ status: 'True' });
  expect(await app()).toMatchObject({ role: 'shuffle', acceptedResourceRoles: ['shuffle'] });
  expect(takenFrom()).toEqual(['shuffle']);
});

test('rule 8: what is rewritten without a word is read back, told, not published and not sent again', async () => {
  await begin({ version: '1.8.222', mesosRole: '*' });
  // Marathon is another one than it was when it was asked.
  const stale = { version: '1.8.222', marathon_config: { mesos_role: 'shuffle' } };
  await lab.call('PATCH', '/marathon', REWRITES);
  await bed.close();
  bed = new Bed({ ...lab, marathon: { ...lab.marathon, info: async () => stale } });
  declare(bed.manifests, [service(), defaults()]);
  bed.start('one');
  await bed.run(600);
  expect(bed.writes).toEqual(['create 3']);
  expect(ready()).toMatchObject({ status: 'False', reason: 'RoleRewritten' });
  expect(ready()?.message).toMatch(
    /enforce the role of the top-level group .*, or use a Marathon of its own/,
  );
  expect(bed.state.text(stateStoreKeys.endpoint('spark-2-4'))).toBeUndefined();
  expect(bed.state.text(stateStoreKeys.sparkDefaults('defaults'))).toBeUndefined();
});

test('rule 8: the same of any app that names no role', async () => {
  await begin(REWRITES);
  bed.writes.splice(0);
  const app = { id: '/shuffle/web', cmd: 'sleep 1', acceptedResourceRoles: ['shuffle'] };
  const web = {
    apiVersion: API_VERSION,
    kind: 'MarathonApp',
    metadata: { name: 'web' },
    spec: { app },
  };
  declare(bed.manifests, [web], 'other');
  await bed.run(300);
  expect(bed.writes).toEqual(['create 1']);
  expect(bed.condition('Ready', 'MarathonApp', 'web')).toMatchObject({ reason: 'RoleRewritten' });
});

test('rule 8: a role that is lost later is found out, and what runs goes on', async () => {
  await begin({ version: '1.8.222', mesosRole: 'shuffle' });
  await lab.call('PATCH', '/marathon', { mesosRole: '*' });
  declare(bed.manifests, [service({ sparkVersion: '2.4.8' }), defaults()]);
  await bed.run(120);
  expect(bed.writes).toEqual(['create 3']);
  expect(await bed.runningOn()).toEqual(['a1', 'a2', 'a3']);
  expect(bed.condition('UpToDate')?.status).toBe('False');
});
