import { mesosOverHttp } from '../../src/io/mesos-http';
import { type AgentDrainManifestInput, stateStoreKeys } from '../../src/manifest';
import { readDrains } from '../../src/operator/engine/drains';
import { NOBODY } from '../../src/operator/kinds/agent-drain/model';
import { inProcess } from '../lab/support/in-process';
import { Bed } from './support/bed';
import { FakeMachines } from './support/fake-machines';
import { type LabInProcess, labInProcess } from './support/lab-cluster';
import { declare, defaults, drain, service } from './support/manifests';

/** How offers of a drained agent are kept from frameworks, in a lab whose offers can be looked at. */
let lab: LabInProcess;
let bed: Bed;

beforeEach(async () => {
  lab = labInProcess();
  bed = new Bed(lab);
  for (const host of ['a1', 'a2', 'a3']) {
    await lab.addAgent(host);
    const port = { listening: true, connections: 0, cleaner: 'alive' as const };
    lab.ports.set(host, { is: 'known', ports: new Map([7337, 7338, 7339].map((one) => [one, port])) });
  }
});

afterEach(() => bed.close());

async function covered(): Promise<void> {
  say();
  bed.start('one');
  await bed.run(60);
  expect(bed.writes.splice(0)).toEqual(['create 3']);
}

function say(...drains: readonly AgentDrainManifestInput[]): void {
  declare(bed.manifests, [service(), defaults(), ...drains]);
}

const drained = () => bed.condition('Drained', 'AgentDrain', 'a2');

/** What a framework of this role would be offered of an agent now. */
function offered(hostname: string, role = '*'): readonly string[] {
  const { cluster } = lab.lab.world;
  const agent = cluster.offering().find((one) => one.hostname === hostname);
  return agent
    ? (cluster.offer(agent, role)?.portions ?? []).map(({ name, role: of }) => `${name}(${of})`)
    : [];
}

const executors = async (name: string) => {
  const { cluster } = lab.lab.world;
  const [framework] = cluster.frameworks.all().filter((one) => one.name === name);
  return cluster.tasks
    .all()
    .filter(({ frameworkId }) => frameworkId === framework?.id)
    .map(({ agentId }) => cluster.byId(agentId)?.hostname)
    .sort();
};

test('from Mesos 1.9 on the agent is deactivated, and nothing of it is offered', async () => {
  await covered();
  expect(offered('a2')).toContain('cpus(*)');
  say(drain('a2'));
  await bed.run(30);
  expect(offered('a2')).toEqual([]);
  expect(offered('a2', 'shuffle')).toEqual([]);
  await lab.application('late', 3);
  await bed.run(60);
  expect(await executors('late')).toEqual(['a1', 'a3']);
});

test('before Mesos 1.9 what is free is reserved for nobody, again and again, and given back where the drain is deleted', async () => {
  await lab.call('PATCH', '/master', { version: '1.8.1' });
  await covered();
  await lab.application('etl', 3);
  await bed.run(20);
  say(drain('a2'));
  await bed.run(60);
  expect(bed.writes.splice(0)).toEqual(['hold']);
  expect(offered('a2')).toEqual(['disk(*)', 'ports(*)']);
  await lab.scale('etl', 0);
  await bed.run(60);
  expect(bed.writes.splice(0)).toEqual(['hold']);
  expect(offered('a2')).toEqual(['disk(*)', 'ports(*)']);
  await lab.application('late', 3);
  await bed.run(60);
  expect(bed.writes).toEqual([]);
  expect(await executors('late')).toEqual(['a1', 'a3']);
  expect(bed.condition('Cordoned', 'AgentDrain', 'a2')).toMatchObject({ status: 'True' });
  say();
  await bed.run(60);
  expect(bed.writes).toEqual(['give back']);
  expect(offered('a2')).toContain('cpus(*)');
  await bed.run(60);
  expect(await executors('late')).toEqual(['a1', 'a2', 'a3']);
});

test('before Mesos 1.9 a task that is removed does not come back, not even once the drain is over and deleted', async () => {
  await lab.call('PATCH', '/master', { version: '1.8.1' });
  await covered();
  say(drain('a2'));
  await bed.run(700);
  expect(bed.writes.splice(0)).toEqual(['hold', expect.stringMatching(/^release /)]);
  expect(drained()).toMatchObject({ status: 'True', reason: 'Drained' });
  say();
  await bed.run(120);
  expect(bed.writes).toEqual([]);
  expect(await bed.runningOn()).toEqual(['a1', 'a3']);
  expect(bed.condition('Ready')).toMatchObject({ status: 'True' });
});

describe('before Mesos 1.9, of an agent that is drained and whose drain is deleted', () => {
  let machines: FakeMachines;
  const stored = () => JSON.parse(bed.state.text(stateStoreKeys.state('AgentDrain', 'a2')) ?? '{}');
  const removed = () => bed.condition('Removed', 'AgentDrain', 'a2');
  const cordoned = async () => [...(await readDrains(bed.state)).cordoned.values()];

  beforeEach(async () => {
    machines = new FakeMachines();
    for (const host of ['a1', 'a2', 'a3']) machines.start(host, `i-${host}`);
    bed.machines = machines;
    await lab.call('PATCH', '/master', { version: '1.8.1' });
    await covered();
    say(drain('a2'));
    await bed.run(700);
    expect(stored()).toMatchObject({ machine: 'i-a2', ended: { reason: 'Drained' } });
    machines.asked.splice(0);
    bed.writes.splice(0);
  });

  test('the drain stays in force while its machine is there, and nobody asks again', async () => {
    await lab.lose('a2');
    say();
    await bed.run(60);
    expect(removed()?.status).toBe('True');
    machines.asked.splice(0);
    machines.set('a2', 'terminated');
    await bed.run(60);
    expect(machines.asked.filter((one) => one.startsWith('states'))).toEqual([]);
    expect(await cordoned()).toEqual(['a2']);
  });

  test('it is over once the machine has ended and the master has lost the agent, not before', async () => {
    machines.set('a2', 'terminated');
    say();
    await bed.run(60);
    expect(removed()).toMatchObject({ status: 'False', reason: 'MachineEnding' });
    expect(removed()?.message).toContain('i-a2 is terminated, and the master is yet to say');
    expect(await cordoned()).toEqual(['a2']);
    await lab.lose('a2');
    await bed.run(60);
    expect(removed()?.status).toBe('True');
    expect(stored()).toMatchObject({ gone: true, over: true });
    expect(await cordoned()).toEqual([]);
    // No service was to start anything for an agent that ends.
    expect(bed.writes).toEqual([]);
    expect(bed.status().agents).toMatchObject({ eligible: 2, instances: 2, target: 2 });
  });

  test('while nobody says what has become of the machine that is waited for', async () => {
    await lab.lose('a2');
    machines.set('a2', 'terminated');
    machines.failure = { is: 'unknown', reason: 'MachinesUnavailable', message: 'EC2 does not answer' };
    say();
    await bed.run(60);
    expect(removed()).toMatchObject({ status: 'False', reason: 'MachineEnding' });
    expect(removed()?.message).toContain('EC2 does not answer');
    machines.failure = undefined;
    await bed.run(60);
    expect(removed()?.status).toBe('True');
    expect(await cordoned()).toEqual([]);
  });

  test('it is over as well where the registry says that the agent is gone', async () => {
    await lab.mesos.markGone(stored().agentId);
    say();
    await bed.run(60);
    expect(removed()?.status).toBe('True');
    expect(stored()).toMatchObject({ gone: true, over: true });
    expect(await cordoned()).toEqual([]);
  });
});

test('with authentication what is reserved says whose it is', async () => {
  await lab.call('PATCH', '/master', { version: '1.8.1' });
  await covered();
  const { cluster } = lab.lab.world;
  cluster.config = { ...cluster.config, authenticateReadwrite: true, credentials: { ops: 'secret' } };
  const authorization = `Basic ${Buffer.from('ops:secret').toString('base64')}`;
  const headers = { authorization };
  const mesos = mesosOverHttp(inProcess(lab.lab, { baseUrl: 'http://127.0.0.1:5050', timeout: 5, headers }));
  const id = cluster.find('a2')?.id ?? '';
  expect(await mesos.hold(id, NOBODY)).toEqual({ is: 'done' });
  expect(offered('a2')).toEqual(['disk(*)', 'ports(*)']);
  expect(await mesos.giveBack(id, NOBODY)).toEqual({ is: 'done' });
  expect(offered('a2')).toContain('cpus(*)');
});

test('a refusal is told with what mends it, and the services leave the agent alone already', async () => {
  await covered();
  const nobody = [{ principals: { type: 'ANY' }, agents: { type: 'NONE' } }];
  await lab.call('PATCH', '/master', { acls: { deactivate_agents: nobody } });
  say(drain('a2'));
  await bed.run(60);
  expect(bed.condition('Applied', 'AgentDrain', 'a2')).toMatchObject({ status: 'False', reason: 'Waiting' });
  expect(bed.condition('Applied', 'AgentDrain', 'a2')?.message).toContain(
    "grant the operator's principal deactivate_agents and reactivate_agents in the master's --acls",
  );
  expect(bed.condition('Cordoned', 'AgentDrain', 'a2')).toMatchObject({
    status: 'False',
    reason: 'CordonDue',
  });
  expect(bed.status().agents?.rows[0]).toMatchObject({ hostname: 'a2', state: 'leaving' });
  await lab.call('PATCH', '/master', { acls: null });
  await bed.run(60);
  expect(bed.condition('Cordoned', 'AgentDrain', 'a2')?.status).toBe('True');
});

test('a deadline acts although the cordon is refused', async () => {
  await covered();
  const nobody = [{ principals: { type: 'ANY' }, agents: { type: 'NONE' } }];
  await lab.call('PATCH', '/master', { acls: { deactivate_agents: nobody } });
  say(drain('a2', { deadline: '5mins' }));
  await bed.run(400);
  expect(drained()).toMatchObject({ status: 'True', reason: 'DeadlinePassed' });
  expect(bed.writes.filter((one) => one.startsWith('release'))).toHaveLength(1);
});

test('where a removal could take a lost task along the service says what to do, and once it is done the drain ends', async () => {
  await covered();
  await lab.lose('a3');
  await bed.run(60);
  const { marathon } = lab.lab.world;
  const [app] = [...marathon.core.root.apps.keys()];
  const lost = marathon.core.tracker.of(app ?? '').find(({ task }) => task?.host === 'a3')?.task;
  const end = (wipe: boolean) =>
    marathon.killing.one(app ?? '', lost?.id ?? '', { scale: false, wipe, force: false });
  // A person gives the slot up, and what follows finds no agent.
  end(false);
  say(drain('a2', { deadline: '5mins' }));
  await bed.run(600);
  expect(bed.writes.splice(0)).toEqual(['deactivate']);
  expect(drained()).toMatchObject({ status: 'False', reason: 'Removing' });
  expect(bed.condition('Observed')).toMatchObject({ status: 'False', reason: 'SlotsUnclear' });
  expect(bed.condition('Observed')?.message).toContain('on a2 is to be removed');
  end(true);
  await bed.run(60);
  expect(bed.writes).toEqual([expect.stringMatching(/^release /)]);
  expect(drained()).toMatchObject({ status: 'True', reason: 'DeadlinePassed' });
  expect(bed.condition('Observed')?.status).toBe('True');
});

test('an agent that somebody else had deactivated stays so', async () => {
  await covered();
  await lab.deactivate('a2');
  say(drain('a2'));
  await bed.run(60);
  say();
  await bed.run(60);
  expect(bed.writes).toEqual([]);
  expect(lab.lab.world.cluster.find('a2')?.deactivated).toBe(true);
});

test('a damaged decision stops every service, and says which file it is', async () => {
  await covered();
  bed.rawState.set(stateStoreKeys.state('AgentDrain', 'a2'), '{');
  await lab.addAgent('a4');
  await bed.run(60);
  expect(bed.writes).toEqual([]);
  expect(bed.condition('Observed')?.message).toContain(
    'state/AgentDrain/a2.json in the state store is damaged',
  );
});
