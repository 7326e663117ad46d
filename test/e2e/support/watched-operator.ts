import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { OPERATOR_NODE_FLAGS } from '../../../src/domain/operator-host/boot';
import { type RunningLab, startLab } from '../../../src/lab';
import type { LabAgent } from '../../../src/lab/lab';
import type { BoardView } from '../../../src/operator/engine/board-view';
import { declare, defaults, service } from '../../operator/support/manifests';
import { MemoryStore } from '../../operator/support/memory-store';
import { end, start } from './children';
import { ROOT } from './tools';

const BUNDLE = path.join(ROOT, 'dist/bundle/mesos-spark.cjs');

export type Manifests = Parameters<typeof declare>[1];

export interface Started {
  /** Options beside those that it always has. */
  readonly args?: readonly string[];
  /** Beside the environment of the test. */
  readonly env?: Readonly<Record<string, string>>;
  /** Done to its lab before it starts. */
  readonly before?: (operator: WatchedOperator) => Promise<void>;
}

/** `mesos-spark operator run --listen`, the bundle in a process of its own, with a lab on loopback. */
export class WatchedOperator {
  static async make(
    agents: number | readonly LabAgent[],
    { args = [], env = {}, before }: Started = {},
  ): Promise<WatchedOperator> {
    if (!existsSync(BUNDLE))
      throw new Error(`found no ${BUNDLE}, wanted the built program; run npm run build`);
    const lab = await startLab({ agents, tasks: QUICK });
    const folder = mkdtempSync(path.join(tmpdir(), 'watched-operator-'));
    const operator = new WatchedOperator(lab, folder);
    try {
      await operator.declare([service(), defaults()]);
      await before?.(operator);
      await operator.start(args, env);
    } catch (error) {
      await operator.close();
      throw error;
    }
    return operator;
  }

  /** Where it listens. */
  url = '';
  private process: ChildProcess | undefined;
  private readonly store = new MemoryStore();

  private constructor(
    readonly lab: RunningLab,
    private readonly folder: string,
  ) {}

  /** As Terraform would: what is left out is deleted. */
  async declare(manifests: Manifests): Promise<void> {
    declare(this.store, manifests);
    for (const { key } of await this.store.list('')) {
      const file = path.join(this.folder, 'manifests', key);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, this.store.text(key) ?? '');
    }
  }

  async board(): Promise<BoardView> {
    return (await (await fetch(`${this.url}/api/board`)).json()) as BoardView;
  }

  /** A call of the lab's control API. */
  async control(method: string, at: string, body: object): Promise<unknown> {
    const answer = await fetch(`${this.lab.labUrl}${at}`, {
      method,
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    });
    if (!answer.ok) throw new Error(`${method} /lab${at}: the lab answered ${await answer.text()}`);
    return answer.json();
  }

  /** Its health check fails from now on. */
  async breakTaskOn(hostname: string): Promise<void> {
    const { agents, tasks } = (await (await fetch(this.lab.labUrl)).json()) as {
      readonly agents: readonly { readonly id: string; readonly hostname: string }[];
      readonly tasks: readonly { readonly id: string; readonly agentId: string }[];
    };
    const agent = agents.find((one) => one.hostname === hostname);
    const task = tasks.find(({ agentId }) => agentId === agent?.id);
    await this.control('PATCH', `/tasks/${task?.id}`, { healthy: false });
  }

  /** Waits until the board is so, for a minute at most. */
  async until(isSo: (board: BoardView) => boolean): Promise<BoardView> {
    const late = performance.now() + 60_000;
    for (;;) {
      const board = await this.board();
      if (isSo(board)) return board;
      if (performance.now() > late) throw new Error(`after a minute: ${JSON.stringify(board)}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /** @returns its exit code */
  async stop(): Promise<number | null> {
    return this.process ? end(this.process) : null;
  }

  async close(): Promise<void> {
    await this.stop();
    await this.lab.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async start(more: readonly string[], env: Readonly<Record<string, string>>): Promise<void> {
    const options = {
      manifests: `file://${this.folder}/manifests`,
      state: `file://${this.folder}/state`,
      mesos: this.lab.mesosUrl,
      marathon: this.lab.marathonUrl,
      interval: '1s',
      listen: '127.0.0.1:0',
    };
    const words = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
    const args = [...OPERATOR_NODE_FLAGS, BUNDLE, 'operator', 'run', ...words, ...more];
    const child = start(process.execPath, args, {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, ...env },
    });
    this.process = child;
    const said: string[] = [];
    this.url = await new Promise((resolve, reject) => {
      child.once('exit', () => reject(new Error(`the operator ended: ${said.join('\n')}`)));
      if (!child.stderr) throw new Error('the operator has no log');
      createInterface({ input: child.stderr }).on('line', (line) => {
        said.push(line);
        const found = /"url":"(http:\/\/127\.0\.0\.1:\d+)"/.exec(line)?.[1];
        if (found) resolve(found);
      });
    });
  }
}

/** Tasks run and are healthy within a moment. */
const QUICK = { starting: 20, running: 20, healthy: 50, death: 20 };
