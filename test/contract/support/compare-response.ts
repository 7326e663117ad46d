import type { Bindings } from './bindings';
import { bodyDifferences } from './compare-body';
import { queueDifferences, type queueItem } from './compare-state';
import type { Answer } from './lab-client';
import type { RecordedQueueItem, RecordedResponse } from './recording';

/** Status, recorded headers, body. */
export function responseDifferences(
  expected: RecordedResponse,
  actual: Answer,
  bindings: Bindings,
): readonly string[] {
  const found =
    actual.status === expected.status ? [] : [`status ${actual.status}, recorded ${expected.status}`];
  for (const [name, value] of Object.entries(expected.headers ?? {})) {
    found.push(
      ...bodyDifferences(value, actual.headers.get(name) ?? undefined, bindings).map(
        (line) => `${name} ${line}`,
      ),
    );
  }
  if (expected.body === undefined) return found;
  return [...found, ...bodyComparison(expected.body, actual.body, bindings)];
}

/** Some recorded bodies are summaries; the answer is summed up in the same way. */
function bodyComparison(expected: unknown, actual: unknown, bindings: Bindings): readonly string[] {
  const recorded = expected as { queue?: readonly Partial<RecordedQueueItem>[]; healthChecks?: unknown };
  if (Array.isArray(recorded.queue) && typeof recorded.queue[0]?.app === 'string') {
    const shown = (actual as { queue: readonly Parameters<typeof queueItem>[0][] }).queue;
    return queueDifferences(recorded.queue, shown);
  }
  const inner = recorded.healthChecks !== undefined ? (actual as { app?: unknown }).app : actual;
  return bodyDifferences(expected, inner ?? actual, bindings);
}
