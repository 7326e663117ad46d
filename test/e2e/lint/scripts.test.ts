import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { runHere } from '../../cli/buffer-io';
import { DCOS, MESOS } from '../../support/agent-boot';
import { BAKED, printedImage } from '../../support/boot-scripts';
import { ROOT } from '../support/tools';
import { otherHosts } from './other-hosts';

/** What shellcheck and shells say of every script that we ship or print. */

/** Installs what is missing, or fails with what to install. */
beforeAll(() => {
  execFileSync(process.execPath, [path.join(ROOT, '.dev/parts/linters.mjs')], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}, 300_000);

const constructs = path.join(ROOT, 'constructs');
const SOURCES = readdirSync(constructs, { recursive: true })
  .map(String)
  .filter((file) => file.endsWith('.sh'))
  .sort();

const FINE = { status: 0, said: '' };

function said(text: string, command: string, ...args: readonly string[]) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8', input: text });
  if (error) throw error;
  return { status, said: `${stdout}${stderr}` };
}

test.each(SOURCES)('shellcheck has nothing to say of %s', (file) => {
  const source = path.join(constructs, file);
  const args = ['-x', '-S', 'style', '-P', path.join(constructs, 'boot'), source];
  expect(said('', 'shellcheck', ...args)).toEqual(FINE);
});

/** By name: as they are shipped, and as machines and people get them. */
function scripts(): readonly (readonly [string, string])[] {
  const sources = SOURCES.map((file) => [file, readFileSync(path.join(constructs, file), 'utf8')] as const);
  const laid = otherHosts().flatMap(({ name, files }) =>
    files
      .filter(({ content }) => content.startsWith('#!'))
      .map((file) => [`${name}: ${file.path}`, file.content] as const),
  );
  return [
    ...sources,
    ...Object.entries(BAKED.scripts).map(([name, text]) => [`boot script ${name}`, text] as const),
    ...laid,
    ['image of DC/OS', printedImage(DCOS)],
    ['image of Mesos', printedImage(MESOS)],
  ];
}

/** Without comments there are no directives either, so only what is certainly wrong counts. */
test('shellcheck finds nothing wrong in them as machines get them', () => {
  const found = scripts().map(([name, text]) => [
    name,
    said(text, 'shellcheck', '-s', 'sh', '-S', 'error', '-'),
  ]);
  expect(found.filter(([, one]) => JSON.stringify(one) !== JSON.stringify(FINE))).toEqual([]);
}, 120_000);

test.each(['dash', 'bash --posix', 'busybox sh', 'sh'])(
  '%s reads them',
  (shell) => {
    const [command = '', ...args] = shell.split(' ');
    const found = scripts().map(([name, text]) => [name, said(text, command, ...args, '-n')]);
    expect(found.length).toBeGreaterThan(2 * SOURCES.length);
    expect(found.filter(([, one]) => JSON.stringify(one) !== JSON.stringify(FINE))).toEqual([]);
  },
  60_000,
);

test("nothing is wrong with bash's completion", async () => {
  const { stdout } = await runHere(['completion', 'bash']);
  expect(said(stdout, 'shellcheck', '-s', 'bash', '-S', 'warning', '-')).toEqual(FINE);
});

test('they would find something', () => {
  expect(said('if [ $a == b ]; then\n', 'shellcheck', '-s', 'sh', '-').status).toBe(1);
  expect(said('if [ $a == b ]; then\n', 'dash', '-n').status).toBe(2);
});
