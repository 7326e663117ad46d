import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runHere } from '../cli/buffer-io';
import { run } from './support/children';
import { HdfsCluster } from './support/hdfs';
import { bareEnvironment, sparkHome } from './support/spark-submit';

jest.setTimeout(300_000);

let hdfs: HdfsCluster;
let folder: string;
let home: string;
beforeAll(async () => {
  home = sparkHome('3.5.9');
  hdfs = await HdfsCluster.make();
  folder = mkdtempSync(path.join(tmpdir(), 'submit-hdfs-'));
  writeFileSync(
    path.join(folder, 'Hello.java'),
    'public class Hello { public static void main(String[] args) { System.out.println("hello " + String.join("|", args)); } }',
  );
  await run('javac', ['--release', '8', '-nowarn', 'Hello.java'], { cwd: folder });
  const made = await run('jar', ['cf', 'hello.jar', 'Hello.class'], { cwd: folder });
  if (made.code !== 0) throw new Error(made.output);
});
afterAll(async () => {
  await hdfs?.remove();
  rmSync(folder, { recursive: true, force: true });
});

const submit = (...words: string[]) =>
  runHere(
    ['submit', '--spark-home', home, '--hadoop-conf-dir', hdfs.confDir, '--master', 'local', ...words],
    [],
    {
      ...bareEnvironment(home),
    },
  );
const upload = (to: string, ...more: string[]) =>
  submit('--upload', to, '--class', 'Hello', ...more, path.join(folder, 'hello.jar'), 'a b', "it's");

test('a jar is put into a real HDFS of two NameNodes, and Spark runs it from there', async () => {
  const first = await upload('hdfs://hdfs/jars/', '--run');
  expect(first.stderr).toContain('uploaded hdfs://hdfs/jars/hello.jar\n');
  expect([first.code, first.stdout]).toEqual([0, "hello a b|it's\n"]);
  const second = await upload('hdfs://hdfs/jars/');
  expect(second.stderr).toContain('hdfs://hdfs/jars/hello.jar is there already, with the same bytes\n');
});

test.each([
  ['fewer', 'short'],
  ['more', 'x'.repeat(20_000)],
])('other bytes, %s, are never put over what is there', async (_, text) => {
  await upload('hdfs:///kept/hello.jar');
  writeFileSync(path.join(folder, 'other.jar'), text);
  const to = ['--upload', 'hdfs:///kept/hello.jar', '--class', 'Hello'];
  const refused = await submit(...to, path.join(folder, 'other.jar'));
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain('--upload: found another file at hdfs:///kept/hello.jar');
  expect((await upload('hdfs:///kept/hello.jar')).stderr).toContain('with the same bytes');
});

test('what HDFS does not have is told before anything starts', async () => {
  const { code, stderr } = await submit('--class', 'Hello', '--check', 'hdfs://hdfs/jars/none.jar');
  expect(code).toBe(1);
  expect(stderr).toBe(
    'resource: found "hdfs://hdfs/jars/none.jar": HDFS has no such file, wanted a file that can be read; put it there, for example by --upload, or mend the name\n',
  );
  const there = await submit('--class', 'Hello', '--check', 'hdfs://hdfs/jars/hello.jar');
  expect([there.code, there.stderr]).toEqual([0, '']);
});
