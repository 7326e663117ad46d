import { Resources } from '../../src/domain/mesos/resources';
import { readResources } from '../../src/domain/mesos/resources-reader';
import recording from './recordings/mesos/resources-cases.json';

interface Case {
  readonly value: string;
  readonly defaultRole?: string;
  readonly valid: boolean;
  readonly resources?: unknown;
  readonly text?: string;
  readonly error?: string;
}

const cases: readonly Case[] = recording.cases;

test('the recording has all its cases', () => {
  expect(cases).toHaveLength(216);
  expect(cases.filter(({ valid }) => !valid)).toHaveLength(46);
});

test.each(cases.filter(({ valid }) => valid))(
  'reads $value as the agent does',
  ({ value, defaultRole, ...want }) => {
    const resources = Resources.parse(value, defaultRole);
    expect(resources.toJson()).toEqual(want.resources);
    expect(JSON.parse(resources.toJsonText())).toEqual(want.resources);
    expect(resources.toString()).toBe(want.text);
  },
);

test.each(cases.filter(({ valid }) => !valid))(
  'fails on $value in the words of the agent',
  ({ value, error }) => {
    expect(readResources(value, '*')).toEqual({ error });
    expect(() => Resources.parse(value)).toThrow(`Mesos says: ${error}`);
  },
);
