import { randomUUID } from 'node:crypto';
import { Duration } from '../../src/domain/core/duration';
import { s3Store } from '../../src/io/s3-store';
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
  await team.put('status/x.json', '{}', { ifAbsent: true });
  expect(await team.list('status/')).toEqual(['status/x.json']);
  expect(await s3Store({ bucket, timeout, env: moto.env }).list('')).toEqual(['team-a/status/x.json']);
});

test('fails on a bucket that is not there, instead of taking it for empty', async () => {
  const store = s3Store({ bucket: `none-${randomUUID()}`, timeout, env: moto.env });
  await expect(store.get('a')).rejects.toThrow(/^cannot read a in the bucket: NoSuchBucket/);
  await expect(store.put('a', 'x', { ifAbsent: true })).rejects.toThrow(
    /^cannot write a in the bucket: NoSuchBucket/,
  );
  await expect(store.list('')).rejects.toThrow(/^cannot list {2}in the bucket: NoSuchBucket/);
});
