import { roleProblems } from '../../../src/domain/marathon/role-rules';

const info = (version: string, mesos_role: string | null = 'slave_public') => ({
  version,
  marathon_config: { mesos_role },
});

test.each([
  ['any role on unreserved resources', info('1.8.222'), { id: '/web', acceptedResourceRoles: ['*'] }],
  ['no role at all', info('1.8.222', null), { id: '/web' }],
  [
    "Marathon's own role",
    info('1.8.222', 'shuffle'),
    { id: '/web', acceptedResourceRoles: ['shuffle', '*'] },
  ],
  [
    'the role of the top-level group (1.9)',
    info('1.9.100'),
    { id: '/shuffle/a/b', role: 'shuffle', acceptedResourceRoles: ['shuffle'] },
  ],
  [
    'the role of the group by default',
    info('1.11.24'),
    { id: '/shuffle/a', acceptedResourceRoles: ['shuffle'] },
  ],
  [
    "Marathon's own role in a group",
    info('1.11.24'),
    { id: '/shuffle/a', role: 'slave_public', acceptedResourceRoles: ['slave_public'] },
  ],
  ['a version that tells nothing', info('SNAPSHOT'), { id: '/web', acceptedResourceRoles: ['x'] }],
])('has nothing against %s', (_, marathon, app) => {
  expect(roleProblems(marathon, app)).toEqual([]);
});

test.each([
  [
    'a group before 1.9, where it never starts',
    info('1.8.222'),
    { id: '/shuffle/a', acceptedResourceRoles: ['shuffle'] },
    'acceptedResourceRoles',
    '"*" or "slave_public" of Marathon 1.8.222 with --mesos_role slave_public',
  ],
  [
    'an app below the root',
    info('1.9.100'),
    { id: '/a', acceptedResourceRoles: ['shuffle'] },
    'acceptedResourceRoles',
    '"*" or "slave_public" of',
  ],
  [
    'a role that is not that of the group',
    info('1.11.24'),
    { id: '/shuffle/a', role: 'x', acceptedResourceRoles: ['x'] },
    'role',
    '"slave_public" or "shuffle" of',
  ],
  [
    'resources of another role than its own',
    info('1.11.24'),
    { id: '/shuffle/a', role: 'shuffle', acceptedResourceRoles: ['slave_public'] },
    'acceptedResourceRoles',
    '"*" or "shuffle" of',
  ],
])('refuses %s', (_, marathon, app, at, wanted) => {
  expect(roleProblems(marathon, app)).toMatchObject([{ at, wanted: expect.stringContaining(wanted) }]);
});
