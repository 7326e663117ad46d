import { sha256 } from '../../../src/io/digest';
import type { World } from '../../../src/operator/engine/kind';
import { Memory } from '../../../src/operator/engine/memory';
import type { AgentHealth, Marathon, MesosMaster, ObjectStore } from '../../../src/operator/ports';
import type { Call } from './tree';

/**
 * The present never moves; what was written grows older. A while is longer than the overlap and the quiet time that
 * the manifests of the model ask for, and shorter than the gap after which a look says nothing any more. Long ago is
 * long enough for whatever waits.
 */
export const NOW = '2026-01-02T12:00:00.000Z';
export const A_WHILE_AGO = '2026-01-02T11:58:20.000Z';
export const LONG_AGO = '2026-01-01T00:00:00.000Z';
/** In seconds, as the manifests say it. */
export const SHORT = 60;

export const TIMES = [NOW, A_WHILE_AGO, LONG_AGO] as const;

/** What a kind touches, each call an entry in the tree. */
export function portsOver(ask: (call: Call) => Promise<unknown>): World {
  const to =
    (name: string) =>
    (...args: unknown[]) =>
      ask({ name, args });
  const mesos = {
    view: to('mesos.view'),
    gone: to('mesos.gone'),
    frameworks: to('mesos.frameworks'),
    tasks: to('mesos.tasks'),
  } as unknown as MesosMaster;
  const marathon = Object.fromEntries(
    ['info', 'app', 'ports', 'queue', 'deployments', ...MARATHON_WRITES].map((name) => [
      name,
      to(`marathon.${name}`),
    ]),
  ) as unknown as Marathon;
  const store = {
    get: to('store.get'),
    put: to('store.put'),
    delete: to('store.delete'),
    list: to('store.list'),
  } as unknown as ObjectStore;
  const agentHealth = { ports: to('agentHealth.ports') } as unknown as AgentHealth;
  const clock = { now: () => new Date(NOW), elapsedMillis: () => 0, sleep: () => Promise.resolve() };
  return {
    mesos,
    marathon,
    marathonAt: () => marathon,
    metronome: () => {
      throw new Error('no manifest of the model needs a Metronome');
    },
    cosmos: () => {
      throw new Error('no manifest of the model needs a package manager');
    },
    dispatcherAt: () => {
      throw new Error('no manifest of the model names a dispatcher');
    },
    dispatcherUiAt: () => {
      throw new Error('no manifest of the model declares a dispatcher');
    },
    zeppelinAt: () => {
      throw new Error('no manifest of the model names a Zeppelin');
    },
    agentHealth,
    store,
    sha256,
    clock,
    log: { event: () => {} },
    memory: new Memory(),
  };
}

export const MARATHON_WRITES = ['create', 'raise', 'release', 'wipe', 'replace', 'remove', 'stop'] as const;

/** Calls that change something. */
export const WRITES: ReadonlySet<string> = new Set([
  'store.put',
  ...MARATHON_WRITES.map((name) => `marathon.${name}`),
]);
