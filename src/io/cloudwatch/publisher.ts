import { Duration } from '../../domain/core/duration';
import { backoff } from '../../operator/engine/backoff';
import type { Board } from '../../operator/engine/board';
import type { Clock, Log } from '../../operator/ports';
import type { AnswerTally } from '../metrics/answer-tally';
import { type DataPoint, dataPoints } from './data-points';

export interface PublisherProps {
  readonly board: Pick<Board, 'view'>;
  readonly answers: AnswerTally;
  /** @param stop aborted where nobody waits for it any more */
  readonly put: (points: readonly DataPoint[], at: Date, stop: AbortSignal) => Promise<void>;
  readonly clock: Pick<Clock, 'now' | 'elapsedMillis'>;
  readonly log: Log;
  /** From 0 to 1, for jitter. */
  readonly random: () => number;
}

const MINUTE = 60_000;
const REST = { first: Duration.minutes(1), longest: Duration.minutes(5) };

/**
 * Publishes what the board shows, beside the passes and never in their way: once a minute of the clock, as CloudWatch
 * counts by those, and only after a pass of the one that leads.
 */
export class CloudWatchPublisher {
  private minute: number | undefined;
  private pass = 0;
  private failures = 0;
  /** In elapsed milliseconds. */
  private restsUntil = Number.NEGATIVE_INFINITY;
  private told: string | undefined;
  private readonly stop = new AbortController();
  private under: Promise<void> | undefined;

  constructor(private readonly props: PublisherProps) {}

  /** Called whenever a pass may have ended. Never throws and waits for nothing. */
  afterPass(): void {
    const { board, clock, answers } = this.props;
    if (this.under || this.stop.signal.aborted || clock.elapsedMillis() < this.restsUntil) return;
    const { lead, passes } = board.view;
    const { last } = passes;
    if (!lead.leads || !last || last.error !== undefined || last.number === this.pass) return;
    const at = clock.now();
    const minute = Math.floor(at.getTime() / MINUTE);
    if (minute === this.minute) return;
    this.minute = minute;
    this.pass = last.number;
    this.under = this.publish(dataPoints(board.view, answers.take()), at).finally(() => {
      this.under = undefined;
    });
  }

  /** Gives up what is under way. */
  close(): void {
    this.stop.abort();
  }

  private async publish(points: readonly DataPoint[], at: Date): Promise<void> {
    const { put, log } = this.props;
    try {
      await put(points, at, this.stop.signal);
      if (this.failures > 0) log.event('info', 'cloudwatch', { because: 'metrics are published again' });
      this.failures = 0;
      this.told = undefined;
    } catch (error) {
      if (!this.stop.signal.aborted) this.failed(wordOf(error));
    }
  }

  /** Told once, and again where it fails otherwise. */
  private failed(because: string): void {
    const { clock, log, random } = this.props;
    const rest = backoff(++this.failures, { ...REST, random });
    this.restsUntil = clock.elapsedMillis() + rest.toMillis();
    if (because !== this.told) log.event('warn', 'cloudwatch', { because: `PutMetricData: ${because}` });
    this.told = because;
  }
}

/** Without AWS' own text: it differs from answer to answer. */
function wordOf(error: unknown): string {
  if (!(error instanceof Error)) return 'Error';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return error.name === 'Error' && code !== undefined ? code : error.name;
}
