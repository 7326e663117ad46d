import type { ChildProcess } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { end, firstLine, start } from './children';
import { ROOT, tools } from './tools';

/** Any answer of AWS: what is read from it is checked where it is read. */
export type Answer = Readonly<Record<string, unknown>>;

/** A running emulator of AWS, and a client that asks it what AWS' own clients would. */
export interface Moto {
  readonly url: string;
  readonly region: string;
  /** What its clients need in their environment: endpoint, region and test keys. */
  readonly env: Readonly<Record<string, string>>;
  /** Where the server writes what it was asked, until it is stopped. */
  readonly logFile: string;
  /** For example `ask('ec2', 'describe_instances', {})`. @throws Error with AWS' own words */
  ask(service: string, operation: string, input?: object): Promise<Answer>;
  log(): string;
  stop(): Promise<void>;
}

/** Starts one of our own on 127.0.0.1, on a port of the system's choice, and waits until it answers. */
export async function startMoto(region = 'eu-central-1'): Promise<Moto> {
  const { python } = tools();
  const folder = mkdtempSync(join(tmpdir(), 'mesos-spark-moto-'));
  const logFile = join(folder, 'moto.log');
  const log = openSync(logFile, 'w');
  // -B: the checkout stays as it is.
  const server = start(python, ['-B', join(ROOT, 'test/e2e/moto/server.py')], {
    stdio: ['pipe', 'pipe', log],
  });
  closeSync(log);
  const { url } = JSON.parse(await firstLine(output(server))) as { url: string };
  const client = new Client(python, url, region);
  return {
    url,
    region,
    env: emulatorEnvironment(url, region),
    logFile,
    ask: (service, operation, input = {}) => client.ask({ service, operation, input }),
    log: () => readFileSync(logFile, 'utf8'),
    async stop() {
      await Promise.all([client.stop(), end(server)]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function emulatorEnvironment(url: string, region: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: url,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

function output(child: ChildProcess) {
  if (child.stdout === null) throw new Error('the child has no output');
  return child.stdout;
}

/** One question at a time, each answered by one line. */
class Client {
  private readonly child: ChildProcess;
  private readonly answers: AsyncIterator<string>;
  private readonly lines: Interface;
  private turn: Promise<unknown> = Promise.resolve();

  constructor(python: string, url: string, region: string) {
    const script = join(ROOT, 'test/e2e/moto/client.py');
    this.child = start(python, ['-B', script, url, region], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.lines = createInterface({ input: output(this.child) });
    this.answers = this.lines[Symbol.asyncIterator]();
  }

  ask(question: object): Promise<Answer> {
    const answer = this.turn.then(() => this.exchange(question));
    this.turn = answer.catch(() => undefined);
    return answer;
  }

  private async exchange(question: object): Promise<Answer> {
    this.child.stdin?.write(`${JSON.stringify(question)}\n`);
    const next = await this.answers.next();
    if (next.done === true) throw new Error('the AWS client ended');
    const { output, error } = JSON.parse(next.value) as { output?: Answer; error?: string };
    if (output === undefined) throw new Error(error);
    return output;
  }

  async stop(): Promise<void> {
    this.child.stdin?.end();
    this.lines.close();
    await end(this.child);
  }
}
