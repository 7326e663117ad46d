import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { SparkDistribution } from '../../../src/domain/spark/distribution';
import {
  fetchedFiles,
  javaOptions,
  serviceCommand,
  systemProperties,
} from '../../../src/domain/spark/service-command';
import { text } from '../render/hostile';

let sandbox: string;

beforeEach(() => {
  sandbox = mkdtempSync(path.join(tmpdir(), 'shuffle-command-'));
});
afterEach(() => rmSync(sandbox, { recursive: true }));

/** A stand-in that tells what it was started with and as which process. */
function install(home: string): void {
  mkdirSync(path.join(home, 'bin'), { recursive: true });
  const file = path.join(home, 'bin/spark-class');
  writeFileSync(file, '#!/bin/sh\nprintf "%s\\n" "$$" "$*" "$SPARK_SHUFFLE_OPTS"\n');
  chmodSync(file, 0o755);
}

/** Runs a command as Mesos does, and gives back its lines and the id of the shell. */
function run(command: string): { pid: number; lines: string[]; status: number | null } {
  const env = { PATH: process.env['PATH'] ?? '', PORT0: '7338', SPARK_SHUFFLE_OPTS: '-Da=b' };
  const done = spawnSync('/bin/sh', ['-c', command], { cwd: sandbox, env, encoding: 'utf8' });
  return { pid: done.pid, lines: done.stdout.trimEnd().split('\n'), status: done.status };
}

const MAIN = 'org.apache.spark.deploy.mesos.MesosExternalShuffleService';

test('the service replaces the shell, so that a TERM reaches it, and gets the port last', () => {
  const home = path.join(sandbox, 'spark');
  install(home);
  const { pid, lines, status } = run(serviceCommand(SparkDistribution.host(home, { version: '2.4.0' })));
  expect(lines).toEqual([`${pid}`, MAIN, '-Da=b -Dspark.shuffle.service.port=7338']);
  expect(status).toBe(0);
});

test('nothing is deleted, and no script that daemonizes is used', () => {
  const command = serviceCommand(SparkDistribution.docker('x', { version: '2.4.0', home: '/opt/spark' }));
  expect(command).not.toMatch(/rm |start-mesos-shuffle-service|--conf/);
});

describe('an archive', () => {
  const uri = 'https://host/spark-2.4.0-bin.tgz';
  const version = '2.4.0';
  let sha256: string;

  beforeEach(() => {
    install(path.join(sandbox, 'made/spark-2.4.0-bin'));
    execFileSync('tar', [
      '-czf',
      path.join(sandbox, 'spark-2.4.0-bin.tgz'),
      '-C',
      path.join(sandbox, 'made'),
      'spark-2.4.0-bin',
    ]);
    sha256 = createHash('sha256')
      .update(readFileSync(path.join(sandbox, 'spark-2.4.0-bin.tgz')))
      .digest('hex');
  });

  test('with a sum is checked and unpacked by the command', () => {
    const spark = SparkDistribution.archive(uri, { version, sha256 });
    expect(fetchedFiles(spark)).toEqual([{ uri, extract: false }]);
    const { pid, lines } = run(serviceCommand(spark));
    expect(lines).toEqual([
      'spark-2.4.0-bin.tgz: OK',
      `${pid}`,
      MAIN,
      '-Da=b -Dspark.shuffle.service.port=7338',
    ]);
  });

  test('with another sum is not started', () => {
    const { lines, status } = run(
      serviceCommand(SparkDistribution.archive(uri, { version, sha256: '0'.repeat(64) })),
    );
    expect(lines).toEqual(['spark-2.4.0-bin.tgz: FAILED']);
    expect(status).not.toBe(0);
  });

  test('without a sum is unpacked by the fetcher, under a name without its query', () => {
    const spark = SparkDistribution.archive(`${uri}?sig=a%2Fb`, { version });
    expect(fetchedFiles(spark)).toEqual([
      { uri: `${uri}?sig=a%2Fb`, extract: true, destPath: 'spark-2.4.0-bin.tgz' },
    ]);
    execFileSync('tar', ['-xzf', 'spark-2.4.0-bin.tgz'], { cwd: sandbox });
    expect(run(serviceCommand(spark)).lines[1]).toBe(MAIN);
  });
});

/** How Spark's launcher splits options, written down from `CommandBuilderUtils.parseOptionString`. */
function splitBySpark(options: string): string[] {
  const words: string[] = [];
  let word = '';
  let inWord = false;
  let quote = '';
  for (let i = 0; i < options.length; i++) {
    const c = options[i] ?? '';
    if (c === '\\' && i + 1 < options.length) {
      word += options[++i];
      inWord = true;
    } else if (quote !== '') {
      if (c === quote) quote = '';
      else word += c;
    } else if (c === '"' || c === "'") {
      quote = c;
      inWord = true;
    } else if (/\s/.test(c)) {
      if (inWord) words.push(word);
      word = '';
      inWord = false;
    } else {
      word += c;
      inWord = true;
    }
  }
  return inWord ? [...words, word] : words;
}

test('every option arrives as it was, whatever is in it', () => {
  fc.assert(fc.property(fc.array(text), (words) => expect(splitBySpark(javaOptions(words))).toEqual(words)));
});

test('settings of the service become system properties, sorted', () => {
  expect(systemProperties({ 'spark.b': '1 "x"', 'spark.a': '300s' })).toBe(
    '-Dspark.a=300s "-Dspark.b=1 \\"x\\""',
  );
  expect(() => javaOptions(['a\0'])).toThrow('java option: found "a\\u0000"');
});
