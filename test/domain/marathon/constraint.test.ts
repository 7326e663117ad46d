import fc from 'fast-check';
import {
  attributeConstraint,
  type Constraint,
  constraintProblems,
  meetsConstraints,
  UNIQUE_HOST,
} from '../../../src/domain/marathon/constraint';

const agent = {
  hostname: '10.0.0.1',
  attributes: { workload: 'spark', rack: 3, half: 0.5 },
  region: 'aws/eu-1',
  zone: 'a',
};

test.each<[Constraint, boolean]>([
  [UNIQUE_HOST, true],
  [['workload', 'LIKE', 'spark'], true],
  [['workload', 'LIKE', 'spar'], false],
  [['workload', 'LIKE', 'spa.*|x'], true],
  [['workload', 'UNLIKE', 'batch'], true],
  [['workload', 'UNLIKE', 'spark'], false],
  [['workload', 'IS', 'spark'], true],
  [['rack', 'IS', '3.0'], true],
  [['rack', 'IS', '4'], false],
  [['half', 'IS', '0.50'], true],
  [['gpu', 'LIKE', '.*'], false],
  [['gpu', 'UNLIKE', '.*'], true],
  [['gpu', 'UNIQUE'], false],
  [['@hostname', 'CLUSTER', '10.0.0.1'], true],
  [['hostname', 'CLUSTER', '10.0.0.2'], false],
  [['hostname', 'CLUSTER'], true],
  [['@region', 'IS', 'aws/eu-1'], true],
  [['@zone', 'GROUP_BY', '3'], true],
  [['workload', 'LIKE', '('], false],
  [['workload', 'LIKE', ''], false],
])('%j on an agent is %s', (constraint, met) => {
  expect(meetsConstraints([constraint], agent)).toBe(met);
  expect(meetsConstraints([UNIQUE_HOST, constraint], agent)).toBe(met);
});

test('an attribute constraint takes its value literally and is one that Marathon accepts', () => {
  const value = fc.string({ minLength: 1, maxLength: 12 }).filter((v) => !v.includes('\n'));
  fc.assert(
    fc.property(value, value, (wanted, found) => {
      const constraint = attributeConstraint('a', wanted);
      expect(constraintProblems('c', constraint)).toEqual([]);
      expect(meetsConstraints([constraint], { hostname: 'h', attributes: { a: found } })).toBe(
        wanted === found,
      );
    }),
  );
});

test.each([
  [['hostname'], 'wanted [field, operator]'],
  [['', 'UNIQUE'], 'wanted [field, operator]'],
  [['hostname', 'ONLY'], 'wanted one of the operators UNIQUE, CLUSTER, GROUP_BY, LIKE, UNLIKE, MAX_PER, IS'],
  [['hostname', 'UNIQUE', 'x'], 'wanted UNIQUE without a value'],
  [['a', 'LIKE'], 'wanted LIKE with a regular expression'],
  [['a', 'UNLIKE', '('], 'wanted UNLIKE with a regular expression'],
  [['a', 'MAX_PER', 'x'], 'wanted MAX_PER with a whole number'],
  [['a', 'GROUP_BY', 'x'], 'wanted GROUP_BY with a whole number or nothing'],
  [['a', 'IS'], 'wanted IS with a value'],
])('fails on %j', (constraint, message) => {
  const [problem] = constraintProblems('constraints[0]', constraint);
  expect(`${problem?.at}: wanted ${problem?.wanted}`).toContain(`constraints[0]: ${message}`);
  expect(problem?.found).toBe(JSON.stringify(constraint));
});
