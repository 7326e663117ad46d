import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run } from '../../../src/cli/run';
import { type RunningLab, type StartOptions, startLab } from '../../../src/lab';
import type { Clock } from '../../../src/operator/ports';
import { declare } from '../../operator/support/manifests';
import { MemoryStore } from '../../operator/support/memory-store';
import type { Ran } from '../buffer-io';

/** A moment that all tests of ages count to. */
export const NOW = new Date('2026-03-01T03:00:00Z');

/** Two stores as folders, a lab if there is to be one, and the program beside them. */
export class ReadingBed {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'reading-'));
  lab: RunningLab | undefined;
  /** What the program counts ages to. */
  now: () => Date = () => NOW;
  /** Called in place of a pause, with its milliseconds. */
  pause: (millis: number) => void | Promise<void> = () => {};

  static async withLab(options: StartOptions = { agents: 5 }): Promise<ReadingBed> {
    const bed = new ReadingBed();
    bed.lab = await startLab({ clock: 'virtual', ...options });
    return bed;
  }

  async close(): Promise<void> {
    await this.lab?.close();
    rmSync(this.folder, { recursive: true });
  }

  /** As Terraform does; at `below` of the state store as commands do. */
  async declare(
    manifests: Parameters<typeof declare>[1],
    stack?: string,
    below = 'manifests',
  ): Promise<void> {
    const store = new MemoryStore();
    declare(store, manifests, stack);
    for (const { key } of await store.list('')) this.write(`${below}/${key}`, store.text(key) ?? '');
  }

  write(file: string, content: unknown): void {
    const at = path.join(this.folder, file);
    mkdirSync(path.dirname(at), { recursive: true });
    writeFileSync(at, typeof content === 'string' ? content : JSON.stringify(content));
  }

  remove(file: string): void {
    rmSync(path.join(this.folder, file), { recursive: true });
  }

  text(file: string): string {
    return readFileSync(path.join(this.folder, file), 'utf8');
  }

  get env(): Record<string, string> {
    return {
      MESOS_SPARK_MANIFESTS: `file://${this.folder}/manifests`,
      MESOS_SPARK_STATE: `file://${this.folder}/state`,
      ...(this.lab
        ? { MESOS_SPARK_MESOS: this.lab.mesosUrl, MESOS_SPARK_MARATHON: this.lab.marathonUrl }
        : {}),
    };
  }

  /** One command line, in words. */
  async run(
    words: string | readonly string[],
    { env = this.env, stop, stdin, isTTY }: RunOptions = {},
  ): Promise<Ran> {
    const out: string[] = [];
    const err: string[] = [];
    const clock: Clock = {
      now: () => this.now(),
      elapsedMillis: () => 0,
      sleep: async (time) => this.pause(time.toMillis()),
    };
    const code = await run(typeof words === 'string' ? words.trim().split(/\s+/) : words, {
      stdout: { write: (text) => out.push(text) },
      stderr: { write: (text) => err.push(text) },
      stdin: Object.assign(
        (async function* () {
          yield* stdin ?? [];
        })(),
        isTTY === undefined ? {} : { isTTY },
      ),
      env,
      clock,
      ...(stop ? { stop } : {}),
    });
    const plain = (chunks: readonly string[]) => chunks.join('').replaceAll(this.folder, '/folder');
    return { code, stdout: plain(out), stderr: plain(err) };
  }

  /** A real operator, until nothing more is to be written. */
  async operate(): Promise<number> {
    return (await this.run('operator run --once')).code;
  }

  /** A change of the lab's world. */
  async change(method: string, where: string, body?: object): Promise<void> {
    const json = body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {};
    const answer = await fetch(`${this.lab?.labUrl}${where}`, { method, ...json });
    if (!answer.ok) throw new Error(`${method} ${where}: ${answer.status} ${await answer.text()}`);
  }
}

interface RunOptions {
  readonly env?: Record<string, string>;
  readonly stop?: AbortSignal;
  readonly stdin?: Iterable<string>;
  /** A person sits there. @default - nobody does */
  readonly isTTY?: boolean;
}

/** The cells of a printed table, line by line. */
export const cells = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => line.split(/ {2,}/));
