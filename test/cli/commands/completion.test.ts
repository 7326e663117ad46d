import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { verbs } from '../../../src/cli/verbs';
import { runHere } from '../buffer-io';

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'completion-'));
  for (const shell of ['bash', 'zsh', 'fish']) {
    const { code, stdout } = await runHere(['completion', shell]);
    expect(code).toBe(0);
    writeFileSync(path.join(folder, shell), stdout);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

function lines(shell: string, script: string): readonly string[] {
  const { stdout, stderr, status } = spawnSync(shell, [...(shell === 'zsh' ? ['-f'] : []), '-c', script], {
    encoding: 'utf8',
    cwd: folder,
  });
  if (status !== 0 || stderr !== '') throw new Error(`${shell} ended with ${status}: ${stderr}`);
  return stdout.split('\n').filter((line) => line !== '');
}

const words = (typed: readonly string[]) => typed.map((word) => `'${word}'`).join(' ');

/** What each shell offers for the last of the words. Those of zsh are not filtered: its own compadd would do it. */
const SHELLS: Readonly<Record<string, (typed: readonly string[]) => readonly string[]>> = {
  bash: (typed) =>
    lines(
      'bash',
      `source <(cat ./bash); complete -p mesos-spark >/dev/null; COMP_WORDS=(mesos-spark ${words(typed)}); COMP_CWORD=${typed.length}
       _mesos_spark; printf '%s\\n' "\${COMPREPLY[@]}"`,
    ),
  zsh: (typed) =>
    lines(
      'zsh',
      `compdef() { :; }; source ./zsh
       compadd() { if [[ $1 == -a ]]; then print -l -- \${(P)2}; else shift; print -l -- $@; fi; }
       _files() { :; }; words=(mesos-spark ${words(typed)}); CURRENT=${typed.length + 1}; _mesos_spark`,
    ).filter((word) => word.startsWith(typed.at(-1) ?? '')),
  fish: (typed) =>
    // Files of the folder are fish's own addition.
    lines('fish', `source ./fish; complete -C 'mesos-spark ${typed.join(' ')}'`)
      .map((line) => line.split('\t')[0] ?? '')
      .filter((word) => !['bash', 'zsh', 'fish'].includes(word) || typed[0] === 'completion'),
};

/** Installs the shells that are missing, or fails with what to install. */
beforeAll(() => {
  const script = path.join(__dirname, '../../../.dev/parts/shells.mjs');
  execFileSync(process.execPath, [script], { stdio: ['ignore', 'inherit', 'inherit'] });
}, 300_000);

describe.each(Object.entries(SHELLS))('%s', (_, offered) => {
  test.each<[string, readonly string[], readonly string[]]>([
    ['verbs by their beginning', ['st'], ['status']],
    ['verbs below a verb', ['operator', 'r'], ['run']],
    ['kinds', ['get', 'Sh'], ['ShuffleService']],
    ['lists of the cluster', ['get', 'fr'], ['frameworks']],
    ['options of a verb alone', ['get', '--fra'], ['--framework']],
    ['options of a verb below a verb', ['operator', 'run', '--dry'], ['--dry-run']],
    ['choices of an option by its long name', ['get', 'all', '--output', 'y'], ['yaml']],
    ['choices of an option by its short name', ['get', '-o', 'w'], ['wide']],
    ['no verb where a value is wanted', ['get', '--role', 'st'], []],
    ['no option of another verb', ['status', '--fra'], []],
    ['shells', ['completion', 'ba'], ['bash']],
  ])('%s', (_what, typed, expected) => {
    expect([...offered(typed)].sort()).toEqual(expected);
  });

  test('every verb', () => {
    expect(offered([''])).toEqual(expect.arrayContaining(verbs.map(({ name }) => name)));
  });
});

test('a shell that is none is a wrong command line', async () => {
  expect((await runHere(['completion', 'tcsh'])).code).toBe(2);
});
