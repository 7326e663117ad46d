import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { CHECKS } from '../../../src/domain/doctor/catalogue';
import { type RunningLab, startLab } from '../../../src/lab';
import { runHere } from '../buffer-io';
import { healthyApp } from '../doctor/bed';

let folder: string;
let lab: RunningLab;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'doctor-'));
  lab = await startLab({
    clock: 'virtual',
    // Hostnames at which an agent's own answer can be asked for.
    agents: [{ hostname: '127.0.0.1' }],
  });
});
afterEach(async () => {
  await lab.close();
  rmSync(folder, { recursive: true });
});

const doctor = (...args: readonly string[]) =>
  runHere(['doctor', ...args], [], {
    MESOS_SPARK_MESOS: lab.mesosUrl,
    MESOS_SPARK_MARATHON: lab.marathonUrl,
    MESOS_SPARK_AGENT_HEALTH_PORT: '1',
  });

async function run(app: unknown): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${lab.marathonUrl}/v2/apps`, {
    method: 'POST',
    headers,
    body: JSON.stringify(app),
  });
  expect(answer.status).toBe(201);
  lab.advance(120);
}

const healthy = (more: object = {}) => healthyApp({ instances: 1, ...more });

test('nothing found ends with 0 and says what nobody could look at', async () => {
  await run(healthy());
  const { code, stdout, stderr } = await doctor();
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^\nnot checked:\nNOT KNOWN +CHECKS +BECAUSE\n/);
  expect(stdout).toMatch(
    /^health +\d+ +no agent answers at port 1 \(--agent-health-port\): GET http:\/\/127\.0\.0\.1:1\//m,
  );
  expect(stdout).toMatch(/^lease +1 +give --state$/m);
  expect(stdout).toMatch(/^\d+ checks: nothing found; \d+ could not look at everything$/m);
});

test('an error ends with 1, and comes with where, why, what is wanted, how to mend it, and its page', async () => {
  await run(healthy({ constraints: [] }));
  const { code, stdout } = await doctor();
  expect(code).toBe(1);
  expect(stdout).toMatch(
    /^SEVERITY +CHECK +WHERE +FOUND\nerror +NotUniqueHost +app \/shuffle\/spark-2-4-0a1b2c3d, constraints +\[\]\n/,
  );
  expect(stdout).toContain(
    '\nNotUniqueHost: several tasks may come to one host\n  why: Without ["hostname","UNIQUE"]',
  );
  expect(stdout).toContain('\n  wanted: ["hostname", "UNIQUE"] among them\n  mend: ');
  expect(stdout).toContain('\n  docs/doctor.md#notuniquehost\n');
});

test('warnings alone end with 3, notes with 0', async () => {
  await run(healthy({ healthChecks: [], maxLaunchDelaySeconds: 300 }));
  expect(await doctor()).toMatchObject({ code: 3 });
  const notes = await doctor('--only', 'SlowRelaunch');
  expect(notes.stdout).toMatch(/note +SlowRelaunch/);
  expect(notes.code).toBe(0);
});

test('the same for machines, in JSON and in YAML', async () => {
  await run(healthy({ killSelection: 'OLDEST_FIRST' }));
  const json = JSON.parse((await doctor('--only', 'OldestKilledFirst', '-o', 'json')).stdout);
  expect(json).toEqual({
    looked: 1,
    findings: [
      {
        ...{ check: 'OldestKilledFirst', severity: 'note', see: 'docs/doctor.md#oldestkilledfirst' },
        ...{ where: 'app /shuffle/spark-2-4-0a1b2c3d, killSelection', found: 'OLDEST_FIRST' },
        ...{
          wanted: 'YOUNGEST_FIRST',
          fix: expect.any(String),
          title: expect.any(String),
          why: expect.any(String),
        },
      },
    ],
    unchecked: [],
  });
  expect(parse((await doctor('--only', 'OldestKilledFirst', '-o', 'yaml')).stdout)).toEqual(json);
});

test('a server that is down is no pass: it is said, and the end is 1', async () => {
  const { code, stdout } = await doctor('--mesos', 'http://127.0.0.1:1', '--only', 'DuplicateHostname');
  expect(code).toBe(1);
  expect(stdout).toMatch(/^agents +1 +POST http:\/\/127\.0\.0\.1:1\/api\/v1: .*ECONNREFUSED/m);
  expect(stdout).toMatch(/^0 checks: nothing found; 1 could not look at everything$/m);
});

test('a Marathon that is down leaves what Mesos says', async () => {
  const { code, stdout } = await doctor(
    '--marathon',
    'http://127.0.0.1:1',
    '--only',
    'DuplicateHostname',
    'NoHealthCheck',
  );
  expect(code).toBe(1);
  expect(stdout).toMatch(/^1 checks: nothing found; 1 could not/m);
});

test('reads stores, settings and files of agents that are named', async () => {
  await run(healthy());
  const file = (name: string, text: string) => {
    writeFileSync(path.join(folder, name), text);
    return path.join(folder, name);
  };
  const conf = file(
    'spark-defaults.conf',
    'spark.shuffle.service.enabled true\nspark.shuffle.service.port 7447\n',
  );
  const env = file('mesos-slave-common', "MESOS_RESOURCES='cpus:4;ports(shuffle):[7337-7339]'\n");
  const { stdout, code } = await doctor(
    ...['--spark-conf', conf, '--agent-env', env, '--state', `file://${folder}/state`],
    ...['--manifests', `file://${folder}/manifests`, '-o', 'json'],
  );
  const { findings, unchecked } = JSON.parse(stdout) as {
    findings: { check: string; where: string }[];
    unchecked: { part: string }[];
  };
  const at = (check: string) => findings.filter((one) => one.check === check).map(({ where }) => where);
  expect(at('PortWithoutService')).toEqual([`${conf}, spark.shuffle.service.port`]);
  expect(at('LocalDirMissing')).toEqual([`${conf}, spark.local.dir`]);
  expect(at('ResourcesAsText')).toEqual([`${env}, MESOS_RESOURCES`]);
  expect(at('ResourcesOnlyReserved')).toEqual([`${env}, MESOS_RESOURCES`]);
  expect(unchecked.map(({ part }) => part)).toEqual(['lease', 'health']);
  expect(code).toBe(1);
});

describe("an agent's own answer", () => {
  let agent: Server;
  const answering = async (status: number, body: object) => {
    agent = createServer((_, response) => response.writeHead(status).end(JSON.stringify(body)));
    await new Promise<void>((resolve) => agent.listen(0, '127.0.0.1', resolve));
    return `${(agent.address() as AddressInfo).port}`;
  };
  afterEach(() => new Promise((resolve) => agent.close(resolve)));

  test('is read as the machine gives it', async () => {
    await run(healthy());
    const port = await answering(503, {
      ...{ healthy: false, reasons: ['x'], time: 1_795_236_074 },
      storage: {
        state: 'ephemeral',
        mounted: true,
        readOnly: true,
        bytes: 100,
        usedBytes: 1,
        availableBytes: 99,
        inodes: 9,
        usedInodes: 1,
      },
      steps: { gate: { state: 'ok' }, resources: { state: 'failed', reason: 'too few' } },
      agent: { registered: true, asked: true },
      ports: { 7337: { listening: true, connections: 0, cleaner: 'dead' } },
      janitor: {},
    });
    const { stdout } = await doctor('--agent-health-port', port, '-o', 'json');
    const ids = (JSON.parse(stdout) as { findings: { check: string }[] }).findings.map(({ check }) => check);
    expect(ids).toEqual(['CleanerDead', 'StorageUnwell', 'BootStepFailed']);
  });

  test('that is old is none', async () => {
    const port = await answering(503, {
      healthy: false,
      reasons: ['the last look was 90 s ago'],
      last: { time: 1 },
    });
    const { stdout } = await doctor('--agent-health-port', port, '--only', 'BootStepFailed');
    expect(stdout).toMatch(/^health +1 +no agent answers .*time: found nothing/m);
  });
});

test('--list names every check and asks nobody', async () => {
  const { code, stdout } = await runHere(['doctor', '--list']);
  expect(code).toBe(0);
  const rows = stdout.trim().split('\n').slice(1);
  expect(rows.map((row) => row.split(' ')[0])).toEqual(CHECKS.map(({ id }) => id));
});

test('everything that is wrong with the command line is said at once', async () => {
  const { code, stderr } = await runHere([
    ...['doctor', '--only', 'NoHealthChek', '--spark-conf', '/not/there', '--spark-version', 'four'],
  ]);
  expect(code).toBe(1);
  expect(stderr.trim().split('\n')).toEqual([
    expect.stringMatching(/^--mesos: found nothing.*MESOS_SPARK_MESOS$/),
    expect.stringMatching(/^--marathon: found nothing/),
    '--spark-version: found "four", wanted a Spark version such as "2.4.0"',
    '--spark-conf: found "/not/there", wanted a file that can be read',
    '--only: found "NoHealthChek", wanted NoHealthCheck, or another check; mesos-spark doctor --list names them',
  ]);
});
