import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readAgentPlaces, readFrameworkUse, readUseTasks, useOfMesosOverHttp } from '../../src/io/mesos-use';
import { createLab } from '../../src/lab';
import { inProcess, inVirtualTime } from '../lab/support/in-process';

const bytes = (value: unknown) => Buffer.from(JSON.stringify(value));
const id = (value: string) => ({ value });
const resource = (name: string, value: number, role = '*') => ({
  ...{ name, type: 'SCALAR', scalar: { value }, role, allocation_info: { role } },
});

/** The answers of this type that a real master gave while it was recorded. */
function recorded(name: string, type: string): readonly unknown[] {
  const file = path.join(__dirname, '../contract/recordings/mesos', `${name}.json`);
  const { steps } = JSON.parse(readFileSync(file, 'utf8')) as { readonly steps: readonly RecordedStep[] };
  return steps.filter(({ request }) => request?.body?.type === type).map(({ response }) => response?.body);
}

interface RecordedStep {
  readonly request?: { readonly body?: { readonly type?: string } };
  readonly response?: { readonly body?: unknown };
}

describe('what a real master answered', () => {
  test('agents, with where they are', async () => {
    const answers = recorded('01-agents-text-resources', 'GET_AGENTS').map((one) =>
      readAgentPlaces(bytes(one)),
    );
    const [none, some] = await Promise.all(answers);
    expect(none).toEqual([]);
    expect(some?.map(({ hostname }) => hostname).sort()).toEqual(['a1', 'a2', 'a3']);
    for (const { pid } of some ?? []) expect(pid).toMatch(/^slave\(1\)@127\.0\.0\.1:\d+$/);
  });

  test('agents that are only recovered are nobody to ask', async () => {
    const [first] = recorded('05-master-failover', 'GET_AGENTS');
    expect(JSON.stringify(first)).toContain('"recovered_agents":[{');
    expect(await readAgentPlaces(bytes(first))).toEqual([]);
  });

  test('a framework that holds nothing', async () => {
    const [first] = recorded('12-scheduler', 'GET_FRAMEWORKS');
    expect(await readFrameworkUse(bytes(first))).toEqual([
      {
        id: '11111111-1111-1111-1111-111111111111-0000',
        name: 'marathon-shuffle',
        webUiUrl: 'http://127.0.0.1:8080',
        allocated: { cpus: 0, mem: 0 },
      },
    ]);
  });
});

describe('what the master says of the cluster’s use', () => {
  test('frameworks have what was given to them under all roles together', async () => {
    const ports = { name: 'ports', type: 'RANGES', ranges: { range: [{ begin: 1, end: 2 }] }, role: '*' };
    const info = { id: id('f1'), name: 'reports', user: 'spark', webui_url: 'http://d1:4040' };
    const allocated_resources = [
      resource('cpus', 6),
      resource('cpus', 2, 'spark'),
      resource('mem', 512),
      ports,
    ];
    const answer = {
      type: 'GET_FRAMEWORKS',
      get_frameworks: {
        frameworks: [
          { framework_info: info, active: true, allocated_resources },
          { framework_info: { id: id('f2'), name: 'marathon' }, recovered: true },
        ],
        completed_frameworks: [{ framework_info: { id: id('f0'), name: 'over' }, allocated_resources }],
        recovered_frameworks: [{ id: id('f3'), name: 'etl' }],
      },
    };
    expect(await readFrameworkUse(bytes(answer))).toEqual([
      { id: 'f1', name: 'reports', webUiUrl: 'http://d1:4040', allocated: { cpus: 8, mem: 512 } },
      { id: 'f2', name: 'marathon', allocated: { cpus: 0, mem: 0 } },
      { id: 'f3', name: 'etl' },
    ]);
  });

  test('tasks are those that have not ended, and those that failed', async () => {
    const task = (number: number, state: string) => ({
      ...{
        name: `reports ${number}`,
        task_id: id(`${number}`),
        framework_id: id('f1'),
        agent_id: id('S1'),
        state,
      },
    });
    const answer = {
      get_tasks: {
        tasks: [task(0, 'TASK_RUNNING'), { ...task(1, 'TASK_STAGING'), name: undefined }],
        unreachable_tasks: [task(2, 'TASK_UNREACHABLE')],
        completed_tasks: [task(3, 'TASK_FINISHED'), task(4, 'TASK_KILLED'), task(5, 'TASK_FAILED')],
        orphan_tasks: [task(6, 'TASK_RUNNING')],
      },
    };
    const found = await readUseTasks(bytes(answer));
    expect(found.map((one) => [one.id, one.name, one.state])).toEqual([
      ['0', 'reports 0', 'TASK_RUNNING'],
      ['1', '', 'TASK_STAGING'],
      ['2', 'reports 2', 'TASK_UNREACHABLE'],
      ['5', 'reports 5', 'TASK_FAILED'],
    ]);
    expect(found[0]).toMatchObject({ frameworkId: 'f1', agentId: 'S1' });
  });

  test.each<[string, (bytes: Buffer) => Promise<unknown>, unknown]>([
    ['no agents at all', readAgentPlaces, {}],
    ['an agent without an address', readAgentPlaces, agents({ pid: undefined })],
    ['an agent without an id', readAgentPlaces, agents({ agent_info: { hostname: 'a1' } })],
    ['an agent without a name', readAgentPlaces, agents({ agent_info: { id: id('S1') } })],
    ['no frameworks at all', readFrameworkUse, { get_tasks: {} }],
    ['an amount that is none', readFrameworkUse, frameworks([{ ...resource('cpus', 1), scalar: {} }])],
    ['resources that are no list', readFrameworkUse, frameworks('cpus:1')],
    ['no tasks at all', readUseTasks, {}],
    ['a task without a state', readUseTasks, { get_tasks: { tasks: [{ task_id: id('1') }] } }],
    [
      'a task of nobody',
      readUseTasks,
      { get_tasks: { tasks: [{ task_id: id('1'), state: 'TASK_RUNNING' }] } },
    ],
  ])('fails on %s', async (_, read, answer) => {
    await expect(read(bytes(answer))).rejects.toThrow(/found .*wanted/);
  });

  test('a leader that has not read its registry tells nothing, and no list is taken for empty', async () => {
    const lab = createLab({ clock: 'virtual', agents: 2 });
    const master = useOfMesosOverHttp(inProcess(lab, { baseUrl: 'http://127.0.0.1:5050', timeout: 5 }));
    const use = await inVirtualTime(lab, master.read());
    expect(use.is === 'known' && use.agents.map(({ hostname }) => hostname)).toEqual(['agent-1', 'agent-2']);
    lab.world.cluster.setRecovering(true);
    const recovering = await inVirtualTime(lab, master.read());
    expect(recovering).toMatchObject({ is: 'unknown', message: expect.stringContaining('503') });
  });
});

function agents(more: object) {
  const agent = { agent_info: { id: id('S1'), hostname: 'a1' }, pid: 'slave(1)@h:1', ...more };
  return { get_agents: { agents: [agent] } };
}

function frameworks(allocated_resources: unknown) {
  const one = { framework_info: { id: id('f1'), name: 'x' }, allocated_resources };
  return { get_frameworks: { frameworks: [one] } };
}
