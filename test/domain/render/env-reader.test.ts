import fc from 'fast-check';
import { envFile } from '../../../src/domain/render/env-file';
import { readEnvironment } from '../../../src/domain/render/env-reader';
import { problemsOf } from '../../support/problems';

test.each([
  ['A=b', { A: 'b' }],
  ['A=', { A: '' }],
  ['# no\n; neither\n\nA=1\nA=2', { A: '2' }],
  [`A='[{"name":"cpus"}]'`, { A: '[{"name":"cpus"}]' }],
  ['A="say \\"x\\" for \\$5"', { A: 'say "x" for $5' }],
  [`A='a\\b'`, { A: 'a\\b' }],
  ['A=cpus:4;\\\nmem:5', { A: 'cpus:4;mem:5' }],
  ['export A=1', { A: '1' }],
  ['A=1\r\nB=2\r\n', { A: '1', B: '2' }],
])('%j', (text, wanted) => {
  expect(readEnvironment(text)).toEqual(wanted);
});

test('reads back what we write, whatever the values hold on one line', () => {
  const value = fc.string({ unit: 'grapheme-ascii' });
  fc.assert(
    fc.property(fc.dictionary(fc.stringMatching(/^[A-Z_][A-Z0-9_]{0,8}$/), value), (variables) => {
      expect(readEnvironment(envFile(variables))).toEqual({ ...variables });
    }),
  );
});

test('names every line that is neither a variable nor a comment', () => {
  expect(problemsOf(() => readEnvironment('A=1\nnonsense\n2B=3')).map(({ at }) => at)).toEqual([
    'line 2',
    'line 3',
  ]);
});
