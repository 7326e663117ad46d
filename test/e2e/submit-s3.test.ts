import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runHere } from '../cli/buffer-io';
import { type Moto, startMoto } from './support/moto';

jest.setTimeout(120_000);

let moto: Moto;
let folder: string;
const before = { ...process.env };
beforeAll(async () => {
  moto = await startMoto();
  // The SDK reads its own environment.
  Object.assign(process.env, moto.env);
  const CreateBucketConfiguration = { LocationConstraint: moto.region };
  await moto.ask('s3', 'create_bucket', { Bucket: 'jars', CreateBucketConfiguration });
  folder = mkdtempSync(path.join(tmpdir(), 'submit-s3-'));
  writeFileSync(path.join(folder, 'app.jar'), 'jar');
});
afterAll(async () => {
  process.env = before;
  await moto?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const submit = (to: string, jar = 'app.jar') =>
  runHere(
    [
      ...[
        'submit',
        '--spark-version',
        '2.4.0',
        '--dispatcher',
        'd',
        '--total-executor-cores',
        '2',
        '--class',
        'A',
      ],
      ...['--upload', to, path.join(folder, jar)],
    ],
    [],
    moto.env,
  );

test('a jar is put into a bucket once, and other bytes never over it', async () => {
  const first = await submit('s3://jars/team/');
  expect(first.stderr).toContain('uploaded s3a://jars/team/app.jar\n');
  expect(first.stdout).toContain('s3a://jars/team/app.jar');
  expect((await submit('s3://jars/team/')).stderr).toContain(
    's3a://jars/team/app.jar is there already, with the same bytes\n',
  );
  writeFileSync(path.join(folder, 'other.jar'), 'raj');
  const refused = await submit('s3://jars/team/app.jar', 'other.jar');
  expect([refused.code, refused.stderr]).toEqual([
    1,
    '--upload: found another file at s3a://jars/team/app.jar, wanted none, or the same bytes; give it another name, such as one with its version\n',
  ]);
  const head = await moto.ask('s3', 'head_object', {
    Bucket: 'jars',
    Key: 'team/app.jar',
    ChecksumMode: 'ENABLED',
  });
  expect(head['ContentLength']).toBe(3);
});

test('what is wrong with the command is told before anything is uploaded', async () => {
  writeFileSync(path.join(folder, 'my app.jar'), 'jar');
  const refused = await submit('s3://jars/wrong/', 'my app.jar');
  expect(refused.code).toBe(1);
  const listed = await moto.ask('s3', 'list_objects_v2', { Bucket: 'jars', Prefix: 'wrong/' });
  expect(listed['KeyCount']).toBe(0);
});

test('a bucket that is not there is told', async () => {
  const refused = await submit('s3://none-such/');
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain('NoSuchBucket');
});
