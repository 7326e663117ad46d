import { App, TerraformStack, Token } from 'cdktf';
import { known } from '../../constructs/known';

const stack = () => new TerraformStack(new App(), 's');

test.each([['text'], [7], [['a', 'b']], [{ a: { b: [1] } }], [undefined]])('%j is known', (value) => {
  expect(known(stack(), 'x', value)).toBe(value);
});

test('fails on every token at once, with its place', () => {
  const token = Token.asString({ a: 1 });
  const value = { heap: token, list: [1, Token.asNumber({ a: 1 })], names: Token.asList({ a: 1 }), ok: 'x' };
  expect(() => known(stack(), 'props', value)).toThrow(
    ['s.props.heap', 's.props.list[1]', 's.props.names']
      .map(
        (at) =>
          `${at}: found a value that only Terraform will know (a token), wanted a value that is known when the ` +
          'stack is synthesized; write the value itself, or read it from a setting or an environment variable',
      )
      .join('\n'),
  );
});

test('fails on a token as a name', () => {
  expect(() => known(stack(), 'labels', { [Token.asString({ a: 1 })]: 'x' })).toThrow(
    'the names in labels: found a value',
  );
});
