import fc from 'fast-check';
import { canonicalJson } from '../../../src/domain/render/json';

test('JSON.parse reads back what was written', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test('the order in which keys were set does not matter', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.integer()), (record) => {
      const turned = Object.fromEntries(Object.entries(record).reverse());
      expect(canonicalJson({ a: [turned] })).toBe(canonicalJson({ a: [record] }));
    }),
  );
});

test('keys are sorted by code unit, undefined is left out, __proto__ is a key like others', () => {
  const value = JSON.parse('{"b":1,"B":[{"d":1,"c":2}],"ä":0,"__proto__":3}');
  expect(canonicalJson(value)).toBe('{"B":[{"c":2,"d":1}],"__proto__":3,"b":1,"ä":0}');
  expect(canonicalJson({ b: undefined, a: 1 })).toBe('{"a":1}');
  expect(canonicalJson({ a: [1] }, 2)).toBe('{\n  "a": [\n    1\n  ]\n}');
});

test.each([
  [{ a: { b: Number.NaN } }, 'a.b: found "NaN", wanted something that JSON can hold'],
  [[1, undefined], '[1]: found "undefined"'],
  [{ a: [() => 1] }, 'a[0]: found "a function"'],
  [1n, 'value: found "a bigint"'],
  [Number.POSITIVE_INFINITY, 'value: found "Infinity"'],
])('fails on what JSON cannot hold: %p', (value, message) => {
  expect(() => canonicalJson(value)).toThrow(message);
});
