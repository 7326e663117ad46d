import { Duration } from '../../domain/core/duration';
import type { StatusEvent } from '../../manifest';
import type { ObjectStore } from '../ports';
import { welcome } from './arrivals';
import { backoff } from './backoff';
import type { Board } from './board';
import { CachedStore } from './cached-store';
import type { Cause } from './cause';
import { eventOf, withEvents } from './events';
import { Forgetting } from './forgetting';
import { type Item, keyOf } from './item';
import { readItems } from './items';
import type { Kind, Outside, World } from './kind';
import type { IndexTrouble } from './manifests';
import { Memory } from './memory';
import type { Mode } from './mode';
import { inOrderOf } from './order';
import { type Reconciled, type Refusal, unthrown } from './reconcile';
import type { Remains } from './removals';
import { logReport, type Report, troubleReport, wordOf } from './report';
import { SharedReads } from './shared-reads';
import type { Timing } from './timing';
import { unwritten } from './unwritten';
import { watched } from './watched';
import { WorkQueue } from './work-queue';

/** What a process remembers of a key from pass to pass. Losing it costs a little time and nothing else. */
interface Known {
  readonly generation: string;
  /** In elapsed milliseconds: when it was worked on last. */
  readonly at: number;
  /** What was told last: the log hears of a change, not of every pass. */
  readonly told: string;
  readonly refusal: Refusal | undefined;
  readonly untold: readonly StatusEvent[];
}

export interface PassProps {
  /** In the order in which they are worked on: a kind that feeds another comes first. What is removed comes last. */
  readonly kinds: readonly Kind[];
  readonly manifests: ObjectStore;
  readonly world: Outside;
  readonly timing: Timing;
  readonly mode: Mode;
  /** From 0 to 1, for jitter. @default always 0: no jitter */
  readonly random?: () => number;
  /** Sees what is done. @default - nobody watches */
  readonly board?: Board;
}

export interface PassOptions {
  /** Once aborted, the key in work is finished and no other one is begun. */
  readonly stop?: AbortSignal;
  /** Asked between keys: whether the world has changed since the pass began. */
  readonly woken?: () => boolean;
  /** Agents that have come since it was asked last, by id. */
  readonly arrived?: () => readonly string[];
}

/** How long others wait to look at what one has written, where they cannot do so in the same pass. */
const AFTERWARDS_MILLIS = 1000;

/** Works on manifests, one key at a time, in the kinds' order. */
export class Passes {
  private readonly queue: WorkQueue;
  private readonly world: World;
  private readonly manifests: CachedStore;
  private readonly state: CachedStore;
  private readonly reads: SharedReads;
  private readonly known = new Map<string, Known>();
  private items: ReadonlyMap<string, Item> = new Map();
  private troubles: readonly IndexTrouble[] = [];
  private readonly forgetting: Forgetting;
  private remains: readonly Remains[] = [];

  constructor(private readonly props: PassProps) {
    const { world, timing, kinds, random = () => 0 } = props;
    const { interval: first, longestBackoff: longest } = timing;
    this.manifests = new CachedStore(props.manifests);
    this.state = new CachedStore(world.store);
    this.world = { ...world, store: this.state, memory: new Memory() };
    this.reads = new SharedReads({
      world: props.mode === 'act' ? this.world : unwritten(this.world),
      longest: first,
    });
    this.forgetting = new Forgetting({ ...world, kinds, timing, mode: props.mode, store: this.state });
    this.queue = new WorkQueue({
      clock: world.clock,
      order: inOrderOf(kinds, (key) => this.items.get(key)?.content.is === 'removed'),
      backoff: (failures) => backoff(failures, { first, longest, random }),
    });
  }

  /** In elapsed milliseconds: when a pass for what is `due` is to be made. */
  get nextAt(): number | undefined {
    return this.queue.nextAt;
  }

  /**
   * One sweep over all that is to be looked at.
   * @returns what became of each, and each index that cannot be read
   * @throws NotLeadingError where the lead was lost on the way; any other failure of a key is in its report
   */
  async run(cause: Cause = 'resync', options: PassOptions = {}): Promise<readonly Report[]> {
    const { stop, woken } = options;
    await this.begin(cause, options);
    const reports = this.troubles.map(troubleReport);
    this.queue.sweep();
    this.reads.begin();
    for (let isNew = true; !stop?.aborted; ) {
      if (isNew && this.queue.awaits(this.beginsWithAgents)) await this.reads.beginWithAgents();
      const key = this.queue.take();
      if (key === undefined) break;
      const report = await this.work(key);
      if (report) reports.push(report);
      isNew = woken?.() === true;
      if (isNew) await this.begin('wake', options);
    }
    // The view of a large cluster is not kept while nobody looks at it.
    if (cause === 'due') this.reads.drop();
    else this.reads.end();
    // Last: nobody waits for it.
    if (!stop?.aborted) for (const key of await this.forgetting.some(this.remains)) this.known.delete(key);
    return reports;
  }

  /** Everything anew, and whoever has come at once. */
  private async begin(cause: Cause, { stop, arrived }: PassOptions): Promise<void> {
    const { kinds, mode, world } = this.props;
    const come = arrived?.() ?? [];
    await this.renew(cause);
    if (mode !== 'act' || stop?.aborted) return;
    const isSound = ([key, { generation }]: readonly [string, Item]) => {
      const known = this.known.get(key);
      return known?.generation === generation && !known.refusal && this.queue.failures(key) === 0;
    };
    const items = [...this.items].filter(isSound).map(([, item]) => item);
    const { board } = this.props;
    const props = {
      arrived: come,
      items,
      kinds,
      reads: this.reads,
      log: world.log,
      ...(board ? { board } : {}),
    };
    for (const [item, happened] of await welcome(props)) {
      const known = this.known.get(keyOf(item));
      const untold = withEvents(known?.untold ?? [], [eventOf(happened, world.clock.now())]);
      if (known) this.known.set(keyOf(item), { ...known, untold });
    }
  }

  private readonly beginsWithAgents = (key: string): boolean => {
    const item = this.items.get(key);
    const kind = this.props.kinds.find((one) => one.kind === item?.kind);
    return item?.content.is === 'read' && kind?.beginsWithAgents === true;
  };

  /** What is read from now on is from now on, and whoever it may concern is in the queue. */
  private async renew(cause: Cause): Promise<void> {
    const { kinds, world } = this.props;
    this.manifests.renew();
    this.state.renew();
    this.reads.drop();
    const { manifests, state } = this;
    const { items, troubles, remains } = await readItems({ kinds, manifests, state, sha256: world.sha256 });
    this.logTroubles(troubles);
    this.items = items;
    this.remains = remains;
    this.props.board?.declared(items, troubles);
    for (const item of this.items.values()) this.enter(item, cause);
  }

  private enter(item: Item, cause: Cause): void {
    const key = keyOf(item);
    const known = this.known.get(key);
    if (known?.generation !== item.generation) {
      this.queue.forget(key);
      this.queue.add(key);
    } else if (cause === 'due') return;
    else if (this.queue.failures(key) === 0) this.queue.add(key);
    else if (cause === 'wake') {
      const rest = known.at + this.props.timing.interval.toMillis() - this.world.clock.elapsedMillis();
      this.queue.addAfter(key, Duration.millis(Math.max(0, rest)));
    }
  }

  private async work(key: string): Promise<Report | undefined> {
    const item = this.items.get(key);
    try {
      if (item) return await this.one(item, key);
      this.queue.drop(key);
      this.known.delete(key);
      return undefined;
    } catch (error) {
      // Nobody knows whether it is done: whoever leads next looks at it.
      this.queue.add(key);
      throw error;
    } finally {
      this.queue.done(key);
    }
  }

  private async one(item: Item, key: string): Promise<Report | undefined> {
    const before = this.known.get(key);
    const known = before?.generation === item.generation ? before : undefined;
    const { report, refusal, untold, told } = await this.guarded(item, known);
    if (report?.outcome === 'failed') this.queue.retry(key);
    else this.queue.forget(key);
    if (report && report.did.length > 0) this.tellOthers(key);
    if (report) logReport(this.world.log, report, before?.told);
    else if (told) this.world.log.event('info', 'deleted', { key });
    this.known.set(key, {
      generation: item.generation,
      at: this.world.clock.elapsedMillis(),
      told: report ? wordOf(report) : '',
      refusal,
      untold,
    });
    return report;
  }

  private async guarded(item: Item, known: Known | undefined): Promise<Reconciled> {
    const { kinds, mode, board } = this.props;
    const { world, reads } = this;
    const { refusal, untold = [] } = known ?? {};
    const kind = kinds.find((one) => one.kind === item.kind);
    const props = { item, kind, world, reads, mode, refusal, untold };
    return board ? watched({ ...props, board }) : unthrown(props);
  }

  /** What one has written may be what another waits for. */
  private tellOthers(key: string): void {
    for (const other of this.items.keys()) {
      if (other === key || this.queue.failures(other) > 0) continue;
      if (this.queue.isAhead(other)) this.queue.add(other);
      else this.queue.addAfter(other, Duration.millis(AFTERWARDS_MILLIS));
    }
  }

  private logTroubles(troubles: readonly IndexTrouble[]): void {
    if (JSON.stringify(troubles) !== JSON.stringify(this.troubles)) {
      for (const { because } of troubles) this.world.log.event('warn', 'manifests', { because });
    }
    this.troubles = troubles;
  }
}
