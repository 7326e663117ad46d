// A real Spark with Mesos' shuffle service, and what its tests look at it with; made once, kept in the cache.
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { install } from './apt.mjs';
import { cacheFolder, key } from './cache.mjs';
import { pythonEnvironment } from './python.mjs';
import { entry, Refusal, say, seconds, show } from './run.mjs';

/** The last one that holds spark-mesos: PyPI has Spark's whole distribution, but for its sbin folder. */
const PACKAGE = 'pyspark==3.5.9';

/** A JDK: jstack is what the check of the cleaner is held against, javac makes a service whose cleaner dies. */
const TOOLS = {
  ...{ java: 'openjdk-17-jdk-headless', javac: 'openjdk-17-jdk-headless', jstack: 'openjdk-17-jdk-headless' },
  ...{ unshare: 'util-linux', nsenter: 'util-linux', ip: 'iproute2' },
  // Shells that images have, and who reads what they are given.
  ...{ busybox: 'busybox', dash: 'dash', shellcheck: 'shellcheck' },
};

/** The folder of Spark, with bin/spark-class. */
export async function sparkHome() {
  await install(TOOLS, 'to run a real shuffle service');
  const folder = join(cacheFolder(), 'spark', key(PACKAGE));
  if (!existsSync(join(folder, 'complete'))) await download(folder);
  return join(folder, 'pyspark');
}

/** Built aside and renamed, so that an interrupted or a simultaneous run leaves nothing half done. */
async function download(folder) {
  const start = performance.now();
  const { python } = await pythonEnvironment();
  const draft = `${folder}.${process.pid}`;
  say(`set-up: ${PACKAGE}, some 350 MB`);
  mkdirSync(dirname(folder), { recursive: true });
  try {
    const pip = [
      ...['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input'],
      ...['--no-deps', '--target', draft, PACKAGE],
    ];
    const code = await show(python, pip, { stdio: ['ignore', 2, 2] });
    if (code !== 0) {
      throw new Refusal(`pip could not install ${PACKAGE} (exit code ${code}); see the messages above`);
    }
    writeFileSync(join(draft, 'complete'), '');
    rmSync(folder, { recursive: true, force: true });
    renameSync(draft, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  say(`set-up: Spark made in ${seconds(start)}`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await entry(async () => {
    process.stdout.write(`${await sparkHome()}\n`);
  });
}
