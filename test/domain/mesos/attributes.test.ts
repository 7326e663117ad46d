import { problemText } from '../../../src/domain/core/problem';
import { attributesProblems, attributesText } from '../../../src/domain/mesos/attributes';

test('writes attributes sorted by name', () => {
  expect(attributesText({ workload: 'spark', rack: 'r1', level: '10', ports: '[1-2,5-9]', url: 'a:b' })).toBe(
    'level:10;ports:[1-2,5-9];rack:r1;url:a:b;workload:spark',
  );
  expect(attributesText({})).toBe('');
});

test.each([
  [{ '': 'x' }, 'attributes[""]: found "", wanted a name without colon, semicolon and line break'],
  [{ 'a:b': 'x' }, 'attributes["a:b"]: found "a:b", wanted a name without colon, semicolon and line break'],
  [{ a: 'x;b:y' }, 'attributes.a: found "x;b:y", wanted a value without semicolon and line break'],
  [{ a: 'x\nb' }, 'attributes.a: found "x\\nb", wanted a value without semicolon and line break'],
  [
    { a: 'x y' },
    'attributes.a: found "x y", wanted a value without spaces; Mesos drops them; use - or _ in their place',
  ],
  [
    { a: '' },
    'attributes.a: found "", wanted a text, a number or ranges; the agent would abort: Expecting non-empty string',
  ],
  [{ a: '{x,y}' }, 'the agent would abort: an attribute cannot be a set'],
  [{ a: 'x[1]' }, "the agent would abort: Unexpected '[' found"],
  [{ a: '(' }, 'the agent would abort: Mismatched brackets'],
  [{ a: '[1-x]' }, "the agent would abort: Expecting non-negative integers in '1'"],
])('fails on %j', (attributes, words) => {
  expect(
    attributesProblems(attributes as Record<string, string>)
      .map(problemText)
      .join('\n'),
  ).toContain(words);
  expect(() => attributesText(attributes as Record<string, string>)).toThrow(words);
});
