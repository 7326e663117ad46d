// The catalogue of Spark's settings, src/domain/spark/conf-catalogue.json: facts out of Spark's class files, and
// what they do not say, by hand (.dev/catalogue/hand.json).
//   node .dev/catalogue.mjs            makes it of the recorded facts
//   node .dev/catalogue.mjs --check    fails where it is not what they give
//   node .dev/catalogue.mjs --extract  reads the facts out of Spark 2.0 to 3.5 again (3 GB from PyPI and Maven Central)
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { facts } from './catalogue/facts.mjs';
import { catalogueText, merge } from './catalogue/merge.mjs';
import { install } from './parts/apt.mjs';
import { cacheFolder } from './parts/cache.mjs';
import { pythonEnvironment } from './parts/python.mjs';
import { ask, entry, Refusal, root, say, seconds, show } from './parts/run.mjs';

/** The last of each minor version; PyPI has whole distributions from 2.1 on, Maven Central the one before. */
const FROM_MAVEN = { '2.0.2': 'spark-core_2.11' };
const FROM_PYPI = ['2.1.3', '2.2.3', '2.3.4', '2.4.8', '3.0.3', '3.1.3', '3.2.4', '3.3.4', '3.4.4', '3.5.9'];
const ASM = 'org.ow2.asm:asm:9.7.1';

const FACTS = join(root, 'test/contract/recordings/spark/settings.json');
const HAND = join(root, '.dev/catalogue/hand.json');
const CATALOGUE = join(root, 'src/domain/spark/conf-catalogue.json');
const folder = join(cacheFolder(), 'spark-settings');

const ABOUT =
  'Made by .dev/catalogue.mjs: do not edit. Sources: ConfigEntry objects, calls of SparkConf.get and names in the class files of Spark 2.0.2 to 3.5.9 (test/contract/recordings/spark/settings.json), and .dev/catalogue/hand.json.';
const FACTS_ABOUT =
  'What the class files of one version of each of Spark 2.0 to 3.5 say about settings, read out of them by .dev/catalogue/Extract.java. `in`: the minor versions that know the name. A field with By: from which minor version on it has which value. `bare`: only a name. `composed`: put together at run time.';

function catalogue() {
  return catalogueText(
    ABOUT,
    merge(JSON.parse(readFileSync(FACTS, 'utf8')), JSON.parse(readFileSync(HAND, 'utf8'))),
  );
}

function check() {
  if (catalogue() === readFileSync(CATALOGUE, 'utf8')) return;
  throw new Refusal(`${CATALOGUE} is not what its parts give; make it by node .dev/catalogue.mjs`);
}

async function extract() {
  const start = performance.now();
  await install(
    { java: 'openjdk-17-jdk-headless', mvn: 'maven', tar: 'tar' },
    'to read settings out of Spark',
  );
  mkdirSync(folder, { recursive: true });
  const asm = join(folder, 'asm');
  await made(asm, (draft) => maven(['dependency:copy', `-Dartifact=${ASM}`, `-DoutputDirectory=${draft}`]));
  const extracts = {};
  for (const [version, artifact] of Object.entries(FROM_MAVEN)) {
    await made(join(folder, version), (draft) => fromMaven(draft, artifact, version));
    extracts[version] = extractOf(version, asm);
  }
  for (const version of FROM_PYPI) {
    await made(join(folder, version), (draft) => fromPypi(draft, version));
    extracts[version] = extractOf(version, asm);
  }
  const { versions, settings } = facts(extracts);
  const lines = Object.entries(settings).map(
    ([name, one]) => `${JSON.stringify(name)}:${JSON.stringify(one)}`,
  );
  const head = `"about":${JSON.stringify(FACTS_ABOUT)},\n"versions":${JSON.stringify(versions)}`;
  writeFileSync(FACTS, `{\n${head},\n"settings":{\n${lines.join(',\n')}\n}\n}\n`);
  say(`catalogue: ${lines.length} names of ${versions.length} versions in ${seconds(start)}`);
}

/** Made aside and renamed, so that an interrupted run leaves nothing half done. */
async function made(target, make) {
  if (existsSync(target)) return;
  const draft = mkdtempSync(`${target}.`);
  try {
    await make(draft);
    renameSync(draft, target);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

async function maven(args, cwd = folder) {
  const code = await show('mvn', ['-q', '-B', ...args], { cwd, stdio: ['ignore', 2, 2] });
  if (code !== 0) throw new Refusal(`mvn ${args[0]} ended with ${code}; see its messages above`);
}

async function fromMaven(draft, artifact, version) {
  const project = join(draft, 'pom.xml');
  writeFileSync(
    project,
    `<project><modelVersion>4.0.0</modelVersion><groupId>settings</groupId><artifactId>settings</artifactId><version>1</version><dependencies><dependency><groupId>org.apache.spark</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency></dependencies></project>\n`,
  );
  await maven(
    ['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${draft}`],
    draft,
  );
}

async function fromPypi(draft, version) {
  say(`catalogue: pyspark ${version}, some 250 MB`);
  const { python } = await pythonEnvironment();
  const pip = ['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--no-input', '--no-deps'];
  const code = await show(
    python,
    [...pip, '--no-binary', 'pyspark', '--dest', draft, `pyspark==${version}`],
    {
      stdio: ['ignore', 2, 2],
    },
  );
  if (code !== 0) throw new Refusal(`pip could not download pyspark ${version}; see the messages above`);
  const archive = join(
    draft,
    readdirSync(draft).find((name) => name.endsWith('.tar.gz')),
  );
  const tar = ['-xzf', archive, '-C', draft, '--wildcards', '--no-anchored', '--strip-components=3', '*.jar'];
  const unpacked = ask('tar', tar);
  if (!unpacked.ok) throw new Refusal(`tar: ${unpacked.stderr}`);
  rmSync(archive);
}

/** In a folder and a time zone of its own: some defaults hold them. */
function extractOf(version, asm) {
  const jars = join(folder, version);
  const opens = ['java.nio', 'sun.nio.ch'].flatMap((name) => [
    '--add-opens',
    `java.base/${name}=ALL-UNNAMED`,
  ]);
  const args = [
    ...opens,
    '-Duser.timezone=UTC',
    ...['-cp', `${jars}/*:${asm}/*`, join(root, '.dev/catalogue/Extract.java'), jars],
  ];
  const result = ask('java', args, { cwd: folder, maxBuffer: 2 ** 28 });
  if (!result.ok) throw new Refusal(`Extract.java on Spark ${version}: ${result.stderr.slice(-2000)}`);
  const found = JSON.parse(result.stdout);
  say(
    `catalogue: Spark ${version}, ${Object.keys(found.entries).length} entries; not made: ${found.unmade.length}`,
  );
  return found;
}

await entry(async () => {
  if (process.argv.includes('--check')) return check();
  if (process.argv.includes('--extract')) await extract();
  mkdirSync(dirname(CATALOGUE), { recursive: true });
  writeFileSync(CATALOGUE, catalogue());
});
