import { z } from 'zod';
import { foreignText } from '../domain/core/foreign-text';
import type { QueuedApp } from '../operator/ports';
import { Breath } from './breath';
import { memberNames } from './json-bytes';
import { JsonRow } from './json-row';
import { walkItems, walkMembers } from './json-walk';
import { shaped, UnexpectedAnswer } from './shape';

const ANSWER = memberNames('queue');
const ITEM = ['app', 'pod', 'count', 'processedOffersSummary'] as const;

const SUMMARY = z.object({
  rejectSummaryLastOffers: z
    .array(z.object({ reason: z.string(), declined: z.int().nonnegative() }))
    .optional(),
});

/**
 * Reads the answer of `GET /v2/queue`, in which each item repeats its app.
 * @throws SyntaxError or UnexpectedAnswer where it is not whole
 */
export async function readQueue(bytes: Buffer): Promise<ReadonlyMap<string, QueuedApp>> {
  const breath = new Breath();
  const row = new JsonRow(bytes, ITEM, 'queue');
  const queue = new Map<string, QueuedApp>();
  let complete = false;
  await walkMembers(bytes, 0, ANSWER, breath, (_, list) => {
    complete = true;
    return walkItems(bytes, list, breath, (item) => {
      const end = row.read(item);
      // Pods wait here as well.
      if (row.has('app') || !row.has('pod')) queue.set(idOf(row), queuedOf(row));
      return end;
    });
  });
  if (!complete) throw new UnexpectedAnswer('queue', undefined, 'a list of what waits');
  return queue;
}

type Row = JsonRow<(typeof ITEM)[number]>;

function idOf(row: Row): string {
  const { id } = row.fields('app');
  return typeof id === 'string' && id !== '' ? id : row.wrong('app.id', 'the id of an app', id);
}

function queuedOf(row: Row): QueuedApp {
  const summary = row.has('processedOffersSummary')
    ? shaped(SUMMARY, row.value('processedOffersSummary'), 'queue[].processedOffersSummary')
    : {};
  const reasons = (summary.rejectSummaryLastOffers ?? [])
    .filter(({ declined }) => declined > 0)
    .sort((a, b) => b.declined - a.declined)
    .map(({ reason }) => foreignText(reason, 100));
  return { count: row.count('count'), reasons };
}
