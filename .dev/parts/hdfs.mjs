// A real HDFS in one JVM (Hadoop's own mini cluster), for the tests of uploads; made once, kept in the cache. What it
// needs of Hadoop besides is in Spark.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { install } from './apt.mjs';
import { cacheFolder, key } from './cache.mjs';
import { kept } from './kept.mjs';
import { entry, Refusal, say, seconds, show } from './run.mjs';

/** Of the Hadoop that Spark 3.5 is built with. */
const ARTIFACT = 'org.apache.hadoop:hadoop-client-minicluster:3.3.4';
const COPY = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy';

const TOOLS = { java: 'openjdk-17-jdk-headless', javac: 'openjdk-17-jdk-headless', mvn: 'maven' };

/** The folder with its jar. */
export async function hdfsJars() {
  await install(TOOLS, 'to run a real HDFS');
  const folder = join(cacheFolder(), 'hdfs', key(ARTIFACT, COPY));
  await kept(folder, download);
  return folder;
}

async function download(folder) {
  const start = performance.now();
  say('set-up: HDFS, some 37 MB');
  const args = ['-q', '-B', COPY, `-Dartifact=${ARTIFACT}`, `-DoutputDirectory=${folder}`];
  const code = await show('mvn', args, { stdio: ['ignore', 2, 2] });
  if (code !== 0) throw new Refusal(`mvn could not copy HDFS (exit code ${code}); see above`);
  say(`set-up: HDFS made in ${seconds(start)}`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await entry(async () => {
    process.stdout.write(`${await hdfsJars()}\n`);
  });
}
