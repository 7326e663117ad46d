import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { submitCommand } from '../../../../src/domain/spark/submit/command';
import { type DockerRun, dockerRun } from '../../../../src/domain/spark/submit/docker-run';
import { masterAt } from '../../../../src/domain/spark/submit/master-url';
import { nativeLibraryIn } from '../../../../src/domain/spark/submit/native-library';
import { shellLine, shellLines } from '../../../../src/domain/spark/submit/shell-text';
import { problemsOf } from '../../../support/problems';

const HOSTILE = [
  "it's",
  'a b',
  '$HOME',
  '',
  '"',
  '`id`',
  '$(id)',
  'x\ny',
  '*',
  '${',
  '\\',
  '-x',
  '#',
  'A=b',
  '~',
];
const command = submitCommand({
  sparkVersion: '2.4.0',
  target: { is: 'client', master: masterAt('h'), nativeLibrary: nativeLibraryIn("/a $b'c") },
  program: { is: 'application', resource: "file:/it's $HOME.jar", mainClass: 'Main', args: HOSTILE },
  name: "it's ${name}\n",
  properties: Object.fromEntries(HOSTILE.map((text, i) => [`spark.x${i}`, `_${text}_`])),
});

let bin: string;
beforeAll(() => {
  bin = mkdtempSync(path.join(tmpdir(), 'submit-bin-'));
  for (const name of ['spark-submit', 'docker']) {
    writeFileSync(
      path.join(bin, name),
      '#!/bin/sh\nprintf "%s\\0" "$MESOS_NATIVE_JAVA_LIBRARY" "$LD_LIBRARY_PATH" "$0" "$@"\n',
    );
    chmodSync(path.join(bin, name), 0o755);
  }
});
afterAll(() => rmSync(bin, { recursive: true, force: true }));

function ranBy(shell: string, text: string): readonly string[] {
  const { stdout } = spawnSync(shell, ['-c', text], {
    encoding: 'utf8',
    env: { PATH: `${bin}:/usr/bin:/bin` },
  });
  return stdout.split('\0').slice(0, -1);
}

test.each([
  ['sh', 'one line', shellLine(command)],
  ['bash', 'one line', shellLine(command)],
  ['sh', 'many lines', shellLines(command)],
  ['bash', 'many lines', shellLines(command)],
])('%s reads back %s as it was meant', (shell, _, text) => {
  const [library, folder, program, ...args] = ranBy(shell, text);
  expect([library, folder]).toEqual(["/a $b'c/libmesos.so", "/a $b'c"]);
  expect(program).toBe(path.join(bin, 'spark-submit'));
  expect(args).toEqual(command.argv.slice(1));
});

test('docker gets the same words, the environment and what is mounted', () => {
  const words = ranBy(
    'sh',
    shellLine(dockerRun(command, { image: 'spark:2', mounts: ['/b', '/a $x', '/b'] })),
  );
  expect(words.slice(2)).toEqual([
    path.join(bin, 'docker'),
    'run',
    '--rm',
    '--net=host',
    "--env=LD_LIBRARY_PATH=/a $b'c",
    "--env=MESOS_NATIVE_JAVA_LIBRARY=/a $b'c/libmesos.so",
    '--volume=/a $x:/a $x:ro',
    '--volume=/b:/b:ro',
    'spark:2',
    ...command.argv,
  ]);
});

test('a shell in a container has the terminal', () => {
  expect(dockerRun(command, { image: 'i', interactive: true }).argv.slice(3, 6)).toEqual([
    '--net=host',
    '--interactive',
    '--tty',
  ]);
});

test.each<[DockerRun]>([[{ image: '-v' }], [{ image: 'a b' }], [{ image: 'i', mounts: ['/a:/b', 'c'] }]])(
  'refuses %j',
  (run) => {
    expect(problemsOf(() => dockerRun(command, run))).toHaveLength(run.mounts?.length ?? 1);
  },
);

test('for people, an option stands with its value', () => {
  const short = submitCommand({
    sparkVersion: '2.4.0',
    target: { is: 'local' },
    program: { is: 'application', resource: 'a.jar', mainClass: 'M', args: ['1'] },
  });
  expect(shellLines(short)).toBe('spark-submit \\\n  --master local \\\n  --class M \\\n  a.jar \\\n  1');
});
