import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { servicePlace } from '../../src/cli/address-option';
import { type OperatorClients, operatorClients } from '../../src/cli/operator-clients';
import { Duration } from '../../src/domain/core/duration';
import { systemClock } from '../../src/io/clock';
import { type Asked, type TestServer, testServer } from '../io/server';

const CLUSTER = 'operator:the-clusters-own';
const OTHER = 'shuffle:of-the-other';
const header = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`;
const ARN = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:shuffle-a1B2c3';

const before = { ...process.env };
let folder: string;
let cluster: TestServer;
let other: TestServer;
let secrets: TestServer;
let clients: OperatorClients;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'clients-'));
  writeFileSync(path.join(folder, 'secret'), CLUSTER);
  const info = () => ({ body: { version: '1.11.24', marathon_config: { mesos_role: 'shuffle' } } });
  [cluster, other] = [await testServer(info), await testServer(info)];
  secrets = await testServer(() => ({
    headers: { 'content-type': 'application/x-amz-json-1.1' },
    body: { ARN, SecretString: OTHER },
  }));
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: secrets.url,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  });
  const place = (text: string) => {
    const read = servicePlace('x', text);
    if ('value' in read) return read.value;
    throw new Error(`found no place in ${text}`);
  };
  clients = operatorClients({
    settings: {
      mesos: place(cluster.url),
      marathon: place(`${cluster.url}/service/marathon`),
      cosmos: place(cluster.url),
      credentials: { kind: 'basic', reference: `file://${folder}/secret` },
      agentHealthPort: 1,
    },
    timeout: Duration.seconds(5),
    clock: systemClock,
    log: { event: () => {} },
  });
});
afterEach(async () => {
  process.env = before;
  clients.close();
  for (const one of [cluster, other, secrets]) await one.close();
  rmSync(folder, { recursive: true });
});

const shown = ({ asked }: TestServer) => asked.map(({ authorization }: Asked) => authorization);

test("another Marathon is not shown the cluster's credentials, and its own are shown to it alone", async () => {
  await clients.marathon.info();
  await clients.marathonAt(`${cluster.url}/service/shuffle`).info();
  await clients.marathonAt(other.url).info();
  expect(shown(cluster)).toEqual([header(CLUSTER), header(CLUSTER)]);
  expect(shown(other)).toEqual([undefined]);
  expect(secrets.asked).toEqual([]);
  await clients.marathonAt(other.url, { kind: 'basic', secret: ARN }).info();
  expect(shown(other)).toEqual([undefined, header(OTHER)]);
  expect(secrets.asked.map(({ body }) => JSON.parse(body))).toEqual([{ SecretId: ARN }]);
  // Each by its own, whatever was asked before.
  await clients.marathonAt(other.url).info();
  await clients.marathon.info();
  expect(shown(other)[2]).toBeUndefined();
  expect(shown(cluster)[2]).toBe(header(CLUSTER));
});

test('nor after a 401: nothing is sent that was not to be sent', async () => {
  await other.close();
  other = await testServer(() => ({ status: 401, body: { message: 'who are you' } }));
  await expect(clients.marathonAt(other.url).info()).rejects.toThrow('401');
  expect(new Set(shown(other))).toEqual(new Set([undefined]));
});

test("a dispatcher that a manifest names is shown the cluster's credentials only at the cluster's own servers", async () => {
  const ask = (url: string) =>
    clients
      .dispatcherAt(url)
      .status('driver-1')
      .catch(() => undefined);
  await ask(`${cluster.url}/service/spark`);
  await ask(other.url);
  expect(new Set(shown(cluster))).toEqual(new Set([header(CLUSTER)]));
  expect(new Set(shown(other))).toEqual(new Set([undefined]));
});

test('without an address of Metronome nothing that needs one is tried', () => {
  expect(() => clients.metronome()).toThrow('start it with --metronome');
});

test("the package manager is asked in its own words, with the cluster's credentials", async () => {
  await clients.cosmos().install({ packageName: 'spark', options: { service: { cpus: 1 } } });
  expect(cluster.asked).toMatchObject([
    {
      ...{ method: 'POST', path: '/package/install', authorization: header(CLUSTER) },
      contentType: 'application/vnd.dcos.package.install-request+json;charset=utf-8;version=v1',
      body: '{"packageName":"spark","options":{"service":{"cpus":1}}}',
    },
  ]);
});

test('the page of a dispatcher is read without credentials', async () => {
  await expect(clients.dispatcherUiAt(other.url).view()).rejects.toThrow(/no page of Spark|page of a Spark/);
  expect(shown(other)).toEqual([undefined]);
});
