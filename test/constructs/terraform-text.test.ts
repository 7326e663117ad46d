import { App, TerraformOutput, TerraformStack, Testing, Token } from 'cdktf';
import { attributeText, terraformText, terraformValue } from '../../constructs/terraform-text';

const late = (): string =>
  Token.asString({ toString: () => '', resolve: () => '$' + '{data.x.y}', creationStack: [] });

function output(make: (stack: TerraformStack) => string): string {
  const stack = new TerraformStack(new App(), 's');
  new TerraformOutput(stack, 'o', { value: make(stack) });
  return JSON.parse(Testing.synth(stack)).output.o.value;
}

test.each([
  ['${A}', '$${A}'],
  ['%{if x}', '%%{if x}'],
  ['$${A}', '$$${A}'],
  ['$A %d `date` "q" \\n', '$A %d `date` "q" \\n'],
  ['{${ %{', '{$${ %%{'],
])('text %j becomes %j', (text, wanted) => {
  expect(terraformText(text)).toBe(wanted);
  expect(attributeText(text)).toBe(wanted);
});

test('late values go in by name, after the escaping', () => {
  expect(output(() => terraformText('${HOST} joins @MASTER@ @OTHER@', { MASTER: late() }))).toBe(
    '$${HOST} joins ${data.x.y} @OTHER@',
  );
});

test('an attribute keeps the tokens in it', () => {
  expect(output(() => attributeText(`\${A}-${late()}-%{B}`))).toBe('$${A}-${data.x.y}-%%{B}');
});

test('a value for a function is a local', () => {
  expect(output((stack) => terraformValue(stack, 'text', terraformText('"${A}"')))).toBe('${local.text}');
});

test('fails on a late value without a place', () => {
  expect(() => terraformText('nothing here', { B: 'x', A: 'y' })).toThrow(
    'late value A: found no such name in the text, wanted @A@ at least once\n' +
      'late value B: found no such name in the text, wanted @B@ at least once',
  );
});

test('fails on a token inside pure text', () => {
  expect(() => terraformText(`x${late()}`)).toThrow(
    'wanted pure text; write @NAME@ in its place and give the token as the late value NAME',
  );
});

test.each([
  ['e\u0301', "letters that are not in Unicode's normal form C"],
  ['a\ud83d', 'half a surrogate pair'],
])('fails on %j, which Terraform would change', (text, found) => {
  for (const door of [terraformText, attributeText]) {
    expect(() => door(text)).toThrow(
      `text: found ${JSON.stringify(text)}, with ${found}, wanted text that Terraform hands on unchanged; ` +
        "use the text's normal form C, in JavaScript text.normalize()",
    );
  }
});
