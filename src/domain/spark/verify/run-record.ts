import { isRead, type JobWord, READS, type ReadName } from './job-word';
import type { SparkEvent } from './spark-event';

/** An executor that fetched blocks from elsewhere. */
export interface Fetcher {
  readonly executor: string;
  readonly host: string;
  readonly blocks: number;
  /** Bytes. */
  readonly bytes: number;
}

/** What was seen of one of the two reads. */
export interface ReadRecord {
  /** Executors when it began; undefined where it did not. */
  readonly executorsBefore: number | undefined;
  /** The most at a time while it ran. */
  readonly peak: number;
  /** How many groups the job counted; undefined where it did not come so far. */
  readonly groups: number | undefined;
  /** Tasks that ended well. */
  readonly tasks: number;
  /** Map tasks that ended well: in a second read there are none, unless shuffle files were lost. */
  readonly mapTasks: number;
  /** Executors that wrote shuffle files, and were gone when it began. */
  readonly writersGone: number;
  readonly writers: number;
  /** By executor. */
  readonly fetchers: readonly Fetcher[];
}

/** What was seen of a run. */
export interface RunRecord {
  readonly sparkVersion: string | undefined;
  readonly application: string | undefined;
  /** Of the driver; undefined where it did not come so far. */
  readonly settings: Readonly<Record<string, string>> | undefined;
  readonly executors: number;
  readonly reads: Readonly<Record<ReadName, ReadRecord>>;
  /** How often tasks failed. */
  readonly failedTasks: number;
  /** In the job's own words. */
  readonly failure: string | undefined;
  /** Whether the job came to its end. */
  readonly ended: boolean;
}

interface Tally {
  executorsBefore: number | undefined;
  peak: number;
  groups: number | undefined;
  tasks: number;
  mapTasks: number;
  writersGone: number;
  writers: number;
  readonly fetchers: Map<string, Fetcher>;
}

const newTally = (): Tally => ({
  ...{ executorsBefore: undefined, peak: 0, groups: undefined, tasks: 0, mapTasks: 0 },
  ...{ writersGone: 0, writers: 0, fetchers: new Map() },
});

/** Follows a run by the driver's event log and the job's words; changes while it is fed. */
export class RunFollower {
  private sparkVersion: string | undefined;
  private application: string | undefined;
  private settings: Readonly<Record<string, string>> | undefined;
  private failedTasks = 0;
  private failure: string | undefined;
  private ended = false;
  private current: ReadName | undefined;
  private readonly live = new Map<string, string>();
  private readonly wrote = new Set<string>();
  private readonly stages = new Map<number, ReadName>();
  private readonly tallies: Readonly<Record<ReadName, Tally>> = {
    'first-read': newTally(),
    'second-read': newTally(),
  };

  word(word: JobWord): void {
    if (word.says === 'failure') this.failure = word.failure;
    else if (word.says === 'groups') this.tallies[word.read].groups = word.groups;
    else if (word.step === 'end') this.ended = true;
  }

  event(event: SparkEvent): void {
    if (event.is === 'version') this.sparkVersion = event.version;
    else if (event.is === 'settings') this.settings ??= event.settings;
    else if (event.is === 'application') this.application = event.id;
    else if (event.is === 'executor-added') this.added(event.executor, event.host);
    else if (event.is === 'executor-removed') this.live.delete(event.executor);
    else if (event.is === 'job') this.began(event.group, event.stages);
    else this.task(event);
  }

  get record(): RunRecord {
    const { sparkVersion, application, settings, failedTasks, failure, ended } = this;
    const [first, second] = READS.map((name) => recordOf(this.tallies[name]));
    const reads = { 'first-read': first, 'second-read': second } as RunRecord['reads'];
    return {
      sparkVersion,
      application,
      settings,
      executors: this.live.size,
      reads,
      failedTasks,
      failure,
      ended,
    };
  }

  private added(executor: string, host: string): void {
    this.live.set(executor, host);
    if (this.current) this.raisePeak(this.tallies[this.current]);
  }

  private began(group: string | undefined, stages: readonly number[]): void {
    if (!isRead(group)) return;
    this.current = group;
    for (const stage of stages) this.stages.set(stage, group);
    const tally = this.tallies[group];
    tally.executorsBefore ??= this.live.size;
    tally.writers = this.wrote.size;
    tally.writersGone = [...this.wrote].filter((executor) => !this.live.has(executor)).length;
    this.raisePeak(tally);
  }

  private raisePeak(tally: Tally): void {
    tally.peak = Math.max(tally.peak, this.live.size);
  }

  private task(task: Extract<SparkEvent, { is: 'task' }>): void {
    const read = this.stages.get(task.stage);
    if (read === undefined) return;
    if (!task.succeeded) {
      this.failedTasks++;
      return;
    }
    const tally = this.tallies[read];
    tally.tasks++;
    if (task.isMap) {
      tally.mapTasks++;
      this.wrote.add(task.executor);
    }
    if (task.remoteBlocks === 0) return;
    const { executor, host } = task;
    const known = tally.fetchers.get(executor);
    const blocks = (known?.blocks ?? 0) + task.remoteBlocks;
    tally.fetchers.set(executor, { executor, host, blocks, bytes: (known?.bytes ?? 0) + task.remoteBytes });
  }
}

function recordOf({ fetchers, ...rest }: Tally): ReadRecord {
  return { ...rest, fetchers: [...fetchers.values()] };
}
