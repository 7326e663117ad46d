// A real Spark with Mesos' shuffle service, and what its tests look at it with; made once, kept in the cache.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { install } from './apt.mjs';
import { cacheFolder, key } from './cache.mjs';
import { kept } from './kept.mjs';
import { pythonEnvironment } from './python.mjs';
import { entry, Refusal, say, seconds, show } from './run.mjs';

/** The last one that holds spark-mesos: PyPI has Spark's whole distribution, but for its sbin folder. */
const LATEST = '3.5.9';

/** What the older ones are built with: they come as sources, and what is current no longer builds them. */
const BUILDERS = ['setuptools==65.5.0', 'wheel==0.43.0'];

/** A JDK: jstack is what the check of the cleaner is held against, javac makes a service whose cleaner dies. */
const TOOLS = {
  ...{ java: 'openjdk-17-jdk-headless', javac: 'openjdk-17-jdk-headless', jstack: 'openjdk-17-jdk-headless' },
  ...{ unshare: 'util-linux', nsenter: 'util-linux', ip: 'iproute2' },
  // Shells that images have, and who reads what they are given.
  ...{ busybox: 'busybox', dash: 'dash', shellcheck: 'shellcheck' },
};

/** The folder of Spark, with bin/spark-class. */
export async function sparkHome(version = LATEST) {
  await install(TOOLS, 'to run a real shuffle service');
  const wanted = `pyspark==${version}`;
  const folder = join(cacheFolder(), 'spark', key(wanted));
  await kept(folder, (draft) => download(wanted, draft));
  return join(folder, 'pyspark');
}

async function download(wanted, folder) {
  const start = performance.now();
  const { python } = await pythonEnvironment();
  const builder = `${folder}.builder`;
  say(`set-up: ${wanted}, some 350 MB`);
  try {
    const current = wanted.endsWith(LATEST);
    if (!current) {
      await step(wanted, python, ['-m', 'venv', builder]);
      await step(wanted, join(builder, 'bin/python'), [...PIP, ...BUILDERS]);
    }
    const pip = [
      ...PIP,
      '--no-deps',
      ...(current ? [] : ['--no-build-isolation']),
      '--target',
      folder,
      wanted,
    ];
    await step(wanted, current ? python : join(builder, 'bin/python'), pip);
  } finally {
    rmSync(builder, { recursive: true, force: true });
  }
  say(`set-up: Spark made in ${seconds(start)}`);
}

const PIP = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input'];

async function step(wanted, python, args) {
  const code = await show(python, args, { stdio: ['ignore', 2, 2] });
  if (code !== 0) {
    throw new Refusal(`pip could not install ${wanted} (exit code ${code}); see the messages above`);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await entry(async () => {
    process.stdout.write(`${await sparkHome(process.argv[2])}\n`);
  });
}
