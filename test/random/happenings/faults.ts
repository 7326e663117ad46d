import type { FaultRule } from '../../../src/lab';
import { pick } from '../chance';
import type { Scene } from '../scene';
import type { StoreFault, StoreFaults } from '../store-line';
import { type By, group } from './happening';

/** At most so long a request is under way: its sender gives up after ten seconds. */
const LATE = 9;

const KINDS: readonly Pick<FaultRule, 'kind' | 'status' | 'body'>[] = [
  { kind: 'status', status: 503 },
  { kind: 'status', status: 502 },
  { kind: 'status', status: 500 },
  { kind: 'status', status: 504 },
  { kind: 'cut-before' },
  { kind: 'cut-after' },
  { kind: 'slow-answer' },
  { kind: 'slow-request' },
  { kind: 'no-answer' },
  { kind: 'lost-request' },
  { kind: 'torn' },
];

function wrong(scene: Scene, rule: FaultRule): void {
  scene.lab.faults.add(rule);
  scene.tell(`fault ${JSON.stringify(rule)}`);
}

const store =
  (faults: (scene: Scene) => StoreFaults, name: string) =>
  (scene: Scene, [kind, chance, seconds]: By) => {
    const kinds: readonly StoreFault['kind'][] = ['error', 'lost-answer', 'slow'];
    const fault = {
      kind: pick(kinds, kind) ?? 'error',
      chance: 0.1 + chance * 0.5,
      seconds: 1 + seconds * 12,
    };
    faults(scene).fault = fault;
    scene.tell(`the ${name} store: ${JSON.stringify(fault)}`);
  };

export const faults = group('faults', {
  'fault-some': [
    6,
    (scene, [kind, chance, seconds]) => {
      const what = pick(KINDS, kind) ?? { kind: 'status' as const };
      wrong(scene, { ...what, chance: 0.05 + chance * 0.4, seconds: 1 + seconds * (LATE - 1) });
    },
  ],
  'fault-next-write': [
    6,
    (scene, [kind, method, seconds]) => {
      const what = pick(KINDS, kind) ?? { kind: 'status' as const };
      const of = pick(['POST', 'PATCH', 'DELETE'], method) ?? 'POST';
      wrong(scene, { ...what, server: 'marathon', method: of, times: 1, seconds: 1 + seconds * (LATE - 1) });
    },
  ],
  'fault-down': [
    2,
    (scene, [server, kind, times]) => {
      const what = pick(KINDS, kind) ?? { kind: 'status' as const };
      wrong(scene, {
        ...what,
        server: server < 0.5 ? 'marathon' : 'mesos',
        times: 1 + Math.floor(times * 20),
        seconds: LATE,
      });
    },
  ],
  locked: [
    2,
    (scene, [times]) =>
      wrong(scene, {
        kind: 'status',
        status: 409,
        server: 'marathon',
        path: '^/v2/apps',
        method: 'PATCH',
        times: 1 + Math.floor(times * 3),
      }),
  ],
  busy: [
    2,
    (scene, [length]) => {
      const { marathon, timeline } = scene.world;
      scene.tell('no more deployments are accepted');
      marathon.configure({ maxRunningDeployments: 0 });
      timeline.after(length * 120_000, () => marathon.configure({ maxRunningDeployments: 100 }));
    },
  ],
  'faults-end': [
    10,
    (scene) => {
      scene.lab.faults.remove();
      scene.stateFaults.fault = undefined;
      scene.manifestFaults.fault = undefined;
      scene.tell('no faults any more');
    },
  ],
  'state-store-fault': [3, store(({ stateFaults }) => stateFaults, 'state')],
  'manifest-store-fault': [2, store(({ manifestFaults }) => manifestFaults, 'manifest')],
  'marathon-abdicates': [
    2,
    (scene) => {
      scene.tell('the leader of Marathon abdicates');
      scene.world.marathon.leadership.abdicate();
    },
  ],
  'marathon-killed': [
    2,
    (scene) => {
      scene.tell('the leader of Marathon is killed');
      scene.world.marathon.leadership.end();
    },
  ],
  'marathon-loses-master': [
    1,
    (scene) => {
      scene.tell('Marathon loses the master');
      scene.world.marathon.leadership.loseMaster();
    },
  ],
});
