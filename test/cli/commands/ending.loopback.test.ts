import { service } from '../../operator/support/manifests';
import { ReadingBed } from '../support/reading-bed';

let bed: ReadingBed;
const start = async (options: Parameters<typeof ReadingBed.withLab>[0] = { agents: 3 }) => {
  bed = await ReadingBed.withLab(options);
};
afterEach(() => bed.close());

const framework = (name: string, executors = 2) =>
  bed.change('POST', '/frameworks', { name, role: name, executors, cpus: 1, mem: 512, perAgent: 1 });
const world = () => {
  if (!bed.lab) throw new Error('no lab');
  return bed.lab.lab.world.cluster;
};
const idOfFramework = (name: string) =>
  world()
    .frameworks.all()
    .filter((one) => one.name === name)
    .map(({ id }) => id);
const running = () =>
  world()
    .tasks.all()
    .filter(({ state }) => state === 'TASK_RUNNING').length;

describe('teardown', () => {
  beforeEach(async () => {
    await start();
    await framework('etl');
    bed.lab?.advance(10);
  });

  test('shows what it ends, asks, and ends exactly that', async () => {
    await framework('other', 1);
    bed.lab?.advance(10);
    const [id = ''] = idOfFramework('etl');
    expect(running()).toBe(3);
    const ran = await bed.run('teardown etl', { isTTY: true, stdin: ['yes\n'] });
    expect(ran).toEqual({
      code: 0,
      stdout: `${id} torn down\n`,
      stderr: `etl (${id}), active: 2 tasks on agent-1, agent-2\nTear down etl? [y/N] `,
    });
    bed.lab?.advance(10);
    expect(running()).toBe(1);
  });

  test('by its id, and without asking where that is said; a second time it is not there', async () => {
    const [id = ''] = idOfFramework('etl');
    expect((await bed.run(`teardown ${id} --yes`)).code).toBe(0);
    const again = await bed.run(`teardown ${id} --yes`);
    expect([again.code, again.stdout]).toEqual([1, '']);
    expect(again.stderr).toContain(
      'wanted a framework that the master knows, by id or name; one that has ended',
    );
  });

  test('ends nothing where nobody says yes', async () => {
    const refused = await bed.run('teardown etl');
    expect([refused.code, refused.stderr]).toEqual([
      1,
      expect.stringContaining('--yes: found nothing, and no terminal'),
    ]);
    const no = await bed.run('teardown etl', { isTTY: true, stdin: ['n\n'] });
    expect([no.code, no.stderr]).toEqual([1, expect.stringContaining('nothing was done')]);
    expect(running()).toBe(2);
  });

  test('names all that have a name that several have, and ends none', async () => {
    await framework('etl', 1);
    bed.lab?.advance(10);
    const { code, stderr } = await bed.run('teardown etl --yes');
    expect(code).toBe(1);
    expect(stderr).toContain(
      'FRAMEWORK: found 2 frameworks of the name "etl", wanted the id of one of them:\n',
    );
    for (const id of idOfFramework('etl')) expect(stderr).toContain(`  etl (${id}), active: `);
    expect(running()).toBe(3);
  });

  test.each([['teardown elt --yes', 'did you mean etl?']])('%s: %s', async (line, words) => {
    expect(await bed.run(line)).toMatchObject({ code: 1, stderr: expect.stringContaining(words) });
  });
});

test('a master that refuses a teardown is told with its own words', async () => {
  await start({
    agents: 1,
    mesos: {
      acls: {
        teardown_frameworks: [{ principals: { type: 'ANY' }, framework_principals: { type: 'NONE' } }],
      },
    },
  });
  await framework('etl', 1);
  bed.lab?.advance(10);
  const { code, stderr } = await bed.run('teardown etl --yes');
  expect(code).toBe(1);
  expect(stderr).toContain('403');
});

describe('forget-agent', () => {
  beforeEach(async () => {
    await start();
    await bed.declare([service()]);
    await bed.operate();
    bed.lab?.advance(60);
    await bed.operate();
  });

  const lose = async (host: string) => {
    await bed.change('PATCH', `/agents/${host}`, { reachable: false });
    bed.lab?.advance(5);
  };
  const agentId = (host: string) =>
    world()
      .all()
      .find(({ hostname }) => hostname === host)?.id ?? '';
  const presence = (id: string) => world().byId(id)?.presence;

  test('makes the master forget one that is away, so that the slot of its lost task is free', async () => {
    await lose('agent-2');
    const id = agentId('agent-2');
    const ran = await bed.run('forget-agent agent-2', { isTTY: true, stdin: ['y\n'] });
    expect(ran.code).toBe(0);
    expect(ran.stdout).toBe(`${id} forgotten\n`);
    expect(ran.stderr.split('\n')).toEqual([
      `agent-2 (${id}), unreachable: 1 task is lost with it`,
      expect.stringMatching(/^ {2}shuffle_spark-2-4-.*, TASK_UNREACHABLE$/),
      `Forget agent-2 (${id})? [y/N] `,
    ]);
    expect(presence(id)).toBe('gone');
    bed.lab?.advance(5);
    expect(
      world()
        .tasks.all()
        .map(({ state }) => state),
    ).not.toContain('TASK_UNREACHABLE');
    // By its id once more it is as well.
    expect((await bed.run(`forget-agent ${id} --yes`)).code).toBe(0);
  });

  test('refuses one that is connected, or may be', async () => {
    const { code, stderr } = await bed.run('forget-agent agent-1 --yes');
    expect(code).toBe(1);
    expect(stderr).toContain(
      'found it is connected, wanted an agent that is away for good; end its machine first',
    );
    await bed.change('PATCH', '/agents/agent-3', { deactivated: true });
    expect((await bed.run('forget-agent agent-3 --yes')).stderr).toContain(
      'found it is deactivated, and may be connected',
    );
    expect([presence(agentId('agent-1')), presence(agentId('agent-3'))]).toEqual([
      'registered',
      'registered',
    ]);
  });

  test('forgets one whose connection is lost, but not one that came back while somebody thought', async () => {
    await bed.change('PATCH', '/agents/agent-2', { active: false });
    const id = agentId('agent-2');
    const late = (function* () {
      world().setConnected(id, true);
      yield 'y\n';
    })();
    const ran = await bed.run('forget-agent agent-2', { isTTY: true, stdin: late });
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain('it is connected');
    await bed.change('PATCH', '/agents/agent-2', { active: false });
    expect((await bed.run('forget-agent agent-2 --yes')).code).toBe(0);
    expect(presence(id)).toBe('gone');
  });

  test('refuses one that is only recovered, for every agent is so after a failover, unless somebody knows', async () => {
    const failover = { recovered: ['agent-2'], frameworks: [], disconnectsMarathon: false };
    await bed.change('POST', '/master/failover', failover);
    const { code, stderr } = await bed.run('forget-agent agent-2 --yes');
    expect(code).toBe(1);
    expect(stderr).toContain('found it is recovered: it has not registered with the present master yet');
    expect((await bed.run('forget-agent agent-2 --yes --recovered')).code).toBe(0);
  });

  test('says what it does not know', async () => {
    expect((await bed.run('forget-agent agent-9 --yes')).stderr).toContain('did you mean agent-1?');
    const nobody = `${agentId('agent-1').replace(/-S\d+$/, '')}-S99`;
    expect((await bed.run(`forget-agent ${nobody} --yes`)).stderr).toContain(
      'found no such agent, says the master',
    );
  });

  test('needs no stores; then a lost agent is known by its id', async () => {
    await lose('agent-2');
    const { MESOS_SPARK_MESOS = '' } = bed.env;
    const id = agentId('agent-2');
    const ran = await bed.run(`forget-agent ${id} --yes`, { env: { MESOS_SPARK_MESOS } });
    expect([ran.code, ran.stdout]).toEqual([0, `${id} forgotten\n`]);
  });
});

test.each(['teardown', 'forget-agent'])('%s tells its exit codes, and who does not answer', async (verb) => {
  await start();
  expect((await bed.run(`${verb} --help`)).stdout).toMatch(/Exit codes:\n {2}0 {2}\S/);
  const { code, stderr } = await bed.run(`${verb} x --yes`, {
    env: { MESOS_SPARK_MESOS: 'http://127.0.0.1:9' },
  });
  expect([code, stderr]).toEqual([1, expect.stringContaining('--mesos: found ')]);
});
