import type { Spec } from '../operator/parts';
import { Operator, type OperatorProps } from '../operator/process';
import { Draft } from '../world/draft';
import { names } from '../world/names';
import { create } from '../world/requests';
import { settle } from '../world/settle';
import { emptyWorld, type State } from '../world/state';
import { Convergence } from './converge';
import type { ExploreProps } from './explore';
import type { Fault } from './making';

/** Where an exploration begins and what may befall it. */
export interface Scenario {
  readonly about: string;
  readonly specs: readonly Spec[];
  /** Agents that are there, and more that may join. */
  readonly agents: readonly [here: number, more: number];
  readonly slots: number;
  /** It begins once everything runs. */
  readonly running: boolean;
  readonly faults: readonly Fault[];
  /** Another master has just been elected, and the first agent has not registered with it. */
  readonly recovering?: boolean;
  /** An app that somebody made by hand is there already. */
  readonly handMade?: boolean;
  /** Agents that have come are looked at alone, too. */
  readonly welcomes?: boolean;
  /** Faults on a path: for the unit tests, and for the five minutes. */
  readonly depth: readonly [short: number, long: number];
}

const BLUE: Spec = {};
const GREEN: Spec = { cmd: 'exec ./green' };

const AGENTS: readonly Fault[] = [
  'join',
  'lose',
  'return',
  'markGone',
  'sayGone',
  'newMachine',
  'deactivate',
];
const MASTERS: readonly Fault[] = ['hide', 'failOver'];
const TASKS: readonly Fault[] = ['sick', 'fail'];
const STRANGERS: readonly Fault[] = ['foreignPort', 'foreignDeployment'];
const EVERYTHING = [...AGENTS, ...MASTERS, ...TASKS, ...STRANGERS];

export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  first: {
    about: 'a first deployment on two agents, and a third may join',
    specs: [BLUE],
    agents: [2, 1],
    slots: 1,
    running: false,
    faults: EVERYTHING,
    depth: [1, 2],
  },
  running: {
    about: 'a service that runs on two agents, and a third may join',
    specs: [BLUE],
    agents: [2, 1],
    slots: 1,
    running: true,
    faults: EVERYTHING,
    depth: [1, 4],
  },
  loss: {
    about: 'three agents that are lost, come back, are gone or replaced',
    specs: [BLUE],
    agents: [3, 0],
    slots: 1,
    running: true,
    faults: ['lose', 'return', 'markGone', 'sayGone', 'newMachine', 'failOver'],
    depth: [2, 5],
  },
  arrivals: {
    about: 'agents that come, and are looked at alone at any moment beside the looks at all',
    specs: [BLUE],
    agents: [2, 1],
    slots: 1,
    running: true,
    welcomes: true,
    faults: [...AGENTS, ...MASTERS, 'foreignPort'],
    depth: [2, 4],
  },
  rollout: {
    about: 'a changed manifest beside what runs, with applications on both',
    specs: [BLUE, GREEN],
    agents: [1, 1],
    slots: 2,
    running: true,
    welcomes: true,
    faults: ['respec', 'use', ...AGENTS, 'failOver', 'foreignPort'],
    depth: [1, 3],
  },
  wide: {
    about: 'the same on three agents, one of them yet to come, and three specs',
    specs: [BLUE, GREEN, { cmd: 'exec ./third' }],
    agents: [2, 1],
    slots: 2,
    running: true,
    faults: ['respec', 'join', 'lose', 'return', 'sayGone', 'failOver'],
    depth: [1, 2],
  },
  inPlace: {
    about: 'a changed manifest in the place of what runs',
    specs: [
      { ...BLUE, updates: 'InPlace' },
      { ...GREEN, updates: 'InPlace' },
    ],
    agents: [2, 0],
    slots: 1,
    running: true,
    faults: ['respec', 'use', 'lose', 'return', 'sayGone', 'foreignDeployment'],
    depth: [1, 3],
  },
  removal: {
    about: 'a manifest that is gone, with Drain',
    specs: [{ ...BLUE, deletionPolicy: 'Drain' }],
    agents: [2, 0],
    slots: 1,
    running: true,
    faults: ['delete', 'respec', 'use', 'lose', 'return', 'failOver'],
    depth: [2, 4],
  },
  adoption: {
    about: 'an app made by hand, adopted and replaced beside',
    specs: [{ ...GREEN, adopt: '/shuffle/by-hand' }],
    agents: [1, 1],
    slots: 2,
    running: false,
    handMade: true,
    faults: ['join', 'lose', 'return', 'use', 'failOver'],
    depth: [0, 2],
  },
};

/** As {@link BLUE} would be rendered, with one thing that differs. */
const HAND_MADE = {
  id: '/shuffle/by-hand',
  cmd: 'exec ./by-hand',
  role: 'shuffle',
  acceptedResourceRoles: ['shuffle'],
  constraints: [['hostname', 'UNIQUE']],
  portDefinitions: [{ port: 7337, protocol: 'tcp' }],
  requirePorts: true,
  unreachableStrategy: 'disabled',
  healthChecks: [{ protocol: 'MESOS_TCP', portIndex: 0, maxConsecutiveFailures: 2_147_483_647 }],
};

/** @param mutant what differs from the operator as it is */
export async function explorationOf(
  scenario: Scenario,
  mutant: Pick<OperatorProps, 'parts'> & Partial<OperatorProps>,
): Promise<Omit<ExploreProps, 'faults' | 'seconds'>> {
  const { specs, agents, slots, faults, welcomes = false } = scenario;
  const props = { welcomes, ...mutant, specs };
  const environment = {
    faults: new Set(faults),
    manifests: specs.length,
  };
  return { ...props, environment, start: await startOf(scenario, props, emptyWorld(...agents, slots)) };
}

async function startOf(scenario: Scenario, props: OperatorProps, empty: State): Promise<State> {
  const draft = new Draft(empty);
  if (scenario.handMade) {
    const { id } = HAND_MADE;
    const app = { id: names.of(id), definition: names.of(JSON.stringify(HAND_MADE)), instances: 1 };
    create(draft, app);
    settle(draft);
  }
  if (scenario.recovering) draft.setAgent(0, { at: 'recovered' });
  const start = draft.done();
  return scenario.running ? new Convergence(new Operator(props), scenario.specs).rest(start) : start;
}
