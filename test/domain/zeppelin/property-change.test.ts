import type { InterpreterProperties } from '../../../src/domain/zeppelin/interpreter-property';
import {
  changedNames,
  changedProperties,
  isEmpty,
  maskedNames,
  propertyChange,
  secretNames,
} from '../../../src/domain/zeppelin/property-change';

const typed = (value: unknown, type = 'string') => ({
  value,
  type,
  raw: { name: 'n', value, type, description: 'd' },
});
const plain = (value: string) => ({ value, raw: value });

const found: InterpreterProperties = {
  'spark.cores.max': typed('4'),
  'zeppelin.spark.useHiveContext': typed(true, 'checkbox'),
  'zeppelin.number': typed(10, 'number'),
  'spark.password': typed('s3cret', 'password'),
  theirs: typed('stays'),
};
const none: readonly string[] = [];

test.each([
  ['equal text', { 'spark.cores.max': '4' }, none, {}, none],
  ['another text', { 'spark.cores.max': '8' }, none, { 'spark.cores.max': '8' }, none],
  ['a checkbox that is equal', { 'zeppelin.spark.useHiveContext': 'true' }, none, {}, none],
  [
    'a number, which Zeppelin reads as 10.0',
    { 'zeppelin.number': '10' },
    none,
    { 'zeppelin.number': '10' },
    none,
  ],
  ['a secret', { 'spark.password': 'other' }, none, {}, none],
  ['one that is not there', { 'spark.new': '' }, none, { 'spark.new': '' }, none],
  ['one that was ours', {}, ['spark.cores.max', 'gone'], {}, ['spark.cores.max']],
  ['a secret that was ours', {}, ['spark.password'], {}, none],
  ['names of every object', { constructor: 'x' }, ['toString'], { constructor: 'x' }, none],
])('%s', (_, wanted, ours, set, unset) => {
  const change = propertyChange(found, { wanted: wanted as Record<string, string>, ours });
  expect(change).toEqual({ set, unset });
  expect(isEmpty(change)).toBe(changedNames(change).length === 0);
});

test('what is written is the whole map: others as they came, ours in the form of this Zeppelin', () => {
  const change = {
    set: { 'spark.cores.max': '8', 'spark.new': 'x', 'zeppelin.spark.useHiveContext': 'false' },
    unset: ['theirs'],
  };
  expect(changedProperties(found, change, 'typed')).toEqual({
    'spark.cores.max': { name: 'spark.cores.max', value: '8', type: 'string', description: 'd' },
    'spark.new': { name: 'spark.new', value: 'x', type: 'string' },
    'spark.password': found['spark.password']?.raw,
    'zeppelin.number': found['zeppelin.number']?.raw,
    'zeppelin.spark.useHiveContext': {
      name: 'zeppelin.spark.useHiveContext',
      value: false,
      type: 'checkbox',
      description: 'd',
    },
  });
  expect(
    changedProperties({ a: plain('1'), b: plain('2') }, { set: { a: '3' }, unset: ['b'] }, 'plain'),
  ).toEqual({
    a: '3',
  });
});

test('a second look at what was written finds nothing to change', () => {
  const wanted = {
    'spark.cores.max': '8',
    'zeppelin.number': '10',
    'zeppelin.spark.useHiveContext': 'false',
  };
  const change = propertyChange(found, { wanted, ours: ['theirs'] });
  const written = Object.entries(changedProperties(found, change, 'typed')).map(([name, raw]) => {
    const { value, type } = raw as { readonly value: unknown; readonly type: string };
    return [name, { value, type, raw }];
  });
  const after = Object.fromEntries(written) as InterpreterProperties;
  expect(isEmpty(propertyChange(after, { wanted, ours: ['theirs'] }))).toBe(true);
});

test('secrets and masks are known by type and by their stars', () => {
  const all = { ...found, masked: typed('******'), token: plain('•••••'), stars: plain('**') };
  expect(maskedNames(all)).toEqual(['masked', 'token']);
  expect(secretNames(all, { token: 'x', 'spark.password': 'y', theirs: 'z', new: 'w' })).toEqual([
    'spark.password',
    'token',
  ]);
});
