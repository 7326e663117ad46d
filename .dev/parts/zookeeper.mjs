// A real ZooKeeper server, for the tests of what we read of it; made once, kept in the cache.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { install } from './apt.mjs';
import { cacheFolder, key } from './cache.mjs';
import { kept } from './kept.mjs';
import { entry, Refusal, say, seconds, show } from './run.mjs';

/** The server, and what it loads without saying so. */
const ARTIFACTS = [
  'org.apache.zookeeper:zookeeper:3.9.3',
  'io.dropwizard.metrics:metrics-core:4.1.12.1',
  'org.xerial.snappy:snappy-java:1.1.10.5',
];
const COPY = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies';

const TOOLS = { java: 'openjdk-17-jre-headless', mvn: 'maven' };

/** Its jars: the class path is `<folder>/*`. */
export async function zooKeeperJars() {
  await install(TOOLS, 'to run a real ZooKeeper');
  const folder = join(cacheFolder(), 'zookeeper', key(ARTIFACTS, COPY));
  await kept(folder, download);
  return join(folder, 'jars');
}

async function download(folder) {
  const start = performance.now();
  say('set-up: ZooKeeper, some 15 MB');
  writeFileSync(join(folder, 'pom.xml'), pom());
  const args = ['-q', '-B', '-f', join(folder, 'pom.xml'), COPY, `-DoutputDirectory=${join(folder, 'jars')}`];
  const code = await show('mvn', args, { stdio: ['ignore', 2, 2] });
  if (code !== 0) throw new Refusal(`mvn could not copy ZooKeeper's jars (exit code ${code}); see above`);
  say(`set-up: ZooKeeper made in ${seconds(start)}`);
}

function pom() {
  const dependencies = ARTIFACTS.map((coordinates) => {
    const [group, artifact, version] = coordinates.split(':');
    const names = `<groupId>${group}</groupId><artifactId>${artifact}</artifactId>`;
    return `<dependency>${names}<version>${version}</version></dependency>`;
  });
  return [
    '<project><modelVersion>4.0.0</modelVersion>',
    '<groupId>local</groupId><artifactId>zookeeper-for-tests</artifactId><version>1</version>',
    `<dependencies>${dependencies.join('')}</dependencies></project>\n`,
  ].join('\n');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await entry(async () => {
    process.stdout.write(`${await zooKeeperJars()}\n`);
  });
}
