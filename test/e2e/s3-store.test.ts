import { randomUUID } from 'node:crypto';
import { run } from '../../src/cli/run';
import { Duration } from '../../src/domain/core/duration';
import { s3Store } from '../../src/io/s3-store';
import { StoreError } from '../../src/operator/ports';
import { objectStoreContract } from '../contract/object-store';
import { type Moto, startMoto } from './support/moto';

let moto: Moto;
const before = { ...process.env };

beforeAll(async () => {
  moto = await startMoto();
  // The SDK reads its own environment.
  Object.assign(process.env, moto.env);
}, 60_000);
afterAll(async () => {
  process.env = before;
  await moto?.stop();
});

const timeout = Duration.seconds(10);

objectStoreContract('a bucket', async () => {
  const bucket = `store-${randomUUID()}`;
  const CreateBucketConfiguration = { LocationConstraint: moto.region };
  await moto.ask('s3', 'create_bucket', { Bucket: bucket, CreateBucketConfiguration });
  const store = () => s3Store({ bucket, timeout, env: moto.env });
  return { store: store(), other: store() };
});

test('a prefix is part of every key and of no listing', async () => {
  const bucket = `store-${randomUUID()}`;
  const CreateBucketConfiguration = { LocationConstraint: moto.region };
  await moto.ask('s3', 'create_bucket', { Bucket: bucket, CreateBucketConfiguration });
  const team = s3Store({ bucket, prefix: 'team-a/', timeout, env: moto.env });
  const put = await team.put('status/x.json', '{}', { ifAbsent: true });
  const etag = put.is === 'written' ? put.etag : '';
  expect(await team.list('status/')).toEqual([{ key: 'status/x.json', etag }]);
  expect(await s3Store({ bucket, timeout, env: moto.env }).list('')).toEqual([
    { key: 'team-a/status/x.json', etag },
  ]);
});

test('fails on a bucket that is not there, instead of taking it for empty', async () => {
  const store = s3Store({ bucket: 'none-such', timeout, env: moto.env });
  const refused = (verb: string, key: string) =>
    new StoreError(`cannot ${verb} s3://none-such/${key}: NoSuchBucket: The specified bucket does not exist`);
  await expect(store.get('a')).rejects.toThrow(refused('read', 'a'));
  await expect(store.put('a', 'x', { ifAbsent: true })).rejects.toThrow(refused('write', 'a'));
  await expect(store.list('')).rejects.toThrow(refused('list', ''));
});

test('the command line tells such a bucket in one line, without a stack', async () => {
  const said: string[] = [];
  const sink = { write: (text: string) => said.push(text) };
  const stores = ['--manifests', 's3://none-such', '--state', 's3://none-such'];
  const servers = ['--mesos', 'http://127.0.0.1:9', '--marathon', 'http://127.0.0.1:9'];
  const args = ['operator', 'run', '--once', ...stores, ...servers];
  const code = await run(args, { stdout: sink, stderr: sink, stdin: process.stdin, env: process.env });
  expect(code).toBe(1);
  expect(said).toEqual([
    'cannot read s3://none-such/leases/operator.json: NoSuchBucket: The specified bucket does not exist\n',
  ]);
});
