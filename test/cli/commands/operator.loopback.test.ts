import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run } from '../../../src/cli/run';
import { type RunningLab, startLab } from '../../../src/lab';
import type { BoardView } from '../../../src/operator/engine/board-view';
import { testServer } from '../../io/server';
import { declare, defaults, service } from '../../operator/support/manifests';
import { MemoryStore } from '../../operator/support/memory-store';

let folder: string;
let lab: RunningLab;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'operator-'));
  lab = await startLab({ clock: 'virtual', agents: 5 });
  await write([service(), defaults()]);
});
afterEach(async () => {
  await lab.close();
  rmSync(folder, { recursive: true });
});

/** What `declare` writes, as files. */
async function write(manifests: Parameters<typeof declare>[1]): Promise<void> {
  const store = new MemoryStore();
  declare(store, manifests);
  for (const { key } of await store.list('')) {
    const file = path.join(folder, 'manifests', key);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, store.text(key) ?? '');
  }
}

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function operator(args: readonly string[], stop?: AbortSignal, err: string[] = []): Promise<Ran> {
  const out: string[] = [];
  const code = await run(['operator', 'run', ...args], {
    stdout: { write: (text) => out.push(text) },
    stderr: { write: (text) => err.push(text) },
    stdin: (async function* () {})(),
    env: {
      MESOS_SPARK_MANIFESTS: `file://${folder}/manifests`,
      MESOS_SPARK_STATE: `file://${folder}/state`,
      MESOS_SPARK_MESOS: lab.mesosUrl,
      MESOS_SPARK_MARATHON: lab.marathonUrl,
    },
    ...(stop ? { stop } : {}),
  });
  return { code, stdout: out.join(''), stderr: err.join('') };
}

const stateFile = (key: string) => readFileSync(path.join(folder, 'state', key), 'utf8');

test('a dry run prints the plan, leaves with 3, and writes nothing at all', async () => {
  const { code, stdout } = await operator(['--dry-run']);
  expect(code).toBe(3);
  expect(stdout.replace(/-[0-9a-f]{8}/g, '-HASH').split('\n')).toEqual([
    'KIND            NAME       OUTCOME  BECAUSE',
    'ShuffleService  spark-2-4  waiting  spark-2-4 has no app yet',
    'SparkDefaults   defaults   waiting  the shuffle service spark-2-4 has published no endpoint; it does so once it runs on every eligible agent',
    '',
    'KIND           NAME      WARNING           MESSAGE',
    expect.stringMatching(
      /^SparkDefaults {2}defaults {2}NoCoresLimit {6}properties\["spark.cores.max"\]: found/,
    ),
    expect.stringMatching(/^SparkDefaults {2}defaults {2}NoExecutorCores {3}properties/),
    expect.stringMatching(/^SparkDefaults {2}defaults {2}NoExecutorMemory {2}properties/),
    '',
    'KIND            NAME       WOULD           BECAUSE',
    'ShuffleService  spark-2-4  store-revision  nothing runs for spark-2-4 yet; what is rendered now stays as it is',
    'ShuffleService  spark-2-4  activate        port 7337 is free on every agent; /shuffle/spark-2-4-HASH becomes the app of spark-2-4',
    'ShuffleService  spark-2-4  create-app      5 eligible agents and no app /shuffle/spark-2-4-HASH',
    '',
  ]);
  expect(() => stateFile('leases/operator.json')).toThrow('ENOENT');
  expect(lab.lab.world.cluster.tasks.all()).toEqual([]);
});

test('observing only, it says what it would do, writes status and lease, and leaves with 3', async () => {
  const { code, stdout } = await operator(['--once', '--observe-only']);
  expect(code).toBe(3);
  expect(stdout).toContain('WOULD');
  expect(stdout).toContain('create-app');
  expect(stateFile('status/ShuffleService/spark-2-4.json')).toContain('ObserveOnly');
  expect(JSON.parse(stateFile('leases/operator.json'))).toMatchObject({ holder: '' });
  expect(() => stateFile('state/ShuffleService/spark-2-4.json')).toThrow('ENOENT');
  expect(lab.lab.world.cluster.tasks.all()).toEqual([]);
});

test('beside the leading Marathon it leads once that has been certain for a while, without a lease', async () => {
  const leader = lab.lab.world.marathon.core.config.leader ?? '';
  const stop = new AbortController();
  const ran = operator(
    ['--leadership', 'marathon', '--leader-host', leader.replace(/:.*/, ''), '--interval', '1s'],
    stop.signal,
  );
  await until(() => stateFile('status/ShuffleService/spark-2-4.json').includes('CreateApp'), 30);
  stop.abort();
  expect((await ran).code).toBe(0);
  expect(() => stateFile('leases/operator.json')).toThrow('ENOENT');
}, 40_000);

test('--once leaves with 3 while a deployment runs and with 0 when all is as declared', async () => {
  expect((await operator(['--once'])).code).toBe(3);
  lab.advance(60);
  const { code, stdout } = await operator(['--once', '-o', 'json']);
  expect(code).toBe(0);
  const { manifests } = JSON.parse(stdout) as { manifests: { outcome: string; did: { do: string }[] }[] };
  expect(manifests.map(({ outcome, did }) => [outcome, did.map((action) => action.do)])).toEqual([
    ['settled', ['publish-endpoint']],
    ['settled', ['keep-version', 'keep-version', 'publish-file', 'publish-file', 'publish-file']],
  ]);
  expect(stateFile('published/defaults/spark-defaults.conf')).toContain('spark.shuffle.service.port=7337\n');
  expect(JSON.parse(stateFile('leases/operator.json'))).toMatchObject({ holder: '' });
});

test('--once leaves with 1 when something is refused, and says what in its own words', async () => {
  await write([service({ role: 'shuffle', app: { ...service().spec.app, cmd: 'x' } })]);
  const { code, stdout } = await operator(['--once']);
  expect(stdout).toContain('Marathon answered 422');
  expect(code).toBe(1);
});

test('--once leaves with 3 and names an index that is torn, though nothing is known of its manifests', async () => {
  writeFileSync(path.join(folder, 'manifests/index/demo.json'), '{');
  for (const args of [['--once'], ['--dry-run']]) {
    const { code, stdout } = await operator(args);
    expect(stdout).toMatch(/^ManifestIndex {2}index\/demo.json {2}waiting {2}.*its manifests are held$/m);
    expect(code).toBe(3);
  }
});

test('a stop ends it in an orderly way: the lease is given up', async () => {
  const stop = new AbortController();
  const ran = operator(['--interval', '1s'], stop.signal);
  await until(() => {
    lab.advance(1);
    return stateFile('status/SparkDefaults/defaults.json').includes('AsDeclared');
  });
  stop.abort();
  const { code, stderr } = await ran;
  expect(code).toBe(0);
  expect(JSON.parse(stateFile('leases/operator.json'))).toMatchObject({ holder: '' });
  const events = stderr
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { event: string; do?: string });
  expect(events.filter(({ event }) => event === 'action').map((event) => event.do)).toEqual([
    'store-revision',
    'activate',
    'create-app',
    'note-birth',
    'publish-endpoint',
    ...['keep-version', 'keep-version'],
    ...['publish-file', 'publish-file', 'publish-file'],
  ]);
});

test('--listen shows what it does while it runs, and ends with it', async () => {
  const stop = new AbortController();
  const err: string[] = [];
  const ran = operator(['--interval', '1s', '--listen', '127.0.0.1:0'], stop.signal, err);
  let url = '';
  await until(() => {
    url = /"url":"([^"]+)"/.exec(err.join(''))?.[1] ?? '';
    return url !== '';
  });
  expect((await fetch(`${url}/readyz`)).status).toBe(503);
  await until(() => {
    lab.advance(1);
    return stateFile('status/SparkDefaults/defaults.json').includes('AsDeclared');
  });
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  const board = (await (await fetch(`${url}/api/board`)).json()) as BoardView;
  expect(board.lead.leads).toBe(true);
  const picture = board.subjects.find(({ kind }) => kind === 'ShuffleService')?.picture;
  expect(picture?.hosts).toEqual([
    { state: 'running', hosts: ['agent-1', 'agent-2', 'agent-3', 'agent-4', 'agent-5'] },
  ]);
  stop.abort();
  expect((await ran).code).toBe(0);
  await expect(fetch(url)).rejects.toThrow();
});

/** An operator that listens and leads; what `/metrics` says once `wanted` stands there. */
async function metricsOf(args: readonly string[], wanted: string): Promise<string> {
  const stop = new AbortController();
  const err: string[] = [];
  const ran = operator(['--interval', '1s', '--listen', '127.0.0.1:0', ...args], stop.signal, err);
  let text = '';
  try {
    await until(async () => {
      const url = /"url":"([^"]+)"/.exec(err.join(''))?.[1];
      if (url === undefined) return false;
      text = await (await fetch(`${url}/metrics`)).text();
      return text.includes(wanted);
    });
    return text;
  } finally {
    stop.abort();
    await ran;
  }
}

test('--listen tells how frameworks use the cluster, too', async () => {
  await lab.close();
  lab = await startLab({ clock: 'virtual', agents: 2, agentApis: true });
  const { world } = lab.lab;
  world.applications.start({ name: 'etl', executors: 2, cpus: 2, mem: 512, constraints: {}, perAgent: 1 });
  lab.advance(2);
  const text = await metricsOf([], 'mesos_spark_framework_cpus_allocated{');
  expect(text).toMatch(/mesos_spark_framework_cpus_allocated\{framework="[^"]+",name="etl"\} 4\n/);
  expect(text).toContain('mesos_spark_usage_agents_unanswered{because="silent"} 0\n');
  expect(text).not.toContain('mesos_spark_framework_cpus_used{');
});

test('--listen tells how full shared disks are, too', async () => {
  await lab.close();
  lab = await startLab({ clock: 'virtual', agents: [{ hostname: '127.0.0.1' }], agentApis: true });
  const storage = { state: 'ephemeral', mounted: true, readOnly: false, bytes: 1000, availableBytes: 400 };
  const ports = { '7337': { listening: true, connections: 0, cleaner: 'dead' } };
  const health = await testServer(() => ({ body: { storage, ports, janitor: {} } }));
  const text = await metricsOf(
    ['--agent-health-port', `${health.port}`],
    'mesos_spark_agent_shared_disk_free_bytes{',
  );
  await health.close();
  expect(text).toContain('mesos_spark_agent_shared_disk_free_bytes{agent="127.0.0.1"} 400\n');
  expect(text).toContain('mesos_spark_agent_cleaner_alive{agent="127.0.0.1",port="7337"} 0\n');
  expect(text).not.toContain('mesos_spark_janitor_freed_bytes_total{');
});

test('a stop waits for no agent that is asked how it is used', async () => {
  await lab.close();
  lab = await startLab({ clock: 'virtual', agents: 2, agentApis: true });
  lab.lab.faults.add({ server: 'agent', kind: 'lost-request' });
  const { decide } = lab.lab.faults;
  let agentsAsked = 0;
  lab.lab.faults.decide = (server, ...request) => {
    if (server === 'agent') agentsAsked++;
    return decide.call(lab.lab.faults, server, ...request);
  };
  const stop = new AbortController();
  const err: string[] = [];
  const ran = operator(['--interval', '1s', '--listen', '127.0.0.1:0'], stop.signal, err);
  await until(() => agentsAsked > 0);
  const began = performance.now();
  stop.abort();
  expect((await ran).code).toBe(0);
  expect(performance.now() - began).toBeLessThan(3000);
});

test('--usage-interval off asks nobody how the cluster is used', async () => {
  const text = await metricsOf(['--usage-interval', 'off'], 'mesos_spark_leads 1');
  expect(text).toContain('# TYPE mesos_spark_framework_cpus_allocated gauge');
  expect(text).not.toContain('mesos_spark_usage_last_round_timestamp_seconds 1');
});

test.each(['1s', '2h', '60', 'never'])('fails with --usage-interval %s', async (text) => {
  const { code, stderr } = await operator(['--listen', '127.0.0.1:0', '--usage-interval', text]);
  expect(code).toBe(1);
  expect(stderr).toContain(
    `--usage-interval: found "${text}", wanted from ten seconds to one hour, such as 60s, or off`,
  );
});

test('--listen at an address that is not there ends it at once, with nothing written', async () => {
  const { code, stderr } = await operator(['--listen', '192.0.2.1:8095']);
  expect(code).toBe(1);
  expect(stderr).toMatch(/^--listen: found .*EADDRNOTAVAIL/);
  expect(() => stateFile('leases/operator.json')).toThrow('ENOENT');
});

test('fails with a user in a URL, which would stand in logs and status, and with no pause at all', async () => {
  const { code, stderr } = await operator(['--mesos', 'http://ops:hunter2@m1:5050', '--interval', '0s']);
  expect(code).toBe(1);
  expect(stderr.trim().split('\n')).toEqual([
    '--mesos: found a URL with a user in it (not shown), wanted a URL without a user; put user and password into a secret and name it with --credentials',
    '--interval: found "0s", wanted from one second to one minute',
  ]);
});

test('fails with everything that is wrong with the command line at once', async () => {
  const err: string[] = [];
  const code = await run(
    [
      'operator',
      'run',
      '--manifests',
      'http://x',
      '--mesos',
      'm1:5050',
      '--credentials',
      'admin:hunter2',
      '--marathon-credentials',
      'admin:hunter3',
      '--marathon-credentials-kind',
      'digest',
      '--interval',
      '10',
      '--ca-file',
      '/not/there.pem',
      '--machines',
      'ec2://subnet-0a',
      '--listen',
      '8095',
      '--listen-names',
      'a,http://b',
      '--cloudwatch',
      'AWS/EC2',
      '--leadership',
      'marathon',
      '--dry-run',
      '--observe-only',
    ],
    {
      stdout: { write: () => {} },
      stderr: { write: (text) => err.push(text) },
      stdin: (async function* () {})(),
      env: {},
    },
  );
  expect(code).toBe(1);
  expect(err.join('').trim().split('\n')).toEqual([
    '--manifests: found "http://x", wanted s3://BUCKET[/PREFIX] or file:///FOLDER',
    '--state: found nothing, wanted s3://BUCKET[/PREFIX] or file:///FOLDER; give --state or set MESOS_SPARK_STATE',
    '--mesos: found "m1:5050", wanted an http:// or https:// URL, several with commas, or a zk:// URL',
    '--marathon: found nothing, wanted http:// or https:// URLs, or a zk:// URL; give --marathon or set MESOS_SPARK_MARATHON',
    '--credentials: found something else (not shown: it may be the secret itself), wanted the ARN of a secret in AWS Secrets Manager, or a file:// URL',
    '--credentials-kind: found "", wanted one of basic, token, serviceAccount',
    '--marathon-credentials: found something else (not shown: it may be the secret itself), wanted the ARN of a secret in AWS Secrets Manager, or a file:// URL',
    '--marathon-credentials-kind: found "digest", wanted one of basic, token, serviceAccount',
    '--ca-file: found "/not/there.pem", wanted a PEM file that can be read',
    '--interval: found "10", wanted a number with a unit, such as "120s", "10mins" or "2days"',
    '--machines: found "ec2://subnet-0a", wanted ec2://VPC_ID[,VPC_ID]',
    '--listen: found "8095", wanted HOST:PORT, such as 127.0.0.1:8095 or [::]:8095',
    '--listen-names: found "http://b", wanted names of hosts without a port, separated by commas',
    '--cloudwatch: found "AWS/EC2", wanted a namespace of CloudWatch such as "MesosSpark/etl": at most 255 letters, digits and . - _ / # :, not below AWS/',
    '--leader-host: found nothing, wanted this host as GET /v2/leader of Marathon names it, with or without its port; give --leader-host or set MESOS_SPARK_LEADER_HOST',
    '--observe-only: found --dry-run as well, which writes no status, wanted one of the two',
  ]);
});

async function until(done: () => boolean | Promise<boolean>, seconds = 10): Promise<void> {
  for (let i = 0; i < 20 * seconds; i++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    try {
      if (await done()) return;
    } catch {
      // The file is not there yet.
    }
  }
  throw new Error('it never came');
}

test('masters that do not answer are passed over', async () => {
  const dead = 'http://127.0.0.1:1';
  const { code, stdout } = await operator([
    ...['--mesos', `${dead},${lab.mesosUrl}`, '--marathon', `${dead},${lab.marathonUrl}`, '--dry-run'],
  ]);
  expect(code).toBe(3);
  expect(stdout).toContain('create');
});

test('no word of the password for ZooKeeper is said, whatever fails', async () => {
  const options = ['--mesos', 'zk://ops:s3cret@127.0.0.1:1/mesos', '--once', '--log-level', 'debug'];
  const { stdout, stderr } = await operator(options);
  expect(stdout + stderr).toContain('zk://127.0.0.1:1/mesos');
  expect(stdout + stderr).not.toMatch(/s3cret|ops:/);
  const state = path.join(folder, 'state');
  const files = readdirSync(state, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const texts = files.map(({ name, parentPath }) => readFileSync(path.join(parentPath, name), 'utf8'));
  expect(texts.join()).toContain('zk://127.0.0.1:1/mesos');
  expect(texts.join()).not.toMatch(/s3cret|ops:/);
}, 60_000);
