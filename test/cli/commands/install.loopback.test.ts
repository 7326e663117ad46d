import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runHere } from '../buffer-io';

let folder: string;
let server: Server;
let base: string;
const files = new Map<string, Buffer>();

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'install-'));
  server = createServer((request, response) => {
    const found = files.get(request.url ?? '');
    if (!found) response.statusCode = 404;
    response.end(found);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  for (const version of ['1', '2'])
    archive(`spark-${version}.tgz`, `spark-${version}`, 'bin/spark-submit', version);
  archive('bundle.tar.gz', 'libmesos-bundle/lib', 'libmesos.so', 'elf');
  archive('other.tgz', 'other', 'README', 'x');
  files.set('/driver.jar', Buffer.from('jar'));
  files.set('/hdfs/core-site.xml', Buffer.from('<configuration/>'));
  files.set('/hdfs/hdfs-site.xml', Buffer.from('<configuration> </configuration>'));
  writeFileSync(path.join(folder, 'log4j.properties'), 'log4j.rootCategory=WARN\n');
});
afterAll(async () => {
  await new Promise((done) => server.close(done));
  rmSync(folder, { recursive: true, force: true });
});

function archive(name: string, top: string, file: string, text: string): void {
  const from = mkdtempSync(path.join(folder, 'tar-'));
  mkdirSync(path.dirname(path.join(from, top, file)), { recursive: true });
  writeFileSync(path.join(from, top, file), text, { mode: 0o755 });
  spawnSync('tar', ['-czf', path.join(from, name), '-C', from, top.split('/')[0] ?? '']);
  files.set(`/${name}`, readFileSync(path.join(from, name)));
}

function pinned(name: string, algorithm = 'sha256'): string {
  const digest = createHash(algorithm)
    .update(files.get(`/${name}`) ?? '')
    .digest('hex');
  return `${base}/${name}#${algorithm}=${digest}`;
}

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(folder, 'root-'));
});

const install = (...words: string[]) => runHere(['install', '--root', root, ...words]);
const everything = () => [
  ...['--spark', pinned('spark-1.tgz', 'sha512'), '--native-library', pinned('bundle.tar.gz')],
  ...['--jar', pinned('driver.jar'), '--log4j', path.join(folder, 'log4j.properties')],
  ...['--hadoop-conf', `${base}/hdfs`, '--defaults', 'spark-2-4', '--store', 's3://state'],
];
const at = (name: string) => path.join(root, name);
const text = (name: string) => readFileSync(at(name), 'utf8');

/** Every file and link with its content, so that two trees can be compared. */
function tree(top: string): readonly string[] {
  return readdirSync(top, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => {
      const file = path.join(top, name);
      const found = lstatSync(file);
      if (found.isSymbolicLink()) return `${name} -> ${readlinkSync(file)}`;
      return found.isDirectory() ? `${name}/` : `${name} ${found.ino} ${readFileSync(file, 'utf8')}`;
    });
}

test('installs everything, and nothing twice', async () => {
  const first = await install(...everything());
  expect([first.code, first.stderr]).toEqual([0, '']);
  const home = readlinkSync(at('opt/spark/current'));
  expect(readFileSync(path.join(root, home, 'bin/spark-submit'), 'utf8')).toBe('1');
  expect(statSync(path.join(root, home, 'bin/spark-submit')).mode & 0o111).toBe(0o111);
  expect(text('opt/spark/extra/driver.jar')).toBe('jar');
  expect(text('opt/spark/hadoop/core-site.xml')).toBe('<configuration/>');
  expect(text('opt/spark/conf/log4j.properties')).toContain('WARN');
  expect(text('opt/spark/conf/spark-env.sh')).toMatch(
    /LD_LIBRARY_PATH=\/opt\/spark\/native\/bundle-[0-9a-f]{12}\$/,
  );
  const library = /MESOS_NATIVE_JAVA_LIBRARY=(\S+)/.exec(text('opt/spark/conf/spark-env.sh'))?.[1] ?? '';
  expect(text(library)).toBe('elf');
  expect(text('etc/systemd/system/mesos-spark-defaults.service')).toContain(
    '--for spark-2-4 --store s3://state',
  );
  expect(readlinkSync(at('etc/systemd/system/timers.target.wants/mesos-spark-defaults.timer'))).toBe(
    '/etc/systemd/system/mesos-spark-defaults.timer',
  );
  const before = tree(root);
  const second = await install(...everything());
  expect(second.stdout.split('\n').filter((line) => line !== '' && !line.startsWith('unchanged:'))).toEqual(
    [],
  );
  expect(tree(root)).toEqual(before);
});

test('a dry run says what would be done and does nothing', async () => {
  const { code, stdout } = await install('--dry-run', ...everything());
  expect(code).toBe(0);
  expect(stdout).toContain('would link /opt/spark/current to /opt/spark/versions/spark-1-');
  expect(readdirSync(root)).toEqual([]);
});

test('a newer Spark is put beside the older one, and the link moves', async () => {
  await install('--spark', pinned('spark-1.tgz'));
  const older = readlinkSync(at('opt/spark/current'));
  expect((await install('--spark', pinned('spark-2.tgz'))).code).toBe(0);
  const newer = readlinkSync(at('opt/spark/current'));
  expect(text(`${older}/bin/spark-submit`)).toBe('1');
  expect(text(`${newer}/bin/spark-submit`)).toBe('2');
});

test.each<[what: string, words: () => readonly string[], said: string]>([
  [
    'another file than was meant',
    () => ['--spark', pinned('spark-2.tgz').replace('spark-2', 'spark-1')],
    'another file than was meant',
  ],
  [
    'a file that is not there',
    () => ['--spark', `${base}/none.tgz#sha256=${'a'.repeat(64)}`],
    'answered 404',
  ],
  ['an archive without Spark', () => ['--spark', pinned('other.tgz')], 'found no bin/spark-submit in it'],
  ['what is no archive', () => ['--spark', pinned('driver.jar')], 'cannot be unpacked'],
])('%s leaves nothing behind, and Spark as it was', async (_, words, said) => {
  await install('--spark', pinned('spark-1.tgz'));
  const before = tree(root);
  const { code, stderr } = await install(...words());
  expect(code).toBe(1);
  expect(stderr).toContain(said);
  expect(tree(root)).toEqual(before);
});

test('settings of which one is missing change nothing', async () => {
  await install('--spark', pinned('spark-1.tgz'), '--hadoop-conf', `${base}/hdfs`);
  const half = mkdtempSync(path.join(folder, 'half-'));
  writeFileSync(path.join(half, 'core-site.xml'), 'new');
  const { code } = await install('--spark', pinned('spark-1.tgz'), '--hadoop-conf', half);
  expect(code).toBe(1);
  expect(text('opt/spark/hadoop/core-site.xml')).toBe('<configuration/>');
});

test('what is no link where one is wanted is not replaced', async () => {
  mkdirSync(at('opt/spark/current'), { recursive: true });
  const { code, stderr } = await install('--spark', pinned('spark-1.tgz'));
  expect(code).toBe(1);
  expect(stderr).toContain('/opt/spark/current: found something that is no link');
});

test('says everything that is wrong with the options at once, and does nothing', async () => {
  const { code, stderr } = await install(
    ...['--spark', 'x', '--jar', 'y', '--native-library', 'dcos', '--defaults', 'A B', '--store', 'z'],
  );
  expect(code).toBe(1);
  expect(
    stderr
      .trim()
      .split('\n')
      .map((line) => line.split(': found')[0]),
  ).toEqual(['--spark', '--jar', '--native-library', '--store', '--defaults']);
  expect(existsSync(at('opt'))).toBe(false);
});
