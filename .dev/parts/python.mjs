// A Python environment with the AWS emulator, in the cache, keyed by what is in it.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheFolder, key } from './cache.mjs';
import { ask, Refusal, root, say, seconds, show } from './run.mjs';

/** The oldest that the pinned emulator runs on. */
const OLDEST = [3, 10];
const REQUIREMENTS = join(root, 'test/e2e/moto/requirements.txt');
const WINDOWS = process.platform === 'win32';

/** Makes the environment unless it stands; returns its interpreter. */
export async function pythonEnvironment() {
  const base = findPython();
  const requirements = readFileSync(REQUIREMENTS, 'utf8');
  const folder = join(
    cacheFolder(),
    'python',
    key(requirements, base.version, process.platform, process.arch),
  );
  const python = join(folder, WINDOWS ? 'Scripts/python.exe' : 'bin/python');
  if (existsSync(join(folder, 'complete')) && existsSync(python)) return { python, made: false };
  await makeEnvironment(base.command, folder);
  return { python, made: true };
}

/** Built aside and renamed, so that an interrupted or a simultaneous set-up leaves nothing half done. */
async function makeEnvironment(command, folder) {
  const start = performance.now();
  const draft = `${folder}.${process.pid}`;
  say('set-up: Python environment with moto, the AWS emulator');
  mkdirSync(dirname(folder), { recursive: true });
  try {
    await step(command, ['-m', 'venv', draft], 'the environment could not be made');
    const pip = [
      ...['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input'],
      ...['--only-binary', ':all:', '-r', REQUIREMENTS],
    ];
    await step(join(draft, WINDOWS ? 'Scripts/python.exe' : 'bin/python'), pip, 'pip could not install moto');
    writeFileSync(join(draft, 'complete'), '');
    rmSync(folder, { recursive: true, force: true });
    renameSync(draft, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  say(`set-up: Python environment made in ${seconds(start)}`);
}

async function step(command, args, failure) {
  const code = await show(command, args, { stdio: ['ignore', 2, 2] });
  if (code !== 0) throw new Refusal(`${failure} (exit code ${code}); see the messages above`);
}

/** The first of the usual names that is new enough and can make environments. */
function findPython() {
  const named = process.env.MESOS_SPARK_PYTHON_BASE;
  const names = named
    ? [named]
    : ['python3', 'python', 'python3.13', 'python3.12', 'python3.11', 'python3.10'];
  const seen = [];
  for (const command of names) {
    const probe = 'import sys, venv, ensurepip; print("%d.%d.%d" % sys.version_info[:3])';
    const answer = ask(command, ['-c', probe]);
    if (answer.missing) continue;
    const version = answer.stdout.trim();
    const [major = 0, minor = 0] = version.split('.').map(Number);
    if (answer.ok && (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])))
      return { command, version };
    seen.push(answer.ok ? `${command} ${version}` : `${command} without venv`);
  }
  throw new Refusal(
    `Python: found ${seen.length > 0 ? seen.join(', ') : 'none'}, wanted ${OLDEST.join('.')} or newer with its venv module; ` +
      'install it (Debian and Ubuntu: apt-get install python3 python3-venv), or name it in MESOS_SPARK_PYTHON_BASE',
  );
}
