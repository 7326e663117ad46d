import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { runHere } from '../buffer-io';

const fileOf = (name: string) => readFileSync(path.join(__dirname, '../../../docs/monitoring', name), 'utf8');

test('prints the alert rules and the dashboard of the documents', async () => {
  expect(await runHere(['monitoring', 'alerts'])).toEqual({
    ...{ code: 0, stderr: '' },
    stdout: fileOf('alerts.yml'),
  });
  expect(await runHere(['monitoring', 'dashboard'])).toEqual({
    ...{ code: 0, stderr: '' },
    stdout: fileOf('dashboard.json'),
  });
});

test('links alerts to a runbook of your own', async () => {
  const { code, stdout } = await runHere([
    'monitoring',
    'alerts',
    '--runbook',
    'https://wiki.example/run?v=1',
  ]);
  expect(code).toBe(0);
  const rules = parse(stdout).groups.flatMap(
    ({ rules }: { rules: { annotations: { runbook_url: string } }[] }) => rules,
  );
  for (const { annotations } of rules)
    expect(annotations.runbook_url).toMatch(/^https:\/\/wiki\.example\/run\?v=1#mesosspark[a-z]+$/);
});

test.each(['', 'https://wiki.example/#top', 'a b', 'https://x/{{ query "up" }}'])(
  'fails with a runbook that is no place to add an anchor to: %j',
  async (runbook) => {
    const { code, stdout, stderr } = await runHere(['monitoring', 'alerts', '--runbook', runbook]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^--runbook: found .*, wanted a path or URL without spaces, # and braces/);
  },
);
