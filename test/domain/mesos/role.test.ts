import { problemText } from '../../../src/domain/core/problem';
import { roleProblems, roleRefusal } from '../../../src/domain/mesos/role';

test.each(['shuffle', 'a/b', 'a-', 'slave_public', 'ö', '...', 'a.b', 'a/b-c/d', 'a*'])(
  'accepts the role %j',
  (role) => {
    expect(roleRefusal(role)).toBeUndefined();
    expect(roleProblems(role)).toEqual([]);
  },
);

test.each([
  ['', 'Role names cannot be the empty string'],
  ['/a', "Role '/a' cannot start with a slash"],
  ['/', "Role '/' cannot start with a slash"],
  ['a/', "Role 'a/' cannot end with a slash"],
  ['a//b', "Role 'a//b' cannot contain two adjacent slashes"],
  ['.', "Role '.' cannot include '.' as a component"],
  ['a/../b', "Role 'a/../b' cannot include '..' as a component"],
  ['a/*', "Role 'a/*' cannot include '*' as a component"],
  ['-a', "Role component '-a' is invalid because it starts with a dash"],
  ['a/-b', "Role component '-b' is invalid because it starts with a dash"],
  ['a b', "Role component 'a b' is invalid because it contains backspace or whitespace"],
  ['a\u007f', "Role component 'a\u007f' is invalid because it contains backspace or whitespace"],
])('fails on the role %j in the words of Mesos', (role, words) => {
  expect(roleRefusal(role)).toBe(words);
  expect(roleProblems(role)[0]?.fix).toBe(`Mesos says: ${words}`);
});

test('fails on * as a role to reserve for', () => {
  expect(roleRefusal('*')).toBeUndefined();
  expect(roleProblems('*').map(problemText)).toEqual([
    'role: found "*", wanted the name of a role; what is reserved for nobody is not a reservation; leave it out',
  ]);
});
