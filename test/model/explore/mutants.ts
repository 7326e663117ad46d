import type { World } from '../../../src/operator/engine/kind';
import type { AppSight, Observed, ShuffleAction } from '../../../src/operator/kinds/shuffle-service/model';
import { PARTS, type Parts } from '../operator/parts';
import type { OperatorProps } from '../operator/process';
import type { Scenario } from './scenarios';

/** One rule of the operator broken, and where that shows. */
export interface Mutant {
  readonly rule: number;
  /** What this operator does wrong. */
  readonly does: string;
  readonly scenario: Scenario;
  readonly faults: number;
  readonly mutation: Partial<OperatorProps>;
  /** What the explorer says. */
  readonly caught: RegExp;
  /** False where not even the right operator reaches what is declared. @default true */
  readonly converges?: boolean;
  /** Whether its process has to end for it to show. @default false */
  readonly crashes?: boolean;
  /** What the world is like in which it shows; the right operator meets it, too. */
  readonly world?: Partial<OperatorProps>;
}

const base: Scenario = {
  about: 'as small as it shows',
  specs: [{}],
  agents: [2, 0],
  slots: 1,
  running: true,
  faults: [],
  depth: [0, 0],
};

const parts = (change: Partial<Parts>): Partial<OperatorProps> => ({ parts: { ...PARTS, ...change } });

const planning = (change: (o: Observed, right: readonly ShuffleAction[]) => readonly ShuffleAction[]) =>
  parts({ plan: (manifest, o) => change(o, PARTS.plan(manifest, o)) });

const seeing = (change: (world: World) => World) =>
  parts({ observe: (manifest, world) => PARTS.observe(manifest, change(world)) });

const withActive = (change: (active: AppSight) => AppSight) =>
  parts({
    observe: async (manifest, world) => {
      const o = await PARTS.observe(manifest, world);
      return o.active ? { ...o, active: change(o.active) } : o;
    },
  });

export const MUTANTS: readonly Mutant[] = [
  {
    rule: 1,
    does: 'counts every listed lost task as a held slot',
    scenario: { ...base, faults: ['lose', 'sayGone'] },
    faults: 2,
    mutation: withActive(({ agents, tasks, ...rest }) => ({
      ...rest,
      tasks,
      ...(agents ? { agents: { ...agents, target: agents.target + tasks.ghosts.length } } : {}),
    })),
    caught: /2 instances were asked for; agents and held slots can take 1/,
  },
  {
    rule: 1,
    does: 'asks for one more for whoever has come, whether there is a place or not',
    scenario: { ...base, welcomes: true, agents: [1, 1], faults: ['join'] },
    faults: 1,
    mutation: parts({
      welcome: async (manifest, arrived, world) =>
        (await PARTS.welcome(manifest, arrived, world)).map((one) =>
          one.do === 'raise-instances' ? { ...one, to: one.from + 2 } : one,
        ),
    }),
    caught: /3 instances were asked for; agents and held slots can take 2/,
  },
  {
    rule: 2,
    does: 'takes agents that have not registered with a new master for gone',
    scenario: { ...base, running: false, recovering: true },
    faults: 0,
    mutation: seeing((world) => ({
      ...world,
      mesos: {
        ...world.mesos,
        view: async () => {
          const view = await world.mesos.view();
          return view.is === 'known' ? { ...view, recovered: [] } : view;
        },
      },
    })),
    caught: /was published while not every agent had it/,
  },
  {
    rule: 3,
    does: 'asks for a release without writing it down',
    crashes: true,
    scenario: { ...base, faults: ['lose', 'sayGone'] },
    faults: 3,
    mutation: parts({
      apply: async (action, manifest, world) => {
        if (action.do !== 'release-slot') return PARTS.apply(action, manifest, world);
        await world.marathon.release(action.appId, action.task.id);
        return { is: 'done' };
      },
    }),
    caught: /a healthy task on h\d was killed/,
  },
  {
    rule: 3,
    does: 'lowers the number when an agent is lost',
    scenario: { ...base, faults: ['lose'] },
    faults: 1,
    mutation: planning(({ active }, right) => {
      const { app, tasks } = active ?? {};
      if (!app || !tasks || tasks.held === 0 || app.deployments.length > 0) return right;
      const to = app.instances - tasks.held;
      return [{ do: 'raise-instances', because: '', appId: app.id, from: app.instances, to }];
    }),
    caught: /the slot of h\d was given up|instances were lowered/,
  },
  {
    rule: 4,
    does: 'ends the old version as soon as the new one is published',
    scenario: {
      ...base,
      agents: [1, 0],
      slots: 2,
      specs: [{}, { cmd: 'exec ./green' }],
      faults: ['respec', 'use'],
    },
    faults: 2,
    mutation: planning(({ retiring, state }, right) => {
      const old = retiring.find(({ app }) => app && app.deployments.length === 0);
      if (!old || !state) return right;
      return [{ do: 'remove-app', because: '', appId: old.placed.appId, etag: state.etag }];
    }),
    caught: /was removed while somebody used it/,
  },
  {
    rule: 5,
    does: 'publishes again what is published',
    scenario: base,
    faults: 0,
    mutation: planning(({ endpoint }, right) => {
      if (right.length > 0 || !endpoint?.value) return right;
      return [{ do: 'publish-endpoint', because: '', endpoint: endpoint.value, etag: endpoint.etag }];
    }),
    caught: /was written as it was/,
  },
  {
    rule: 6,
    does: 'takes over before the requests of its predecessor have arrived',
    crashes: true,
    scenario: { ...base, agents: [1, 2], faults: ['join'] },
    faults: 3,
    mutation: { overtaking: true },
    caught: /instances were lowered|a healthy task on h\d was killed/,
  },
  {
    rule: 7,
    does: 'stops whatever deployment locks its app',
    scenario: { ...base, faults: ['foreignDeployment'] },
    faults: 1,
    mutation: planning(({ active }, right) => {
      const [deploymentId] = active?.app?.deployments ?? [];
      return deploymentId === undefined ? right : [{ do: 'stop-deployment', because: '', deploymentId }];
    }),
    caught: /the foreign deployment .* was stopped/,
  },
  {
    rule: 8,
    does: 'does not read back which role Marathon has made of its own',
    scenario: { ...base, agents: [1, 1], running: false, faults: ['join'] },
    faults: 1,
    world: { rewritesRoles: true },
    mutation: withActive(({ app, revision, ...rest }) => ({
      ...rest,
      ...(revision ? { revision } : {}),
      ...(app && revision
        ? { app: { ...app, definition: { ...app.definition, acceptedResourceRoles: ['shuffle'] } } }
        : {}),
    })),
    caught: /2 instances were asked for; agents and held slots can take 0/,
    converges: false,
  },
  {
    rule: 9,
    does: 'creates the app only in the pass that has decided on it',
    crashes: true,
    scenario: { ...base, running: false },
    faults: 0,
    mutation: planning(({ state, active }, right) => (state && !active?.app ? [] : right)),
    caught: /the active app .* is not there/,
  },
  {
    rule: 10,
    does: 'takes a service away whose manifest is gone, whatever it said',
    scenario: { ...base, faults: ['delete'] },
    faults: 1,
    mutation: parts({ planRemoval: (_, o) => PARTS.planRemoval('Drain', o) }),
    caught: /something was written for a service that is to be kept as it is/,
  },
  {
    rule: 11,
    does: 'lets a check kill',
    scenario: { ...base, running: false, faults: ['sick'] },
    faults: 1,
    mutation: planning((_, right) =>
      right.map((action) =>
        action.do === 'create-app'
          ? {
              ...action,
              app: { ...action.app, healthChecks: [{ protocol: 'MESOS_TCP', maxConsecutiveFailures: 3 }] },
            }
          : action,
      ),
    ),
    caught: /a healthy task on h\d was killed by Marathon \(check\)/,
    converges: false,
  },
  {
    rule: 12,
    does: 'changes an adopted app in place',
    scenario: {
      ...base,
      agents: [1, 0],
      slots: 2,
      specs: [{ cmd: 'exec ./green', adopt: '/shuffle/by-hand' }],
      running: false,
      handMade: true,
    },
    faults: 0,
    mutation: parts({
      apply: async (action, manifest, world) => {
        if (action.do !== 'create-app') return PARTS.apply(action, manifest, world);
        await world.marathon.replace({ ...action.app, id: '/shuffle/by-hand' });
        return { is: 'done' };
      },
    }),
    caught: /a healthy task on h\d was killed/,
  },
];
