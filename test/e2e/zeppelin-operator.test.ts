import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run } from '../../src/cli/run';
import { type RunningLab, startLab } from '../../src/lab';
import { API_VERSION, publishedHeader, type StatusDocument } from '../../src/manifest';
import { byHand, connect } from '../contract/support/zeppelin-checks';
import { declare } from '../operator/support/manifests';
import { MemoryStore } from '../operator/support/memory-store';
import { RealZeppelin } from './support/zeppelin';

/** The whole operator, as the command line starts it, with a real Zeppelin 0.10.0. */
jest.setTimeout(60_000);

let zeppelin: RealZeppelin;
let lab: RunningLab;
let folder: string;
const printed: string[] = [];

beforeAll(async () => {
  zeppelin = await RealZeppelin.make({ users: ['admin = s3cret, admin'] });
  lab = await startLab({ agents: 0 });
  folder = mkdtempSync(path.join(tmpdir(), 'zeppelin-operator-'));
}, 600_000);
afterAll(async () => {
  await zeppelin?.remove();
  await lab?.close();
  rmSync(folder, { recursive: true, force: true });
});

function file(name: string, text: string): string {
  const at = path.join(folder, name);
  mkdirSync(path.dirname(at), { recursive: true });
  writeFileSync(at, text);
  return at;
}

async function say(spec: Readonly<Record<string, unknown>> = {}): Promise<void> {
  const login = { secret: `file://${file('secret', 'admin:s3cret\n')}` };
  const manifest = {
    apiVersion: API_VERSION,
    kind: 'ZeppelinInterpreter',
    metadata: { name: 'zeppelin' },
    spec: { url: zeppelin.url, sparkDefaults: 'defaults', login, ...spec },
  };
  const store = new MemoryStore();
  declare(store, [manifest]);
  for (const { key } of await store.list('')) file(`manifests/${key}`, store.text(key) ?? '');
}

function publish(properties: string, port: number): void {
  const endpoint = {
    service: 's',
    appId: `/shuffle/s-${port}`,
    port,
    sparkVersion: '2.4.0',
    sharedDirectory: '/x',
  };
  const text = `${publishedHeader(endpoint)}${properties}\nspark.shuffle.service.port=${port}\n`;
  file('state/published/defaults/spark-defaults.conf', text);
}

async function operate(): Promise<number> {
  let code = 0;
  const print = { write: (text: string) => printed.push(text) };
  await run(['operator', 'run', '--once', '--log-level', 'debug', '-o', 'json'], {
    stdout: print,
    stderr: print,
    stdin: (async function* () {})(),
    exit: (status) => {
      code = status;
    },
    env: {
      MESOS_SPARK_MANIFESTS: `file://${folder}/manifests`,
      MESOS_SPARK_STATE: `file://${folder}/state`,
      MESOS_SPARK_MESOS: lab.mesosUrl,
      MESOS_SPARK_MARATHON: lab.marathonUrl,
    },
  });
  return code;
}

const status = () => {
  const text = readFileSync(path.join(folder, 'state/status/ZeppelinInterpreter/zeppelin.json'), 'utf8');
  return (JSON.parse(text) as StatusDocument).status;
};
const ready = () => status().conditions[0];
const ports = () => (status().uses ?? []).map(({ port }) => port);
const NOT_YET = 3;
const CHANGED = ['Update spark', 'Restart spark'];

async function values(): Promise<Readonly<Record<string, unknown>>> {
  const { client, zeppelin: port } = connect(zeppelin.url, 'admin:s3cret');
  const found = await port.interpreter('spark');
  client.close();
  return Object.fromEntries(
    Object.entries(found?.properties ?? {}).map(([name, { value }]) => [name, value]),
  );
}

test('lists, changes and restarts; a second pass writes nothing', async () => {
  publish('spark.dynamicAllocation.enabled=true\nspark.cores.max=8\nspark.secret=public', 7337);
  await say();
  expect([await operate(), ready()]).toEqual([0, expect.objectContaining({ status: 'True' })]);
  expect(zeppelin.writes()).toEqual(CHANGED);
  expect(await values()).toEqual({
    'spark.cores.max': '8',
    'spark.dynamicAllocation.enabled': 'true',
    'spark.master': 'local[*]',
    'spark.secret': 'planted-secret',
    'spark.shuffle.service.port': '7337',
    'zeppelin.spark.useHiveContext': true,
  });
  expect(ports()).toEqual([7337]);
  const before = status();
  expect(await operate()).toBe(0);
  expect(zeppelin.writes()).toEqual(CHANGED);
  expect(status()).toEqual(before);
});

test('waits for a paragraph that runs, says that the old port is in use, and ends it not', async () => {
  const hand = byHand(zeppelin.url, 'admin:s3cret');
  const note = await hand.note('%spark\n1');
  await hand.run(note);
  publish('spark.dynamicAllocation.enabled=true', 7338);
  expect(await operate()).toBe(NOT_YET);
  expect(ready()).toMatchObject({ status: 'False', reason: 'Busy' });
  expect(zeppelin.writes()).toEqual(CHANGED);
  expect(ports()).toEqual([7337]);
  await hand.restart('spark');
  hand.close();
  expect([await operate(), ready()?.status]).toEqual([0, 'True']);
  expect(zeppelin.writes()).toEqual([...CHANGED, 'Restart spark', ...CHANGED]);
  expect(await values()).toMatchObject({ 'spark.shuffle.service.port': '7338' });
  expect(Object.keys(await values())).not.toContain('spark.cores.max');
  expect(ports()).toEqual([7338]);
});

test('what a person changes is put back, and told', async () => {
  const { client, zeppelin: port } = connect(zeppelin.url, 'admin:s3cret');
  const found = await port.interpreter('spark');
  if (!found) throw new Error('no interpreter');
  const raw = Object.fromEntries(Object.entries(found.properties).map(([name, one]) => [name, one.raw]));
  const edited = { name: 'spark.shuffle.service.port', value: '1', type: 'string' };
  await port.replaceProperties(found, { ...raw, 'spark.shuffle.service.port': edited });
  client.close();
  expect(await operate()).toBe(0);
  expect(await values()).toMatchObject({ 'spark.shuffle.service.port': '7338' });
  expect(status().events?.map(({ reason }) => reason)).toContain('MendProperties');
});

test('neither what Zeppelin keeps secret nor the password stands anywhere', () => {
  const files = readdirSync(path.join(folder, 'state'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => readFileSync(path.join(parentPath, name), 'utf8'));
  const all = [...files, ...printed].join('\n');
  expect(all).toContain('spark.cores.max');
  for (const secret of ['planted-secret', 's3cret', 'JSESSIONID']) expect(all).not.toContain(secret);
});
