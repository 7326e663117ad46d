import { type ChildProcess, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { DispatcherTarget } from '../../contract/support/dispatcher-checks';
import { end, start } from './children';
import { ROOT } from './tools';

/** The folder of a real Spark. */
export function sparkHome(): string {
  return execFileSync(process.execPath, [path.join(ROOT, '.dev/parts/spark.mjs')], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  }).trim();
}

const SOURCE = path.join(ROOT, 'test/e2e/dispatcher/RealDispatcher.java');
const FRAMEWORK_ID = /-Dspark\.mesos\.driver\.frameworkId=(\S+)/;

/** Spark's own dispatcher, with us as its Mesos master. */
export class RealDispatcher implements DispatcherTarget {
  /** Framework ids that it has given its drivers, by task. */
  readonly frameworkIds = new Map<string, string>();
  /** Commands of its drivers, in order. */
  readonly commands: string[] = [];
  private uiUrl = '';
  private readonly folder = mkdtempSync(path.join(tmpdir(), 'real-dispatcher-'));
  private readonly seen = new Map<string, Readonly<Record<string, string>>>();
  private child: ChildProcess | undefined;
  private lines: AsyncIterator<string> | undefined;

  readonly start = async (): Promise<string> => {
    const classes = path.join(sparkHome(), 'jars/*');
    execFileSync('javac', ['-nowarn', '-cp', classes, '-d', this.folder, SOURCE], { stdio: 'pipe' });
    const java = ['-DmaxDrivers=2', '-cp', `${this.folder}:${classes}`, 'RealDispatcher'];
    this.child = start('java', java, { stdio: ['pipe', 'pipe', 'ignore'] });
    if (this.child.stdout === null) throw new Error('the dispatcher has no output');
    this.lines = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
    const line = await this.until(/^port /);
    this.uiUrl = `http://127.0.0.1:${(await this.until(/^ui /)).replace('ui ', '')}`;
    return `http://127.0.0.1:${line.replace('port ', '')}`;
  };

  readonly register = () => this.say('register', /^registered$/);
  readonly offer = () => this.say('offer', /^offered$/);
  readonly tell = (taskId: string, state: string) => this.say(`status ${taskId} ${state}`, /^told$/);
  readonly labels = async (taskId: string) => this.seen.get(taskId) ?? {};

  readonly page = async () => (await fetch(this.uiUrl)).text();

  readonly close = async (): Promise<void> => {
    if (this.child) await end(this.child);
    rmSync(this.folder, { recursive: true, force: true });
  };

  private async say(words: string, answer: RegExp): Promise<void> {
    this.child?.stdin?.write(`${words}\n`);
    await this.until(answer);
  }

  private async until(wanted: RegExp): Promise<string> {
    for (;;) {
      const { value, done } = (await this.lines?.next()) ?? { done: true, value: undefined };
      if (done || typeof value !== 'string') throw new Error('the dispatcher has ended');
      if (wanted.test(value)) return value;
      this.hear(value);
    }
  }

  /** `launch TASK [NAME] LABEL=VALUE … OPTIONS`, `command BASE64`. */
  private hear(line: string): void {
    const [, command] = /^command (.*)$/.exec(line) ?? [];
    if (command !== undefined) this.commands.push(Buffer.from(command, 'base64').toString('utf8'));
    const [, task, rest] = /^launch (\S+) \[[^\]]*\](.*)$/.exec(line) ?? [];
    if (task === undefined || rest === undefined) return;
    const labels = rest.replace(FRAMEWORK_ID, '').trim().split(/\s+/);
    this.seen.set(task, Object.fromEntries(labels.map((one) => one.split('=') as [string, string])));
    this.frameworkIds.set(task, FRAMEWORK_ID.exec(rest)?.[1] ?? '');
  }
}
