import type { App, AppDefinition } from '../../../../src/lab/world/marathon/app';
import { normalizeApp } from '../../../../src/lab/world/marathon/normalize';
import { type MatchInput, matchOffer } from '../../../../src/lab/world/marathon/offer-match';
import type { Agent } from '../../../../src/lab/world/mesos/agent';
import { agentResources } from '../../../../src/lab/world/mesos/agent-resources';
import { rangesOf, scalarOf } from '../../../../src/lab/world/mesos/portions';

const resources = agentResources(
  'cpus:4;mem:4096;disk:1000;ports:[1025-7336,7340-32000];cpus(shuffle):1;mem(shuffle):1024;ports(shuffle):[7337-7339]',
  '*',
);

const agent: Agent = {
  id: 's0',
  hostname: 'a1',
  port: 5051,
  attributes: [
    { name: 'rack', type: 'TEXT', text: 'r1' },
    { name: 'cores', type: 'SCALAR', scalar: 4 },
  ],
  flags: resources,
  resources,
  presence: 'registered',
  connected: true,
  deactivated: false,
  registeredAt: 0,
  dead: false,
};

function match(
  fields: Partial<AppDefinition>,
  accepted: readonly string[],
  runningOn: readonly string[] = [],
  other: Partial<MatchInput> = {},
) {
  const app = { ...normalizeApp({ cmd: 'run', cpus: 0.5, mem: 256 }, '/a'), ...fields };
  return matchOffer({
    app,
    offer: { agent, portions: agent.resources },
    accepted,
    homeRegion: 'eu',
    gpuSchedulingBehavior: 'restricted',
    underMaintenance: false,
    runningOn: () => runningOn,
    chance: (limit) => limit - 1,
    ...other,
  });
}

const fixed = { portDefinitions: [{ port: 7337, protocol: 'tcp' }], requirePorts: true };
const unique: Pick<App['definition'], 'constraints'> = { constraints: [['hostname', 'UNIQUE']] };

describe('whether an offer fits', () => {
  test.each([
    ['no resource of an accepted role', {}, ['other'], [], 'UnfulfilledRole'],
    ['a task on the host already', unique, ['shuffle'], ['a1'], 'UnfulfilledConstraint'],
    [
      'an attribute that is not alike',
      { constraints: [['rack', 'LIKE', 'r[2-9]']] },
      ['*'],
      [],
      'UnfulfilledConstraint',
    ],
    [
      'an attribute that is not there',
      { constraints: [['zone', 'LIKE', '.*']] },
      ['*'],
      [],
      'UnfulfilledConstraint',
    ],
    ['too many cpus', { cpus: 1.5 }, ['shuffle'], [], 'InsufficientCpus'],
    ['too much memory', { mem: 1025 }, ['shuffle'], [], 'InsufficientMemory'],
    ['disk that is not reserved', { disk: 1 }, ['shuffle'], [], 'InsufficientDisk'],
    ['gpus', { gpus: 1 }, ['*'], [], 'InsufficientGpus'],
    ['a port of another role', fixed, ['*'], [], 'InsufficientPorts'],
  ] as const)('not with %s', (_, fields, accepted, runningOn, reason) => {
    expect(match(fields as Partial<AppDefinition>, accepted, runningOn)).toEqual({ reason });
  });

  test.each([
    ['UNIQUE elsewhere', unique, ['shuffle'], ['a2']],
    ['LIKE', { constraints: [['rack', 'LIKE', 'r\\d']] }, ['*'], []],
    ['UNLIKE', { constraints: [['rack', 'UNLIKE', 'r2']] }, ['*'], []],
    ['IS', { constraints: [['cores', 'IS', '4']] }, ['*'], []],
    ['MAX_PER', { constraints: [['rack', 'MAX_PER', '2']] }, ['*'], ['r1']],
  ] as const)('with %s', (_, fields, accepted, runningOn) => {
    expect(match(fields as Partial<AppDefinition>, accepted, runningOn)).toHaveProperty('portions');
  });

  test('takes the required port of the role that holds it, and cpus and memory of the same', () => {
    const found = match(fixed, ['*', 'shuffle']);
    if ('reason' in found) throw new Error(found.reason);
    expect(found.ports).toEqual([7337]);
    expect(rangesOf(found.portions, 'ports', 'shuffle').toString()).toBe('7337');
    expect(scalarOf(found.portions, 'cpus', 'shuffle')).toBe(0.5);
  });

  test('takes any accepted port where the given one is not required', () => {
    const found = match({ portDefinitions: [{ port: 7337, protocol: 'tcp' }], requirePorts: false }, [
      'shuffle',
    ]);
    expect('ports' in found && found.ports).toEqual([7339]);
  });

  test('takes from two roles what one alone has not', () => {
    const found = match({ cpus: 2 }, ['*', 'shuffle']);
    if ('reason' in found) throw new Error(found.reason);
    expect([scalarOf(found.portions, 'cpus', 'shuffle'), scalarOf(found.portions, 'cpus', '*')]).toEqual([
      1, 1,
    ]);
  });
});

describe('what an app does not see of its constraints', () => {
  const offerOf = (more: Partial<Agent>, gpus = 0) => {
    const own = [...resources, ...(gpus > 0 ? agentResources(`gpus:${gpus}`, '*', '') : [])];
    return { offer: { agent: { ...agent, ...more }, portions: own } };
  };
  const remote = offerOf({ domain: { region: 'us', zone: 'us-1' } });
  const home = offerOf({ domain: { region: 'eu', zone: 'eu-2' } });
  const gpu = offerOf({}, 1);

  test.each<[string, Partial<AppDefinition>, Partial<MatchInput>, string | undefined]>([
    ['an agent of another region', {}, remote, 'UnfulfilledConstraint'],
    ['an agent of the region of the master', {}, home, undefined],
    ['another region that is asked for', { constraints: [['@region', 'IS', 'us']] }, remote, undefined],
    ['any zone', { constraints: [['@zone', 'LIKE', '.*']] }, remote, undefined],
    [
      'a zone that is not asked for',
      { constraints: [['@zone', 'IS', 'eu-1']] },
      home,
      'UnfulfilledConstraint',
    ],
    ['a maintenance window', {}, { underMaintenance: true }, 'AgentMaintenance'],
    ['an agent with GPUs', {}, gpu, 'DeclinedScarceResources'],
    ['GPUs that are asked for', { gpus: 1 }, gpu, undefined],
    ['an app that may', { labels: { GPU_SCHEDULING_BEHAVIOR: 'unrestricted' } }, gpu, undefined],
    ['a Marathon that may', {}, { ...gpu, gpuSchedulingBehavior: 'unrestricted' }, undefined],
  ])('%s', (_, fields, other, reason) => {
    const found = match(fields, ['*'], [], other);
    expect('reason' in found ? found.reason : undefined).toBe(reason);
  });
});
