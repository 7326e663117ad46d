/** The two times that the job reads its shuffle; also the names of its job groups. */
export const READS = ['first-read', 'second-read'] as const;
export type ReadName = (typeof READS)[number];

/** What the job says on its standard output. */
export type JobWord =
  | { readonly says: 'step'; readonly step: ReadName | 'fall' | 'end' }
  | { readonly says: 'groups'; readonly read: ReadName; readonly groups: number }
  | { readonly says: 'failure'; readonly failure: string };

const MARK = 'MESOS_SPARK_VERIFY {';

/** @returns undefined for a line that is not the job's, whatever shells print */
export function jobWord(line: string): JobWord | undefined {
  const at = line.indexOf(MARK);
  if (at < 0) return undefined;
  let said: Readonly<Record<string, unknown>>;
  try {
    said = JSON.parse(line.slice(at + MARK.length - 1));
  } catch {
    return undefined;
  }
  const { step, read, groups, failure } = said;
  if (typeof failure === 'string') return { says: 'failure', failure };
  if (isRead(read) && typeof groups === 'number') return { says: 'groups', read, groups };
  if (isRead(step) || step === 'fall' || step === 'end') return { says: 'step', step };
  return undefined;
}

export function isRead(value: unknown): value is ReadName {
  return READS.some((name) => name === value);
}
