import { REASONS, type Reason } from './offer-match';

export interface ReasonCount {
  readonly reason: Reason;
  readonly declined: number;
  readonly processed: number;
}

/** What `/v2/queue` says of the offers that were looked at for an app. */
export class OfferStatistics {
  processedCount = 0;
  unusedCount = 0;
  lastUnusedAt: string | undefined;
  lastUsedAt: string | undefined;
  private readonly attempt = new Map<Reason, number>();
  private last = new Map<Reason, number>();
  private lastProcessed = 0;

  /** A new round of offers. */
  begin(): void {
    this.last = new Map();
    this.lastProcessed = 0;
  }

  processed(reason: Reason | undefined, at: string): void {
    this.processedCount += 1;
    this.lastProcessed += 1;
    if (reason === undefined) {
      this.lastUsedAt = at;
      return;
    }
    this.unusedCount += 1;
    this.lastUnusedAt = at;
    this.attempt.set(reason, (this.attempt.get(reason) ?? 0) + 1);
    this.last.set(reason, (this.last.get(reason) ?? 0) + 1);
  }

  get lastOffers(): readonly ReasonCount[] {
    return cascade(this.last, this.lastProcessed);
  }

  get launchAttempt(): readonly ReasonCount[] {
    return cascade(this.attempt, this.processedCount);
  }
}

/** An offer that fails one check is not looked at by those after it. */
function cascade(declined: ReadonlyMap<Reason, number>, all: number): readonly ReasonCount[] {
  let processed = all;
  return REASONS.map((reason) => {
    const count = { reason, declined: declined.get(reason) ?? 0, processed };
    processed -= count.declined;
    return count;
  });
}
