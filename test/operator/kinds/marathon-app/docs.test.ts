import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { marathonAppSpec } from '../../../../src/manifest';

const root = path.join(__dirname, '../../../..');
const page = readFileSync(path.join(root, 'docs/kinds/marathon-app.md'), 'utf8');
const folder = path.join(root, 'src/operator/kinds/marathon-app');
const code = readdirSync(folder)
  .map((name) => readFileSync(path.join(folder, name), 'utf8'))
  .join('\n');

test('every reason is explained, and no other', () => {
  const said = [...code.matchAll(/'([A-Z][a-z]+(?:[A-Z][a-z]+)*)'/g)].map(([, word]) => word);
  const section = page.slice(page.indexOf('## Conditions'));
  const explained = [...section.matchAll(/`([A-Z][A-Za-z]+)`/g)].map(([, word]) => word);
  const no = [
    'MarathonApp',
    'Stop',
    'Tell',
    'Wait',
    'Proceed',
    'Hold',
    'Update',
    'Retain',
    'Drain',
    'True',
    'False',
  ];
  const reasons = [...new Set(said)].filter((word) => word && !no.includes(word)).sort();
  const others = ['Applied', 'ScaleApplication'];
  expect(reasons.filter((word) => word && ![...explained, ...others].includes(word))).toEqual([]);
  const words = [...reasons, 'Ready', ...others, ...no];
  expect(explained.filter((word) => word && !words.includes(word))).toEqual([]);
});

test('every field of the spec is explained', () => {
  for (const field of Object.keys(marathonAppSpec.shape))
    expect(page).toMatch(new RegExp(`^\\| \`${field}`, 'm'));
  const { upgrade } = marathonAppSpec.parse({ app: { id: '/a', cmd: 'sleep' } });
  for (const [field, value] of Object.entries(upgrade)) {
    expect(page).toContain(`| \`upgrade.${field}\` | \`${value}\` |`);
  }
});
