import type { Condition } from '../../manifest';
import type { ReconcilesView, SubjectView } from './board-view';
import type { Item } from './item';
import { keptPicture, type Picture } from './picture';
import type { Report } from './report';

/** What one reconcile found, as far as it is shown. */
export interface Seen {
  readonly report: Report;
  /** None where not even the status could be read: those of before stay. */
  readonly conditions: readonly Condition[];
  /** Types that are good when they are False; undefined where nothing was looked at: as before. */
  readonly unwanted?: readonly string[];
  /** Undefined where nothing was looked at: as before. */
  readonly picture?: Picture;
  readonly millis: number;
}

interface Beside {
  readonly before: SubjectView | undefined;
  /** ISO 8601. */
  readonly at: string;
}

export function subjectView(item: Item, seen: Seen, { before, at }: Beside): SubjectView {
  const { kind, name, stack, generation } = item;
  const { outcome, because, planned, warnings = [] } = seen.report;
  const lastError = outcome === 'failed' ? { at, message: because } : before?.lastError;
  // What a look that came to no end did not say is as it was.
  const looked = seen.unwanted !== undefined;
  const picture = looked ? keptPicture(before?.picture, seen.picture) : before?.picture;
  return {
    ...{ kind, name, stack, generation, outcome, because, planned },
    conditions: conditionsOf(seen, before),
    warnings: looked ? warnings : (before?.warnings ?? warnings),
    ...(lastError ? { lastError } : {}),
    reconciles: counted(seen, { before, at }),
    ...(picture ? { picture } : {}),
  };
}

function conditionsOf({ conditions, unwanted }: Seen, before: SubjectView | undefined) {
  if (conditions.length === 0) return before?.conditions ?? [];
  const good = ({ type, status }: Condition) => {
    if (unwanted) return status === (unwanted.includes(type) ? 'False' : 'True');
    const known = before?.conditions.find((one) => one.type === type);
    return known?.status === status ? known.good : status === (type === 'Paused' ? 'False' : 'True');
  };
  return conditions.map((one) => ({ ...one, good: good(one) }));
}

function counted({ report, millis }: Seen, { before, at }: Beside): ReconcilesView {
  const { count = 0, errors = 0, writes = 0, totalMillis = 0 } = before?.reconciles ?? {};
  return {
    count: count + 1,
    errors: errors + (report.outcome === 'failed' ? 1 : 0),
    writes: writes + report.did.length,
    lastAt: at,
    lastMillis: millis,
    totalMillis: totalMillis + millis,
  };
}
