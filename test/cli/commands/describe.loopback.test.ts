import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parse } from 'yaml';
import { defaults, service } from '../../operator/support/manifests';
import { ReadingBed } from '../support/reading-bed';

let bed: ReadingBed;
let health: Server;
let port: number;

const ANSWER = { ports: { 7337: { listening: true, connections: 3, cleaner: 'alive' } } };

beforeEach(async () => {
  health = createServer((_, answer) => void answer.end(JSON.stringify(ANSWER)));
  await new Promise<void>((resolve) => health.listen(0, '127.0.0.1', resolve));
  port = (health.address() as AddressInfo).port;
  bed = await ReadingBed.withLab({ agents: 2 });
  // An agent whose hostname leads to the test's own health answer.
  await bed.change('POST', '/agents', {
    hostname: '127.0.0.1',
    attributes: { rack: 'r1' },
    resources:
      'cpus:8;mem:8192;cpus(shuffle):2;mem(shuffle):4096;ports(shuffle):[7337-7339];ports:[31000-32000]',
  });
  await bed.declare([service({ annotations: { 'mesos-spark/gone-agents': 'agent-2' } }), defaults()]);
  await bed.operate();
  bed.lab?.advance(60);
  await bed.operate();
});
afterEach(async () => {
  await bed.close();
  await new Promise((resolve) => health.close(resolve));
});

test('a manifest: how it is, what happened, the agents, what is declared', async () => {
  const { code, stdout, stderr } = await bed.run('describe svc spark-2-4');
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(
    /^Ready: +True, AsDeclared, for \S+: 3 of 3 agents run the shuffle service on port 7337$/m,
  );
  expect(stdout).toMatch(/^ {2}Covered +True +Covered +\S+ +3 of 3 agents have a healthy task$/m);
  expect(stdout).toContain('\nAgents: 3 of 3 eligible are covered, 0 lost; 3 instances, 3 wanted:\n');
  expect(stdout).toMatch(/^ {2}127\.0\.0\.1 +running +7337 +shuffle_spark-2-4/m);
  expect(stdout).toMatch(/^ {2}\S+ +Normal +PublishEndpoint +1 +all 3 eligible agents/m);
  expect(stdout).toMatch(/^Spec:\n(?: .*\n)* {2}role: shuffle$/m);
});

test('warnings of a manifest are told', async () => {
  const { stdout } = await bed.run('describe defaults defaults');
  expect(stdout).toMatch(/^Warnings:\n {2}SEVERITY .*\n {2}warning +NoCoresLimit/m);
});

test('an agent: what the master, the stores and the agent itself say', async () => {
  bed.write('state/state/Machines/spark-2-4.json', {
    service: 'spark-2-4',
    agents: { [await idOf('127.0.0.1')]: { machine: 'i-0abc', seen: '2026-03-01T02:00:00Z' } },
  });
  await bed.change('POST', '/frameworks', {
    name: 'etl',
    role: 'etl',
    executors: 3,
    cpus: 1,
    mem: 1024,
    perAgent: 1,
  });
  bed.lab?.advance(10);
  const { code, stdout, stderr } = await bed.run(`describe agent 127.0.0.1 --agent-health-port ${port}`);
  expect([code, stderr]).toEqual([0, '']);
  const [head] = stdout.replace(/[\w-]{36}-/g, 'ID-').split('\nShuffle services:\n');
  expect(head).toBe(
    [
      'Hostname:    127.0.0.1',
      'Id:          ID-S2',
      'State:       active',
      'Gpus:        0',
      'Attributes:  rack=r1',
      'Machine:     i-0abc, noted 1h ago for spark-2-4',
      'Health:      it answers',
      '',
      'Ports, as the agent itself sees them:',
      '  PORT  LISTENING  CONNECTIONS  CLEANER',
      '  7337  yes        3            alive',
      '',
      'Reserved:',
      '  ROLE     PORTS      CPUS  MEM       USED PORTS  USED CPUS  USED MEM',
      '  shuffle  7337-7339  2     4096 MiB  7337        0.5        1024 MiB',
      '',
    ].join('\n'),
  );
  expect(stdout).toMatch(/^ {2}spark-2-4 +active +7337 +TASK_RUNNING +running +shuffle_spark-2-4-/m);
  expect(stdout).toMatch(/^ {2}etl +1 +0 +1 +1024 MiB +\S+$/m);
  expect(stdout).toMatch(/^ {2}marathon +1 +0 +0\.5 +1024 MiB +\S+$/m);
});

const idOf = async (host: string): Promise<string> =>
  parse((await bed.run(`get agents ${host} -o yaml`)).stdout).id;

test('an agent that a person says is gone, and whose slot was given up', async () => {
  const key = 'state/state/ShuffleService/spark-2-4.json';
  const state = JSON.parse(bed.text(key));
  state.active.releases = [
    {
      taskId: 'T',
      host: 'agent-2',
      state: 'released',
      at: '2026-03-01T02:30:00Z',
      because: 'a person says so',
    },
  ];
  bed.write(key, state);
  const { stdout } = await bed.run('describe agent agent-2');
  expect(stdout).toMatch(/^Said gone: +by a person, for spark-2-4$/m);
  expect(stdout).toMatch(
    /^Slots given up:\n {2}SERVICE .*\n {2}spark-2-4 +released +30m +T +a person says so$/m,
  );
});

test('with the master down the stores and the agent still tell, and it ends with 1', async () => {
  const words = `describe agent 127.0.0.1 --mesos http://127.0.0.1:1 --agent-health-port ${port}`;
  const { code, stdout, stderr } = await bed.run(words);
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /^--mesos: found MasterUnavailable: POST http:\/\/127\.0\.0\.1:1\/api\/v1: connect ECONNREFUSED.*\n$/,
  );
  expect(stdout).toContain('State:     unknown: the master does not answer\n');
  expect(stdout).toContain('Health:    it answers\n');
  expect(stdout).toMatch(/^ {2}spark-2-4 +- +7337 +- +running +shuffle_spark-2-4-/m);
});

test('an agent that is silent is said to be, and that is no failure', async () => {
  const { code, stdout } = await bed.run('describe agent 127.0.0.1 --agent-health-port 1');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^Health: +AgentSilent: GET http:\/\/127\.0\.0\.1:1\/: connect ECONNREFUSED/m);
});

test('machines get all of it as one document', async () => {
  const { stdout } = await bed.run(`describe agent 127.0.0.1 --agent-health-port ${port} -o json`);
  expect(JSON.parse(stdout)).toMatchObject({
    kind: 'Agent',
    services: ['spark-2-4'],
    health: { is: 'known', ports: { 7337: { connections: 3 } } },
    records: { rows: [{ service: 'spark-2-4', state: 'running' }] },
  });
});

test('what is not there ends with 1 and the nearest name; a wrong kind with 2', async () => {
  expect(await bed.run('describe agent agent-3')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^NAME: found "agent-3", wanted an agent .* did you mean agent-\d\?\n$/),
  });
  expect(await bed.run('describe svc spark-2')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('spark-2-4?'),
  });
  expect(await bed.run('describe frameworks etl')).toMatchObject({ code: 2 });
});

test('master: who leads, and its version', async () => {
  const { code, stdout } = await bed.run('master');
  expect(code).toBe(0);
  const { mesosUrl = '', marathonUrl = '' } = bed.lab ?? {};
  const at = (url: string) => url.replace('http://', '').replaceAll('.', '\\.');
  expect(stdout).toMatch(
    new RegExp(`^Mesos master +${at(mesosUrl)} +1\\.12\\.0 +id \\S+, answered at ${mesosUrl}$`, 'm'),
  );
  expect(stdout).toMatch(
    new RegExp(`^Marathon +${at(marathonUrl)} +1\\.11\\.24 +framework \\S+, asked ${marathonUrl}$`, 'm'),
  );
  expect(stdout).toMatch(/^operator +- +- +nobody: the lease was given up in an orderly way \(term \d+\)$/m);
});

test('master: who does not answer is named among the others, and it ends with 1', async () => {
  const { code, stdout } = await bed.run('master --marathon http://127.0.0.1:1');
  expect(code).toBe(1);
  expect(stdout).toMatch(/^Mesos master .*1\.12\.0/m);
  expect(stdout).toMatch(
    /^Marathon +- +- +--marathon: found GET http:\/\/127\.0\.0\.1:1\/v2\/leader: connect ECONNREFUSED/m,
  );
});

test('master: asked of nobody', async () => {
  expect(await bed.run('master', { env: {} })).toMatchObject({
    code: 1,
    stderr: 'options: found nobody to ask, wanted at least one of --mesos, --marathon and --state\n',
  });
});

test('master: a ZooKeeper that does not answer is named, and no word of its password', async () => {
  const { code, stdout } = await bed.run('master --mesos zk://ops:s3cret@127.0.0.1:1/mesos');
  expect(code).toBe(1);
  expect(stdout).toMatch(
    /^Mesos master +- +- +--mesos: found .*zk:\/\/127\.0\.0\.1:1\/mesos: no answer within 10 s/m,
  );
  expect(stdout).not.toMatch(/s3cret|ops:/);
}, 30_000);
