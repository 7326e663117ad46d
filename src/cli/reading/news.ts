import type { Subject } from './subject';

/** What was written last into any status. */
export interface News {
  /** ISO 8601. */
  readonly at: string;
  readonly kind: string;
  readonly name: string;
  readonly what: string;
}

/** A status is written only when something is new: nothing newer may mean that all is quiet, or that nobody looks. */
export function lastNews(subjects: readonly Subject[]): News | undefined {
  const all = subjects.flatMap(({ kind, name, status }): readonly News[] => {
    const { conditions = [], events = [] } = status ?? {};
    return [
      ...conditions.map((one) => ({
        at: one.lastTransitionTime,
        kind,
        name,
        what: `${one.type} is ${one.status}`,
      })),
      ...events.map((one) => ({ at: one.lastTime, kind, name, what: one.reason })),
    ];
  });
  return all.reduce<News | undefined>((last, one) => (last && last.at > one.at ? last : one), undefined);
}
