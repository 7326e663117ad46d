// A real Zeppelin server, without interpreters, for the tests of our client; made once, kept in the cache.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { install } from './apt.mjs';
import { cacheFolder, key } from './cache.mjs';
import { kept } from './kept.mjs';
import { entry, Refusal, say, seconds, show } from './run.mjs';

/** The last one of 0.10 that resolves; those of 0.11 and 0.12 do not. */
const VERSION = '0.10.0';
const COPY = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies';
/** Of what it resolves to: names and contents of all jars. */
const CONTENTS = 'db19dbd754d165bf61b67287df3919e13a250229b6c50c40f70c217973c99e94';

const TOOLS = { java: 'openjdk-17-jre-headless', mvn: 'maven' };

/** Its jars: the class path is `<folder>/*`. */
export async function zeppelinJars() {
  await install(TOOLS, 'to run a real Zeppelin');
  const folder = join(cacheFolder(), 'zeppelin', key(VERSION, COPY, CONTENTS));
  await kept(folder, download);
  return join(folder, 'jars');
}

async function download(folder) {
  const start = performance.now();
  say(`set-up: Zeppelin ${VERSION}, some 70 MB, about a minute`);
  writeFileSync(join(folder, 'pom.xml'), pom());
  const jars = join(folder, 'jars');
  const args = ['-q', '-B', '-f', join(folder, 'pom.xml'), COPY, `-DoutputDirectory=${jars}`];
  const code = await show('mvn', [...args, '-DincludeScope=runtime'], { stdio: ['ignore', 2, 2] });
  if (code !== 0) throw new Refusal(`mvn could not copy Zeppelin's jars (exit code ${code}); see above`);
  const found = contents(jars);
  if (found !== CONTENTS) {
    throw new Refusal(
      `Zeppelin ${VERSION}: found jars with the digest ${found}, wanted ${CONTENTS}; ` +
        'a repository gives other files than before: look at them, then name the new digest in .dev/parts/zeppelin.mjs',
    );
  }
  say(`set-up: Zeppelin made in ${seconds(start)}`);
}

function contents(folder) {
  const hash = (data) => createHash('sha256').update(data).digest('hex');
  const lines = readdirSync(folder)
    .sort()
    .map((name) => `${name} ${hash(readFileSync(join(folder, name)))}\n`);
  return hash(lines.join(''));
}

function pom() {
  return [
    '<project><modelVersion>4.0.0</modelVersion>',
    '<groupId>local</groupId><artifactId>zeppelin-for-tests</artifactId><version>1</version>',
    '<dependencies><dependency><groupId>org.apache.zeppelin</groupId><artifactId>zeppelin-server</artifactId>',
    `<version>${VERSION}</version></dependency></dependencies></project>\n`,
  ].join('\n');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await entry(async () => {
    process.stdout.write(`${await zeppelinJars()}\n`);
  });
}
