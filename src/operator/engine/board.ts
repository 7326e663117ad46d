import type { Clock } from '../ports';
import {
  type BoardView,
  type EndedPass,
  type LeadView,
  MOST_WRITES,
  type PassView,
  type SubjectView,
  type WorkView,
  type WriteView,
} from './board-view';
import type { Cause } from './cause';
import { type Item, keyOf } from './item';
import type { Action } from './kind';
import type { Leadership } from './leadership';
import type { Mode } from './mode';
import type { Report } from './report';
import { type Seen, subjectView } from './subject-view';

export interface BoardProps {
  readonly clock: Pick<Clock, 'now' | 'elapsedMillis'>;
  readonly mode: Mode;
  readonly intervalMillis: number;
  /** Told of each thing that ends, for whoever counts. @default nobody */
  readonly counts?: BoardCounts;
}

/** What is counted since the process began, whatever becomes of the subjects. */
export interface BoardCounts {
  passed(millis: number, outcome: 'ended' | 'failed'): void;
  reconciled(kind: string, millis: number, outcome: Report['outcome']): void;
  wrote(kind: string, action: string, outcome: WriteView['outcome']): void;
}

/** What became of a write. */
export type WriteEnd = Pick<WriteView, 'outcome' | 'answer'>;

/**
 * What the operator knows and does, for whoever watches it: passes and leadership feed it as they go, and nothing is
 * decided from it. What is fed is a few fields; what is shown is put together when somebody looks.
 */
export class Board {
  private version = 0;
  private shown: BoardView | undefined;
  private readonly startedAt: string;
  private lead: LeadView;
  private begun = 0;
  private ended = 0;
  private failed = 0;
  private current: (PassView & { readonly began: number; readonly reconciles: number }) | undefined;
  private last: EndedPass | undefined;
  private work: WorkView | undefined;
  private writes: readonly WriteView[] = [];
  private troubles: BoardView['troubles'] = [];
  private readonly subjects = new Map<string, SubjectView>();
  private reconciles = 0;
  private wake: string | undefined;
  private moved: number;
  private asked: number;

  constructor(private readonly props: BoardProps) {
    this.startedAt = this.now;
    this.lead = { leads: false, since: this.startedAt };
    this.moved = this.asked = props.clock.elapsedMillis();
  }

  /** As it is now. The same value until something changes. */
  get view(): BoardView {
    const { mode, intervalMillis } = this.props;
    const { version, startedAt, lead, work, troubles, writes } = this;
    this.shown ??= {
      ...{ version, startedAt, mode, intervalMillis, lead },
      passes: this.passes,
      ...(work ? { work } : {}),
      subjects: [...this.subjects].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, subject]) => subject),
      ...{ troubles, writes },
    };
    return this.shown;
  }

  /** Milliseconds since the loop did anything: began or ended a pass, a key or a write, or saw that it is to wait. */
  get stillMillis(): number {
    return this.props.clock.elapsedMillis() - this.moved;
  }

  /** Milliseconds since the lead was sought or kept, with or without success. */
  get leadMillis(): number {
    return this.props.clock.elapsedMillis() - this.asked;
  }

  /** The lead was sought or kept. @param error what went wrong */
  soughtLead(leadership: Pick<Leadership, 'leads' | 'leader'>, error?: string): void {
    this.asked = this.props.clock.elapsedMillis();
    const at = this.now;
    this.takeLead(leadership, { askedAt: at, ...(error === undefined ? {} : { error }) });
    this.changed();
  }

  /** The loop goes round. What others lead is not this one's to tell of. */
  round(leadership: Pick<Leadership, 'leads' | 'leader'>): void {
    this.moved = this.props.clock.elapsedMillis();
    // A key that was in work when the lead was lost may have ended since.
    const isTold = leadership.leads || this.subjects.size === 0;
    if (this.lead.leads === leadership.leads && isTold) return;
    const { askedAt, error } = this.lead;
    this.takeLead(leadership, { ...(askedAt ? { askedAt } : {}), ...(error ? { error } : {}) });
    this.changed();
  }

  /** Something woke the operator: the next pass is because of it. */
  woken(because: string): void {
    this.wake ??= because;
  }

  passBegan(cause: Cause): void {
    const { now: beganAt, wake } = this;
    this.begun++;
    const because = cause === 'wake' && wake !== undefined ? { because: wake } : {};
    const began = this.props.clock.elapsedMillis();
    this.current = { number: this.begun, cause, ...because, beganAt, began, reconciles: this.reconciles };
    this.wake = undefined;
    this.changed(began);
  }

  /** @param end its reports, or why it failed as a whole */
  passEnded(end: readonly Report[] | string): void {
    if (!this.current) return;
    const { began, reconciles, ...pass } = this.current;
    const elapsed = this.props.clock.elapsedMillis();
    this.last = {
      ...pass,
      endedAt: this.now,
      millis: elapsed - began,
      keys: this.reconciles - reconciles,
      writes: typeof end === 'string' ? 0 : end.reduce((sum, { did }) => sum + did.length, 0),
      ...(typeof end === 'string' ? { error: end } : {}),
    };
    this.ended++;
    if (typeof end === 'string') this.failed++;
    this.props.counts?.passed(elapsed - began, typeof end === 'string' ? 'failed' : 'ended');
    this.current = undefined;
    this.work = undefined;
    this.changed(elapsed);
  }

  /** These are all that are declared, or left of what was; and which indexes cannot be read. */
  declared(keys: ReadonlyMap<string, unknown>, troubles: BoardView['troubles']): void {
    for (const key of this.subjects.keys()) if (!keys.has(key)) this.subjects.delete(key);
    this.troubles = troubles;
    this.changed();
  }

  keyBegan({ kind, name }: Pick<Item, 'kind' | 'name'>): void {
    this.work = { kind, name, since: this.now };
    this.changed(this.props.clock.elapsedMillis());
  }

  /** @param seen undefined where nothing is done about it */
  keyEnded(item: Item, seen: Seen | undefined): void {
    const key = keyOf(item);
    this.reconciles++;
    if (seen) this.props.counts?.reconciled(item.kind, seen.millis, seen.report.outcome);
    if (seen)
      this.subjects.set(key, subjectView(item, seen, { before: this.subjects.get(key), at: this.now }));
    else this.subjects.delete(key);
    this.work = undefined;
    this.changed(this.props.clock.elapsedMillis());
  }

  writeBegan({ do: verb, because }: Action): void {
    if (this.work) this.work = { ...this.work, write: { do: verb, because } };
    this.changed(this.props.clock.elapsedMillis());
  }

  writeEnded(item: Pick<Item, 'kind' | 'name'>, action: Action, end: WriteEnd): void {
    const { kind, name } = item;
    this.props.counts?.wrote(kind, action.do, end.outcome);
    const one = { at: this.now, kind, name, do: action.do, because: action.because, ...end };
    this.writes = [one, ...this.writes].slice(0, MOST_WRITES);
    if (this.work) {
      const { write: _, ...work } = this.work;
      this.work = work;
    }
    this.changed(this.props.clock.elapsedMillis());
  }

  private takeLead(
    { leads, leader }: Pick<Leadership, 'leads' | 'leader'>,
    rest: Pick<LeadView, 'askedAt' | 'error'>,
  ): void {
    const same = this.lead.leads === leads && this.lead.leader === leader;
    const since = same ? this.lead.since : this.now;
    if (!leads) {
      this.subjects.clear();
      this.troubles = [];
    }
    this.lead = { leads, since, ...(leader === undefined ? {} : { leader }), ...rest };
  }

  private get passes(): BoardView['passes'] {
    const { begun, ended, failed, last } = this;
    const { began: _, reconciles: __, ...current } = this.current ?? {};
    return {
      ...{ begun, ended, failed },
      ...(this.current ? { current: current as PassView } : {}),
      ...(last ? { last } : {}),
    };
  }

  private get now(): string {
    return this.props.clock.now().toISOString();
  }

  /** @param moved in elapsed milliseconds, where it was the loop that did something */
  private changed(moved?: number): void {
    this.version++;
    this.shown = undefined;
    if (moved !== undefined) this.moved = moved;
  }
}
