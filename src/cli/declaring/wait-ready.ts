import type { Duration } from '../../domain/core/duration';
import { Duration as Time } from '../../domain/core/duration';
import { type StatusDocument, stateStoreKeys } from '../../manifest';
import { readStatus } from '../../operator/engine/status-document';
import type { Clock, ObjectStore } from '../../operator/ports';

/** What is waited for: the status of this generation. */
export interface Awaited {
  readonly kind: string;
  readonly name: string;
  readonly generation: string;
}

export interface WaitProps {
  readonly state: ObjectStore;
  readonly clock: Clock;
  readonly timeout: Duration;
  /** Told whenever something is new; where only a number has changed, now and then. */
  readonly tell: (line: string) => void;
  readonly stop?: AbortSignal;
}

export type Waited = 'ready' | 'refused' | 'not yet';

const POLL = Time.seconds(2);
/** How often a text is told again of which only the numbers change, such as one that counts seconds. */
const AGAIN = Time.seconds(30);

/**
 * Until all are ready, one is refused for good, or the time is over. Only statuses are read: it is the operator that
 * works, and where none runs it says so and waits.
 */
export async function waitReady(awaited: readonly Awaited[], props: WaitProps): Promise<Waited> {
  const { state, clock, timeout, tell, stop } = props;
  const end = clock.elapsedMillis() + timeout.toMillis();
  const told = new Map<string, { readonly words: string; readonly text: string; readonly at: number }>();
  for (;;) {
    const states = await Promise.all(
      awaited.map(async (one) => ({
        one,
        is: stateOf(one, (await readStatus(state, one.kind, one.name)).document),
      })),
    );
    for (const { one, is } of states) {
      const id = `${one.kind}/${one.name}`;
      const last = told.get(id);
      const words = is.text.replace(/\d+/g, '');
      const at = clock.elapsedMillis();
      const isNew = last?.words !== words || (last.text !== is.text && at - last.at >= AGAIN.toMillis());
      if (!isNew) continue;
      tell(`${id}: ${is.text}`);
      told.set(id, { words, text: is.text, at });
    }
    if (states.some(({ is }) => is.state === 'refused')) return 'refused';
    if (states.every(({ is }) => is.state === 'ready')) return 'ready';
    const left = end - clock.elapsedMillis();
    if (left <= 0 || stop?.aborted) return 'not yet';
    await clock.sleep(Time.millis(Math.min(left, POLL.toMillis())), stop);
  }
}

function stateOf(
  { kind, name, generation }: Awaited,
  document: StatusDocument | undefined,
): { readonly state: Waited; readonly text: string } {
  if (document?.status.observedGeneration !== generation || document.status.source !== 'declared') {
    return {
      state: 'not yet',
      text: `no operator has looked at it yet (${stateStoreKeys.status(kind, name)})`,
    };
  }
  const { conditions } = document.status;
  const ready = conditions.find(({ type }) => type === 'Ready');
  const text = ready
    ? `${ready.status === 'True' ? 'ready' : ready.reason}: ${ready.message}`
    : 'no word yet';
  if (ready?.status === 'True') return { state: 'ready', text };
  const isFinal = conditions.some(
    ({ type, status, reason }) =>
      status === 'False' &&
      ((type === 'Valid' && ['Invalid', 'UnknownKind'].includes(reason)) ||
        (type === 'Applied' && reason === 'Refused')),
  );
  return { state: isFinal ? 'refused' : 'not yet', text };
}
