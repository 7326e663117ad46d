import { waitReady } from '../../src/cli/declaring/wait-ready';
import { Duration } from '../../src/domain/core/duration';
import { API_VERSION, type StatusDocument, stateStoreKeys } from '../../src/manifest';
import { documentText } from '../../src/operator/engine/remembered';
import { MemoryStore } from '../operator/support/memory-store';
import { VirtualClock } from '../operator/support/virtual-clock';

const KEY = stateStoreKeys.status('AgentDrain', 'a');
const GENERATION = '0123456789ab';

function status(ready: 'True' | 'False', reason: string, message: string): StatusDocument {
  const lastTransitionTime = '2026-01-01T00:00:00.000Z';
  return {
    ...{ apiVersion: API_VERSION, kind: 'AgentDrain', metadata: { name: 'a' } },
    status: {
      ...{ observedGeneration: GENERATION, stack: 'command-line', source: 'declared' },
      conditions: [{ type: 'Ready', status: ready, reason, message, lastTransitionTime }],
    },
  };
}

test('a text that counts seconds is told every half minute, any other at once', async () => {
  const store = new MemoryStore();
  const write = (document: StatusDocument) => store.set(KEY, documentText(document));
  const clock = new VirtualClock();
  const told: string[] = [];
  write(status('False', 'InUse', 'quiet for 0 of 600 s'));
  const waited = waitReady([{ kind: 'AgentDrain', name: 'a', generation: GENERATION }], {
    ...{ state: store, clock, timeout: Duration.minutes(5), tell: (line: string) => told.push(line) },
  });
  for (let second = 2; second <= 70; second += 2) {
    await clock.run(2, 1);
    write(status('False', 'InUse', `quiet for ${second} of 600 s`));
  }
  write(status('False', 'InUse', 'etl has a task there'));
  await clock.run(2, 1);
  write(status('True', 'AsDeclared', 'a may go'));
  await clock.run(2, 0);
  expect(await waited).toBe('ready');
  expect(told.map((line) => line.replace(/^AgentDrain\/a: /, ''))).toEqual([
    'InUse: quiet for 0 of 600 s',
    expect.stringMatching(/^InUse: quiet for (28|30) of 600 s$/),
    expect.stringMatching(/^InUse: quiet for (58|60) of 600 s$/),
    'InUse: etl has a task there',
    'ready: a may go',
  ]);
});
