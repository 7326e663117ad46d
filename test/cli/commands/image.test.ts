import { spawnSync } from 'node:child_process';
import { shippedBootScripts } from '../../../constructs/shipped-files';
import { runHere } from '../buffer-io';

const SHA = 'ab'.repeat(32);
const { digest } = shippedBootScripts();

test('prints a script that a shell reads, with the digest that AgentGroup compares', async () => {
  const { code, stdout, stderr } = await runHere([
    'image',
    '--platform',
    'mesos',
    '--mesos-package',
    'mesos-1.11.0',
  ]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(spawnSync('sh', ['-n'], { input: stdout }).status).toBe(0);
  expect(stdout).toContain(`\nDIGEST=${digest}\nINSTALLER=install-mesos.sh\n`);
  expect(stdout).toContain('\nMESOS_PACKAGE=mesos-1.11.0\n');
  expect(
    (await runHere(['image', '--print', '--platform', 'mesos', '--mesos-package', 'mesos-1.11.0'])).stdout,
  ).toBe(stdout);
});

test('gives machines the digest beside the script', async () => {
  const { stdout } = await runHere(['image', '--platform', 'dcos', '-o', 'json']);
  const { script } = JSON.parse(stdout);
  expect(JSON.parse(stdout)).toEqual({ platform: 'dcos', bootScripts: digest, script });
  expect(script).toContain('\nINSTALLER=install-dcos.sh\n');
});

test('installs Mesos from an archive', async () => {
  const archive = ['--mesos-archive', 'https://repo.example/mesos.tar.gz', '--mesos-archive-sha256', SHA];
  const { stdout } = await runHere([
    'image',
    '--platform',
    'mesos',
    ...archive,
    '--mesos-home',
    '/opt/mesos-1.11',
  ]);
  expect(stdout).toContain('\nMESOS_ARCHIVE_URL=https://repo.example/mesos.tar.gz\n');
  expect(stdout).toContain('\nMESOS_HOME=/opt/mesos-1.11\n');
});

test.each([
  ['no platform', [], 2, /required option '--platform <platform>' not specified/],
  ['an unknown platform', ['--platform', 'messo'], 2, /Allowed choices are dcos, mesos/],
  ['an unknown option', ['--platform', 'mesos', '--mesos-pakage', 'x'], 2, /Did you mean --mesos-package\?/],
  [
    'printing and running',
    ['--platform', 'mesos', '--print', '--run'],
    2,
    /cannot be used with option '--run'/,
  ],
  [
    'a package of Mesos for DC/OS',
    ['--platform', 'dcos', '--mesos-package', 'mesos'],
    1,
    /^--mesos-package: found it beside --platform dcos, wanted nothing of Mesos: DC\/OS brings its own; leave it out/,
  ],
  [
    'a sum without its archive',
    ['--platform', 'mesos', '--mesos-archive-sha256', SHA],
    1,
    /^--mesos-archive-sha256: found no --mesos-archive beside it/,
  ],
  [
    'an archive without its sum, beside a package',
    ['--platform', 'mesos', '--mesos-archive', 'https://a.example/m.tar', '--mesos-package', 'mesos'],
    1,
    /^--mesos-package: found it beside --mesos-archive, wanted one of the two\n--mesos-archive-sha256: found nothing/,
  ],
  [
    'a package that is none',
    ['--platform', 'mesos', '--mesos-package', 'a b'],
    1,
    /^installation: found "a b", wanted the name of a package/,
  ],
])('refuses %s', async (_, options, code, message) => {
  const ran = await runHere(['image', ...options]);
  expect({ code: ran.code, stdout: ran.stdout }).toEqual({ code, stdout: '' });
  expect(ran.stderr.replace(/^error: /, '')).toMatch(message);
});
