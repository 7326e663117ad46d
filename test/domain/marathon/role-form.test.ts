import { type MarathonInfo, roleForm, roleRewritten } from '../../../src/domain/marathon/role-form';
import { answered, sent, steps } from './recordings';

const info = (version: string, mesos_role?: string | null, enforce?: string): MarathonInfo => ({
  version,
  marathon_config: {
    mesos_role: mesos_role ?? null,
    ...(enforce ? { new_group_enforce_role: enforce } : {}),
  },
});
const group = {
  form: 'Group',
  idPrefix: '/shuffle/',
  fields: { role: 'shuffle', acceptedResourceRoles: ['shuffle'] },
};

test.each([
  [
    'the recorded root Marathon',
    steps('31-events-and-info').find((s) => s.request?.path === '/v2/info')?.response?.body as MarathonInfo,
    group,
  ],
  ['DC/OS 2.1', info('1.10.36', 'slave_public', 'top'), group],
  ['vanilla 1.11, no role of its own', info('1.11.24', undefined, 'off'), group],
  ['1.9, which may rewrite', info('1.9.100', 'slave_public', 'top'), group],
  ['2.0, should it ever come', info('2.0.0', '*', 'top'), group],
  ['a dedicated 1.11', info('1.11.24', 'shuffle', 'off'), { ...group, form: 'Dedicated' }],
  [
    'a dedicated 1.8',
    info('1.8.242', 'shuffle'),
    { form: 'Dedicated', idPrefix: '/shuffle/', fields: { acceptedResourceRoles: ['shuffle'] } },
  ],
  [
    'a dedicated 1.4',
    info('1.4.2', 'shuffle'),
    { form: 'Dedicated', idPrefix: '/shuffle/', fields: { acceptedResourceRoles: ['shuffle'] } },
  ],
])('%s', (_, marathon, form) => {
  expect(roleForm(marathon, 'shuffle')).toEqual(form);
});

test('a dedicated Marathon serves a role that cannot be a group, from the root', () => {
  const fields = { role: 'Shuffle_1', acceptedResourceRoles: ['Shuffle_1'] };
  expect(roleForm(info('1.11.24', 'Shuffle_1'), 'Shuffle_1')).toEqual({
    form: 'Dedicated',
    idPrefix: '/',
    fields,
  });
});

test.each([
  [
    info('1.8.242', 'slave_public'),
    'shuffle',
    /^found Marathon 1\.8\.242 with the role "slave_public", wanted one that is started with --mesos_role shuffle, or 1\.9 and later; run a Marathon of its own/,
  ],
  [info('1.8.242'), 'shuffle', /with the role "\*"/],
  [
    info('1.11.24', 'slave_public'),
    'Shuffle_1',
    /^found the role "Shuffle_1", which cannot be the name of a top-level group/,
  ],
  [info('1.11.24', 'slave_public'), 'a/b', /cannot be the name of a top-level group/],
  [info('banana', 'slave_public'), 'shuffle', /^found Marathon "banana", wanted a version such as/],
  [info('1.11.24', '*'), '*', /^found "\*", wanted a role that resources can be reserved for/],
])('fails with %j for %s', (marathon, role, message) => {
  const form = roleForm(marathon, role);
  if (form.form !== 'Impossible') throw new Error(`found ${form.form}`);
  const { found, wanted, fix } = form.problem;
  expect(`found ${found}, wanted ${wanted}; ${fix}`).toMatch(message);
});

test('23-roles-enforced: the fields that the form names are accepted and kept as they are', () => {
  const does = 'then /v2/apps in that group with the group role';
  const form = roleForm(info('1.11.24', 'slave_public', 'Top'), 'g5');
  expect(form).toMatchObject({ idPrefix: '/g5/', fields: { role: 'g5', acceptedResourceRoles: ['g5'] } });
  expect(sent('23-roles-enforced', does)).toMatchObject({
    id: '/g5/app',
    role: 'g5',
    acceptedResourceRoles: ['g5'],
  });
  const after = steps('23-roles-enforced').findIndex((s) => s.do === does) + 1;
  const read = steps('23-roles-enforced')[after]?.response?.body as { app: object } | undefined;
  expect(roleRewritten(sent('23-roles-enforced', does), read?.app ?? {})).toEqual([]);
});

test('25-dedicated-role: what a dedicated Marathon gives back is not rewritten', () => {
  const wanted = roleForm(info('1.11.24', 'shuffle'), 'shuffle');
  if (wanted.form === 'Impossible') throw new Error('impossible');
  expect(roleRewritten(wanted.fields, answered('25-dedicated-role', 'read it back'))).toEqual([]);
});

test.each([
  [{ role: 'shuffle', acceptedResourceRoles: ['*'] }, [['acceptedResourceRoles', '["*"]', '["shuffle"]']]],
  [
    { role: 'slave_public', acceptedResourceRoles: null },
    [
      ['role', '"slave_public"', '"shuffle"'],
      ['acceptedResourceRoles', '[]', '["shuffle"]'],
    ],
  ],
  [{ acceptedResourceRoles: ['shuffle'] }, [['role', 'null', '"shuffle"']]],
])('fails where Marathon made %j of it', (found, problems) => {
  const wanted = { role: 'shuffle', acceptedResourceRoles: ['shuffle'] };
  expect(roleRewritten(wanted, found).map((p) => [p.at, p.found, p.wanted])).toEqual(problems);
});
