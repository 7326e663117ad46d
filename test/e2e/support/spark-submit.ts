import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Finished, run } from './children';
import { ROOT } from './tools';

/** One that the seeds speak of, one of the end of Spark 2, and the last with Mesos. */
export const SPARK_VERSIONS = ['2.2.3', '2.4.8', '3.5.9'] as const;
export type SparkVersion = (typeof SPARK_VERSIONS)[number];

/** The folder of a real Spark; downloaded once. */
export function sparkHome(version: string): string {
  return execFileSync(process.execPath, [path.join(ROOT, '.dev/parts/spark.mjs'), version], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  }).trim();
}

/** What Spark has understood, by its own words under --verbose. */
export interface Understood {
  /** `Parsed arguments`: null is absent. */
  readonly fields: Readonly<Record<string, string>>;
  /** Before the JVM starts anything: what the driver would run, and its configuration. */
  readonly mainClass: string;
  readonly args: readonly string[];
  readonly conf: Readonly<Record<string, string>>;
  readonly output: string;
}

/** The environment of a machine on which nothing of Spark's is set. */
export function bareEnvironment(home: string): Readonly<Record<string, string>> {
  // Without a working address Spark warns on stderr, which is only noise here.
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: tmpdir(),
    SPARK_HOME: home,
    SPARK_LOCAL_IP: '127.0.0.1',
    LC_ALL: 'C.UTF-8',
  };
}

export async function understoodBy(
  argv: readonly string[],
  env: Record<string, string>,
): Promise<Understood> {
  const [program = '', ...args] = argv;
  // The shell of SQL leaves a database where it was started.
  const cwd = mkdtempSync(path.join(tmpdir(), 'spark-submit-cwd-'));
  const { output } = await run('bash', [program, ...args], { env, cwd }).finally(() =>
    rmSync(cwd, { recursive: true, force: true }),
  );
  return read(output);
}

function read(output: string): Understood {
  const parsed = /Parsed arguments:\n([\s\S]*?)\n\nSpark properties used/.exec(output)?.[1] ?? '';
  const fields = parsed.split('\n').map((line) => /^ {2}(\w+) +(.*)$/.exec(line));
  const made =
    /Main class:\n(.*)\nArguments:\n([\s\S]*?)\n?(?:System properties|Spark config):\n([\s\S]*?)\nClasspath elements:/.exec(
      output,
    );
  const entries = (made?.[3] ?? '')
    .split(/\n(?=\([\w.]+,)/)
    .map((line) => /^\(([\w.]+),([\s\S]*)\)$/.exec(line));
  return {
    fields: Object.fromEntries(fields.flatMap((match) => (match ? [[match[1], match[2]]] : []))),
    mainClass: made?.[1] ?? '',
    args: made?.[2]?.split('\n') ?? [],
    conf: Object.fromEntries(entries.flatMap((match) => (match ? [[match[1], match[2]]] : []))),
    output,
  };
}

export interface Submission {
  readonly path: string;
  readonly json: string;
}

/** A dispatcher that accepts everything; `during` gets its `host:port`. */
export async function submissionsOf(during: (address: string) => Promise<Finished>): Promise<{
  readonly submissions: readonly Submission[];
  readonly finished: Finished;
}> {
  const submissions: Submission[] = [];
  const server = createServer((request, response) => {
    let json = '';
    request.setEncoding('utf8').on('data', (text: string) => (json += text));
    request.on('end', () => {
      const create = request.method === 'POST';
      if (create) submissions.push({ path: request.url ?? '', json });
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify({
          action: create ? 'CreateSubmissionResponse' : 'SubmissionStatusResponse',
          serverSparkVersion: '0',
          submissionId: 'driver-1',
          success: true,
          ...(create ? {} : { driverState: 'RUNNING' }),
        }),
      );
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  try {
    const finished = await during(`127.0.0.1:${(server.address() as AddressInfo).port}`);
    return { submissions, finished };
  } finally {
    await new Promise((done) => server.close(done));
  }
}

let classes: string | undefined;

/** What the dispatcher of that Spark makes of a submission. */
export interface DriverTask {
  /** For `sh -c`. */
  readonly command: string;
  /** What the Mesos fetcher fetches. */
  readonly uris: readonly string[];
}

export async function driverTask(home: string, json: string): Promise<DriverTask> {
  const source = path.join(ROOT, 'test/e2e/submit/Dispatcher.java');
  const folder = mkdtempSync(path.join(tmpdir(), 'dispatcher-'));
  if (classes === undefined) {
    const made = await run('javac', ['--release', '8', '-nowarn', '-d', folder, source], {});
    if (made.code !== 0) throw new Error(made.output);
    classes = folder;
  }
  const file = path.join(folder, 'submission.json');
  writeFileSync(file, json);
  const opens = ['java.nio', 'sun.nio.ch'].map((name) => `--add-opens=java.base/${name}=ALL-UNNAMED`);
  const args = [...opens, '-cp', `${classes}:${home}/jars/*`, 'Dispatcher', file];
  const { output, code } = await run('java', args, {});
  const text = output.slice(output.indexOf('COMMAND\n') + 'COMMAND\n'.length);
  const [command, uris] = text.split('\0');
  if (code !== 0 || command === undefined || uris === undefined) throw new Error(output);
  return { command, uris: [...uris.matchAll(/value: "(.*)"/g)].map((match) => match[1] ?? '') };
}
