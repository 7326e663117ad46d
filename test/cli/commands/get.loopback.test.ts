import { parse } from 'yaml';
import { service } from '../../operator/support/manifests';
import { cells, ReadingBed } from '../support/reading-bed';

let bed: ReadingBed;
beforeEach(async () => {
  bed = await ReadingBed.withLab();
  await bed.declare([service()]);
  await bed.operate();
  bed.lab?.advance(60);
  await bed.operate();
  await bed.change('POST', '/frameworks', {
    name: 'etl',
    role: 'etl',
    executors: 3,
    cpus: 1,
    mem: 1024,
    perAgent: 1,
  });
  bed.lab?.advance(10);
});
afterEach(() => bed.close());

test('agents: state, services, reservations, tasks', async () => {
  await bed.change('PATCH', '/agents/agent-3', { deactivated: true });
  await bed.change('PATCH', '/agents/agent-4', { active: false });
  const { code, stdout } = await bed.run('get agents');
  expect(code).toBe(0);
  expect(cells(stdout)).toEqual([
    ['HOSTNAME', 'STATE', 'SERVICES', 'RESERVED', 'TASKS'],
    ['agent-1', 'active', 'spark-2-4', 'shuffle: 7337-7339, 2 cpus, 4096 MiB', '2'],
    ['agent-2', 'active', 'spark-2-4', 'shuffle: 7337-7339, 2 cpus, 4096 MiB', '2'],
    ['agent-3', 'deactivated', 'spark-2-4', 'shuffle: 7337-7339, 2 cpus, 4096 MiB', '2'],
    ['agent-4', 'inactive', 'spark-2-4', 'shuffle: 7337-7339, 2 cpus, 4096 MiB', '1'],
    ['agent-5', 'active', 'spark-2-4', 'shuffle: 7337-7339, 2 cpus, 4096 MiB', '1'],
  ]);
});

test('an agent that the master has given up is known by its lost tasks, and by name from the statuses', async () => {
  await bed.change('PATCH', '/agents/agent-2', { reachable: false });
  bed.lab?.advance(5);
  const { stdout } = await bed.run('get agents agent-2');
  expect(cells(stdout)[1]).toEqual(['agent-2', 'unreachable', 'spark-2-4 (unreachable)', '-', '2']);
});

test('after a failover agents are only recovered', async () => {
  await bed.change('POST', '/master/failover', {
    recovered: ['agent-5'],
    frameworks: [],
    disconnectsMarathon: false,
  });
  const { stdout } = await bed.run('get agents agent-5');
  expect(cells(stdout)[1]?.slice(0, 2)).toEqual(['agent-5', 'recovered']);
});

test('without a state store agents are listed all the same, and the services are unknown', async () => {
  const { MESOS_SPARK_MESOS = '' } = bed.env;
  const { code, stdout } = await bed.run('get agents', { env: { MESOS_SPARK_MESOS } });
  expect(code).toBe(0);
  expect(cells(stdout)[1]?.slice(0, 3)).toEqual(['agent-1', 'active', '?']);
});

test('frameworks: cpus allocated and used, and where executors run', async () => {
  const { stdout } = await bed.run('get frameworks -o wide');
  const [head = [], etl = []] = cells(stdout);
  expect(Object.fromEntries(head.map((name, i) => [name, etl[i]]))).toMatchObject({
    NAME: 'etl',
    STATE: 'active',
    CPUS: '3',
    USED: '3',
    MEM: '3072 MiB',
    TASKS: '3',
    AGENTS: '3',
    ROLES: 'etl',
    ON: 'agent-1,agent-2,agent-3',
  });
});

test('a framework that is away is said to be', async () => {
  await bed.change('PATCH', '/frameworks/etl', { connected: false });
  expect(cells((await bed.run('get frameworks etl')).stdout)[1]?.slice(0, 2)).toEqual([
    'etl',
    'disconnected',
  ]);
});

test('tasks: of all frameworks, or of some', async () => {
  const firsts = async (words: string) => cells((await bed.run(`get tasks ${words}`)).stdout).slice(1);
  expect(await firsts('')).toHaveLength(8);
  const etl = await firsts('--framework etl');
  expect(etl.map(([, state, framework, agent, cpus, mem]) => [state, framework, agent, cpus, mem])).toEqual([
    ['TASK_RUNNING', 'etl', 'agent-1', '1', '1024 MiB'],
    ['TASK_RUNNING', 'etl', 'agent-2', '1', '1024 MiB'],
    ['TASK_RUNNING', 'etl', 'agent-3', '1', '1024 MiB'],
  ]);
  expect(await firsts('--agent agent-1')).toHaveLength(2);
  const [shuffle, ...others] = await firsts('--agent agent-1 --role shuffle');
  expect(shuffle?.slice(0, 3)).toEqual([
    expect.stringMatching(/^shuffle_spark-2-4/),
    'TASK_RUNNING',
    'marathon',
  ]);
  expect(others).toEqual([]);
});

test('tasks that have ended are told on request', async () => {
  const id = cells((await bed.run('get tasks --framework etl')).stdout)[1]?.[0];
  await bed.change('PATCH', `/tasks/${id}`, { state: 'TASK_FINISHED' });
  const states = async (words: string) =>
    cells((await bed.run(`get tasks --framework etl ${words}`)).stdout).slice(1);
  expect(await states('')).toHaveLength(2);
  expect(await states('--ended')).toHaveLength(3);
});

test('filters cross the lists', async () => {
  const names = async (words: string) =>
    cells((await bed.run(words)).stdout)
      .slice(1)
      .map(([name]) => name);
  expect(await names('get agents --framework etl')).toEqual(['agent-1', 'agent-2', 'agent-3']);
  expect(await names('get frameworks --agent agent-5')).toEqual(['marathon']);
  expect((await bed.run('get agents --role nobody')).stdout).toBe('no agents\n');
  expect(await names('get frameworks --role etl')).toEqual(['etl']);
});

test('what the master does not know ends with 1, with the nearest name', async () => {
  expect(await bed.run('get tasks --framework elt --agent agnet-1')).toEqual({
    code: 1,
    stdout: '',
    stderr: [
      '--framework: found "elt", wanted a framework that the master knows, by name or id; did you mean etl?',
      '--agent: found "agnet-1", wanted an agent that the master knows, by hostname or id; did you mean agent-1?',
      '',
    ].join('\n'),
  });
  expect((await bed.run('get agents agent-11')).stderr).toContain('did you mean agent-1?');
});

test('machines get numbers and lists', async () => {
  expect(parse((await bed.run('get agents agent-1 -o yaml')).stdout)).toMatchObject({
    kind: 'Agent',
    hostname: 'agent-1',
    reserved: { shuffle: { cpus: 2, mem: 4096, ports: '7337-7339' } },
    used: { shuffle: { cpus: 0.5, mem: 1024, ports: '7337' } },
    services: ['spark-2-4'],
  });
  expect(JSON.parse((await bed.run('get frameworks etl -o json')).stdout)).toMatchObject({
    kind: 'Framework',
    allocated: { cpus: 3 },
    agents: ['agent-1', 'agent-2', 'agent-3'],
  });
});

test('a master that is down ends with 1 and one sentence: what was asked, where, what came, what to do', async () => {
  const { code, stderr } = await bed.run('get agents --mesos http://127.0.0.1:1');
  expect(code).toBe(1);
  expect(stderr).toBe(
    '--mesos: found MasterUnavailable: POST http://127.0.0.1:1/api/v1: connect ECONNREFUSED 127.0.0.1:1, wanted an answer of the leading Mesos master; check that it is up and reached from here by the address in --mesos; mesos-spark master says who leads, where more than one is named\n',
  );
});

test('a master that has not read its registry is not taken for an empty cluster', async () => {
  await bed.change('PATCH', '/master', { recovering: true });
  const { code, stderr } = await bed.run('get agents');
  expect(code).toBe(1);
  expect(stderr).toContain('not finished recovery');
});

test('what the stores tell needs neither Mesos nor Marathon nor an operator', async () => {
  await bed.lab?.close();
  const { code, stdout } = await bed.run('get all');
  expect(code).toBe(0);
  expect(stdout).toContain('AsDeclared');
  bed.lab = undefined;
});
