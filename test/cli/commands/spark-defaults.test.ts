import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runHere } from '../buffer-io';

const TEXT =
  "# Shuffle service s, app /s, port 7337. Written by mesos-spark.\nspark.a=it's\nspark.shuffle.service.port=7337\n";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'spark-defaults-'));
  mkdirSync(path.join(folder, 'store/published/spark-2-4'), { recursive: true });
  publish(TEXT);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const publish = (text: string) =>
  writeFileSync(path.join(folder, 'store/published/spark-2-4/spark-defaults.conf'), text);
const ask = (...words: string[]) =>
  runHere(['spark-defaults', '--for', 'spark-2-4', '--store', `file://${folder}/store`, ...words]);
const target = () => path.join(folder, 'conf/spark-defaults.conf');

test.each([
  ['properties', TEXT],
  ['conf', "--conf 'spark.a=it'\\''s' --conf 'spark.shuffle.service.port=7337'\n"],
  [
    'dispatcher',
    "spark.mesos.dispatcher.driverDefault.spark.a=it's\nspark.mesos.dispatcher.driverDefault.spark.shuffle.service.port=7337\n",
  ],
  ['zeppelin', '{\n  "spark.a": "it\'s",\n  "spark.shuffle.service.port": "7337"\n}\n'],
  ['env', ''],
  ['json', '{\n  "spark.a": "it\'s",\n  "spark.shuffle.service.port": "7337"\n}\n'],
])('prints what is published as %s', async (form, text) => {
  expect(await ask('--as', form)).toEqual({ code: 0, stderr: '', stdout: text });
});

test('prints a published spark-env.sh, and the options of the package with the image and user of executors', async () => {
  writeFileSync(path.join(folder, 'store/published/spark-2-4/spark-env.sh'), 'export A=1\n');
  expect((await ask('--as', 'env')).stdout).toBe('export A=1\n');
  publish(`${TEXT}spark.mesos.executor.docker.image=i:1\nspark.mesos.executor.docker.parameters=user=4711\n`);
  expect(JSON.parse((await ask('--as', 'package-options')).stdout)).toMatchObject({
    service: { 'docker-image': 'i:1', docker_user: '4711', user: 'spark' },
  });
});

test('writes the file whole, and only where it differs', async () => {
  expect((await ask('--write', target())).stderr).toBe(`wrote ${target()}\n`);
  expect(readFileSync(target(), 'utf8')).toBe(TEXT);
  const { ino } = statSync(target());
  expect((await ask('--write', target())).stderr).toBe(`unchanged ${target()}\n`);
  expect(statSync(target()).ino).toBe(ino);
  publish(TEXT.replaceAll('7337', '7338'));
  await ask('--write', target());
  expect(readFileSync(target(), 'utf8')).toContain('port=7338');
  expect(readdirSync(path.dirname(target()))).toEqual(['spark-defaults.conf']);
});

test.each<[string, () => void]>([
  ['nothing is published', () => rmSync(path.join(folder, 'store/published'), { recursive: true })],
  ['half a file is published', () => publish(TEXT.slice(0, 80))],
  ['an empty file is published', () => publish('')],
])('keeps the last good file where %s', async (_, spoil) => {
  await ask('--write', target());
  spoil();
  expect((await ask('--write', target())).code).toBe(1);
  expect(readFileSync(target(), 'utf8')).toBe(TEXT);
});

describe('where versions are kept', () => {
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
  const put = (name: string, text: string) => {
    const file = path.join(folder, 'store/published/spark-2-4', name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  };

  /** As the operator does, which may end after any of the writes. */
  function publishVersion(port: number, writes = 5): string {
    const conf = TEXT.replaceAll('7337', `${port}`);
    const env = `export PORT=${port}\n`;
    const version = sha256(`${conf}\0${env}`).slice(0, 12);
    const all: readonly (readonly [string, string])[] = [
      [`versions/${version}/spark-defaults.conf`, conf],
      [`versions/${version}/spark-env.sh`, env],
      ['spark-env.sh', env],
      ['spark-defaults.conf', conf],
      ['current', `${version}\n`],
    ];
    for (const [name, text] of all.slice(0, writes)) put(name, text);
    return version;
  }

  test.each([0, 1, 2, 3, 4])(
    'the old one holds until all is written, seen after %d writes',
    async (writes) => {
      publishVersion(7337);
      publishVersion(7338, writes);
      expect((await ask()).stdout).toContain('port=7337');
      expect((await ask('--as', 'env')).stdout).toBe('export PORT=7337\n');
      publishVersion(7338);
      expect((await ask()).stdout).toContain('port=7338');
      expect((await ask('--as', 'env')).stdout).toBe('export PORT=7338\n');
    },
  );

  test.each<[string, (version: string) => void, string]>([
    [
      'names nothing',
      () => put('current', 'newest\n'),
      'found "newest\\n" as published/spark-2-4/current in',
    ],
    ['is cut off', (version) => put('current', version.slice(0, 6)), 'as published/spark-2-4/current in'],
    ['names a version that is not there', () => put('current', '0123456789ab\n'), 'not both files are there'],
    [
      'names one that was cut off behind its port',
      (version) => put(`versions/${version}/spark-defaults.conf`, 'spark.shuffle.service.port=7337\n'),
      'with files of',
    ],
  ])('keeps the last good file where current %s', async (_, spoil, message) => {
    const version = publishVersion(7337);
    await ask('--write', target());
    const before = readFileSync(target(), 'utf8');
    spoil(version);
    const { code, stderr } = await ask('--write', target());
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(message) });
    expect(readFileSync(target(), 'utf8')).toBe(before);
  });
});
