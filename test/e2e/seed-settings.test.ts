import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { propertiesFile } from '../../src/domain/render/properties-file';
import { readProperties } from '../../src/domain/render/properties-reader';
import { deployed, published } from '../docs/seeds/deployed';
import type { Facts } from '../docs/seeds/difference';
import { configOf, piece, settingsIn, writtenTo } from '../docs/seeds/pieces';
import { end, run } from './support/children';
import { ShuffleHost } from './support/shuffle-service';
import { bareEnvironment, SPARK_VERSIONS, sparkHome } from './support/spark-submit';

jest.setTimeout(600_000);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'seed-settings-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What spark-submit says that it has read of a file, by its own words under --verbose. */
async function readBySpark(version: string, text: string): Promise<Facts> {
  const file = path.join(folder, 'spark-defaults.conf');
  writeFileSync(file, text);
  const home = sparkHome(version);
  const words = [
    '--verbose',
    '--properties-file',
    file,
    '--master',
    'local',
    '--class',
    'X',
    'file:/nowhere.jar',
  ];
  const { output } = await run('bash', [path.join(home, 'bin/spark-submit'), ...words], {
    env: bareEnvironment(home),
  });
  const lines = [...output.matchAll(/^Adding default property: ([\w.]+)=(.*)$/gm)];
  return Object.fromEntries(lines.map(([, name = '', value = '']) => [name, value]));
}

const written = (settings: Facts): string =>
  propertiesFile(
    Object.fromEntries(Object.entries(settings).filter(([key]) => key !== 'spark.shuffle.cleaner.interval')),
  );

/** Of each document: its settings as they would stand in a file, and the Spark that it is nearest to. */
const documents: readonly (readonly [seed: string, version: string, text: () => string])[] = [
  ['000', '2.4.8', () => written(settingsIn('000'))],
  ['001', '2.4.8', () => written(configOf(piece('001[1]')))],
  [
    '003',
    '2.2.3',
    () =>
      written(Object.fromEntries(Object.entries(settingsIn('003')).filter(([, value]) => value !== 'named'))),
  ],
  // Of 2.0.0, which is not to be had here.
  ['004', '2.2.3', () => writtenTo(piece('004[0]'), 'spark-defaults.conf')],
];

test.each(documents)(
  '%s: Spark %s reads both files as the page compares them',
  async (seed, version, text) => {
    const found = await deployed(`seed-${seed}`, seed === '003' ? { mesosRole: 'shuffle' } : undefined);
    const ours = published(found, 'spark-defaults.conf');
    await found.bed.close();
    expect(await readBySpark(version, text())).toEqual(readProperties(text()));
    expect(await readBySpark(version, ours)).toEqual(readProperties(ours));
  },
);

describe('--conf behind the shuffle service, as one of the documents has it', () => {
  let host: ShuffleHost;
  beforeAll(async () => {
    host = await ShuffleHost.make();
  });
  afterAll(() => host.remove());

  test.each(SPARK_VERSIONS)('does nothing in Spark %s; -D does', async (version) => {
    const home = sparkHome(version);
    const [said, ignored] = [17_337, 17_338];
    const service = host.start(
      'bash',
      [
        path.join(home, 'bin/spark-class'),
        'org.apache.spark.deploy.mesos.MesosExternalShuffleService',
        ...[
          '--conf',
          'spark.shuffle.service.enabled=true',
          '--conf',
          `spark.shuffle.service.port=${ignored}`,
        ],
      ],
      {
        stdio: 'ignore',
        env: { ...bareEnvironment(home), SPARK_SHUFFLE_OPTS: `-Dspark.shuffle.service.port=${said}` },
      },
    );
    try {
      for (let tries = 0; tries < 300 && !host.listens(said) && !host.listens(ignored); tries++)
        await sleep(100);
      expect({ said: host.listens(said), ignored: host.listens(ignored) }).toEqual({
        said: true,
        ignored: false,
      });
    } finally {
      await end(service);
    }
  });
});

describe('the example program of one of the documents, in a shell', () => {
  // The document's own sizes take minutes here.
  const small = piece('001[1]')
    .replace('numMappers = 100', 'numMappers = 4')
    .replace('numKeys = 1000000', 'numKeys = 1000')
    .replace('numReducers = 100', 'numReducers = 4');

  async function inShell(program: string): Promise<string> {
    const home = sparkHome('3.5.9');
    const file = path.join(folder, 'program.scala');
    const asks = ['spark.local.dir', 'spark.dynamicAllocation.enabled'].map(
      (name) => `println("${name} is " + spark.sparkContext.getConf.get("${name}", "not set"))`,
    );
    writeFileSync(file, [program, ...asks, 'System.exit(0)', ''].join('\n'));
    const words = [path.join(home, 'bin/spark-shell'), '--master', 'local[2]', '-i', file];
    const { output } = await run('bash', words, { env: bareEnvironment(home), cwd: folder });
    return output;
  }

  test('does not compile as it stands', async () => {
    expect(await inShell(small)).toContain('not found: value SparkSession');
  });

  test('with the import that is missing it counts, and its settings come too late', async () => {
    const output = await inShell(`import org.apache.spark.sql.SparkSession\n${small}`);
    expect(output).toContain('Groups count: 1000\n');
    expect(output).toContain('spark.local.dir is not set\n');
    expect(output).toContain('spark.dynamicAllocation.enabled is not set');
  });
});
