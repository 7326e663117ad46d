import { type OperatorMetrics, operatorMetrics } from '../../../src/io/metrics/operator-metrics';
import { watchedCalls } from '../../../src/io/metrics/watched-calls';
import { operatorApp } from '../../../src/io/operator-server/app';
import type { ObjectStore } from '../../../src/operator/ports';
import { Bed } from '../../operator/support/bed';
import { type LabInProcess, labInProcess } from '../../operator/support/lab-cluster';
import { declare, defaults, service } from '../../operator/support/manifests';
import { readScrape, type Scrape } from './samples';

export const JOB = 'mesos-spark';

interface Watched {
  readonly metrics: OperatorMetrics;
  readonly app: ReturnType<typeof operatorApp>;
  readonly stop: () => Promise<void>;
}

interface StartOptions {
  /** Where it keeps its lease. @default with the others */
  readonly leases?: ObjectStore;
}

/** Operators over the lab in virtual time, each with its `/metrics`, scraped once a minute. */
export class WatchedBed {
  readonly lab: LabInProcess;
  readonly bed: Bed;
  readonly scrapes: Scrape[] = [];
  /** Samples that no operator exports yet, in each scrape from now on. */
  readonly others = new Map<string, number>();
  private hanging: Promise<never> | undefined;
  private release = () => {};
  private readonly operators = new Map<string, Watched>();
  private readonly start: number;

  constructor() {
    this.lab = labInProcess();
    // What one operator does of servers is all that an operator that leads does.
    const heard = (server: string) => (end: Parameters<OperatorMetrics['called']>[1]) => {
      for (const { metrics } of this.operators.values()) metrics.called(server, end, this.bed.clock.now());
    };
    this.bed = new Bed({
      ...this.lab,
      mesos: watchedCalls(
        { ...this.lab.mesos, view: async (only) => this.hanging ?? this.lab.mesos.view(only) },
        heard('mesos'),
      ),
      marathon: watchedCalls(this.lab.marathon, heard('marathon')),
    });
    // The first scrape is a minute from now, and is promtool's beginning.
    this.start = this.bed.clock.now().getTime() / 1000 + 60;
  }

  /** Agents a1 to a3 with one service and its defaults, and the operator `op-1` that looks after them. */
  static async healthy(): Promise<WatchedBed> {
    const made = new WatchedBed();
    for (const host of ['a1', 'a2', 'a3']) await made.lab.addAgent(host);
    declare(made.bed.manifests, [service(), defaults()]);
    made.startOperator('op-1');
    await made.minutes(5);
    return made;
  }

  startOperator(instance: string, { leases }: StartOptions = {}): void {
    const metrics = operatorMetrics();
    const board = this.bed.board('act', metrics.counts);
    const leadership = this.bed.leadership(instance, leases);
    const stop = this.bed.start(instance, { board, leadership });
    const app = operatorApp({ board, names: [], version: '1', metrics });
    this.operators.set(instance, { metrics, app, stop });
  }

  async stopOperator(instance: string): Promise<void> {
    await this.operators.get(instance)?.stop();
    this.operators.delete(instance);
  }

  /** @param actors who sleep meanwhile @default everybody */
  async minutes(count: number, actors?: number): Promise<void> {
    for (let i = 0; i < count; i++) {
      await (actors === undefined ? this.bed.run(60) : this.bed.clock.run(60, actors));
      await this.scrape();
    }
  }

  /** From now on the master's agents are awaited and do not come. */
  hangMesos(): void {
    this.hanging = new Promise((_, reject) => {
      this.release = () => reject(new Error('the answer did not come'));
    });
    this.hanging.catch(() => undefined);
  }

  async close(): Promise<void> {
    this.release();
    await this.bed.close();
  }

  private async scrape(): Promise<void> {
    const found: (readonly [string, number])[] = [...this.others];
    for (const [instance, { app }] of this.operators) {
      const answer = await app.request('/metrics', { headers: { host: 'localhost' } });
      found.push(...readScrape(await answer.text(), { job: JOB, instance }, this.start));
    }
    this.scrapes.push(new Map(found));
  }
}
