import { sha256 } from '../../../src/io/digest';
import { defaults, service } from '../../operator/support/manifests';
import { ReadingBed } from '../support/reading-bed';
import { condition, status } from '../support/statuses';

let bed: ReadingBed;
beforeEach(async () => {
  bed = new ReadingBed();
  await bed.declare([service(), defaults()]);
});
afterEach(() => bed.close());

const LEASE = 'state/leases/operator.json';
const lease = (term: number, holder = 'host-1/42/id') => ({ holder, term, seconds: 30 });

function write(
  manifest: ReturnType<typeof service> | ReturnType<typeof defaults>,
  conditions = [condition('Ready', 'True')],
) {
  const { kind, metadata } = manifest;
  const observedGeneration = sha256(JSON.stringify(manifest)).slice(0, 12);
  const agents = { eligible: 8, covered: 7, instances: 9, target: 9, lost: 1, rows: [], omitted: 8 };
  const more = kind === 'ShuffleService' ? { agents } : {};
  const { name } = metadata;
  bed.write(
    `state/status/${kind}/${name}.json`,
    status(kind, name, { observedGeneration, conditions, ...more }),
  );
}

const waiting = condition('Ready', 'False', {
  reason: 'AgentsMissing',
  message: '7 of 8 agents have a healthy task',
});

test('one screen: who leads, the last news, services, what waits and why', async () => {
  write(service(), [waiting]);
  write(defaults());
  bed.write(LEASE, lease(7));
  bed.pause = () => bed.write(LEASE, lease(8));
  expect(await bed.run('status')).toEqual({
    code: 3,
    stderr: '',
    stdout: [
      'Leads:      host-1/42/id (term 8), alive: the lease was renewed while this looked',
      'Last news:  1h ago: SparkDefaults/defaults: Ready is True',
      '',
      'Shuffle services:',
      '  NAME       READY  COVERED  LOST  REASON         AGE',
      '  spark-2-4  False  7/8      1     AgentsMissing  1h',
      '',
      'Waits:',
      '  WHAT                      REASON         AGE  BECAUSE',
      '  ShuffleService/spark-2-4  AgentsMissing  1h   7 of 8 agents have a healthy task',
      '',
      '1 of 2 are as declared',
      '',
    ].join('\n'),
  });
});

test('ends with 0 where all is as declared', async () => {
  write(service());
  write(defaults());
  const { code, stdout } = await bed.run('status');
  expect(code).toBe(0);
  expect(stdout).toContain('2 of 2 are as declared');
  expect(stdout).not.toContain('Waits');
});

test('ends with 1 where something failed, whatever else waits', async () => {
  const refused = condition('Applied', 'False', { reason: 'Refused', message: 'Marathon answered 422' });
  write(service(), [{ ...refused, type: 'Ready' }, refused]);
  const { code, stdout } = await bed.run('status');
  expect(code).toBe(1);
  expect(stdout).toMatch(/Failed:\n.*\n {2}ShuffleService\/spark-2-4 +Refused +1h +Marathon answered 422\n/);
  expect(stdout).toMatch(/Waits:\n.*\n {2}SparkDefaults\/defaults +NoStatus/);
});

test('a lease that nobody renews is told after 7 s, and ends with 3 although all was as declared', async () => {
  write(service());
  write(defaults());
  bed.write(LEASE, lease(7));
  let waited = 0;
  bed.pause = (millis) => {
    waited += millis;
  };
  const { code, stdout } = await bed.run('status');
  expect(code).toBe(3);
  expect(waited).toBe(7000);
  expect(stdout).toContain(
    'NOT renewed for 7 s: it is stuck, cut off or dead; another one may lead after 30 s',
  );
});

test('--no-wait says who holds the lease and not whether it lives', async () => {
  write(service());
  write(defaults());
  bed.write(LEASE, lease(7));
  bed.pause = () => {
    throw new Error('it waited');
  };
  const { code, stdout } = await bed.run('status --no-wait');
  expect(code).toBe(0);
  expect(stdout).toContain('Leads:      host-1/42/id (term 7)\n');
});

test.each([
  ['none', undefined, 'nobody has written a lease'],
  ['one that was given up', lease(3, ''), 'nobody: the lease was given up in an orderly way (term 3)'],
  ['one that is none', '{', 'unknown: leases/operator.json is no lease'],
])('of leases: %s', async (_, content, words) => {
  if (content !== undefined) bed.write(LEASE, content);
  expect((await bed.run('status')).stdout).toContain(`Leads:      ${words}`);
});

test('an index that cannot be read ends with 3 and is named', async () => {
  write(service());
  write(defaults());
  bed.write('manifests/index/other.json', '{');
  const { code, stdout } = await bed.run('status');
  expect(code).toBe(3);
  expect(stdout).toMatch(/^Trouble: {4}index\/other\.json: /m);
});

test('for machines: the same as a document', async () => {
  write(service(), [waiting]);
  write(defaults());
  bed.write(LEASE, lease(7));
  const { code, stdout } = await bed.run('status --no-wait -o json');
  expect(code).toBe(3);
  expect(JSON.parse(stdout)).toMatchObject({
    leads: { is: 'held', holder: 'host-1/42/id', term: 7 },
    waits: [{ kind: 'ShuffleService', name: 'spark-2-4', agents: { covered: 7, eligible: 8, lost: 1 } }],
    ready: [{ kind: 'SparkDefaults' }],
    failed: [],
  });
});

test('--watch looks again until stopped, tells a holder that went silent, and goes on where a store fails', async () => {
  write(service());
  write(defaults());
  bed.write(LEASE, lease(7));
  const stop = new AbortController();
  const pauses = [
    () => bed.write(LEASE, lease(8)),
    () => {},
    () => {},
    () => write(service(), [waiting]),
    () => stop.abort(),
  ];
  bed.pause = () => pauses.shift()?.();
  const { code, stdout } = await bed.run('status --watch', { stop: stop.signal });
  const looks = stdout
    .trimEnd()
    .split(/^2026-03-01T03:00:00.000Z\n/m)
    .slice(1);
  expect(looks.map((look) => /^Leads: +(.*)$/m.exec(look)?.[1])).toEqual([
    'host-1/42/id (term 7)',
    expect.stringContaining('(term 8), alive'),
    'host-1/42/id (term 8)',
    expect.stringContaining('(term 8), NOT renewed'),
    expect.stringContaining('(term 8), NOT renewed'),
  ]);
  expect(looks[4]).toContain('AgentsMissing');
  expect(code).toBe(3);
});

test('a store that is down ends with 1 and one sentence', async () => {
  const env = { ...bed.env, MESOS_SPARK_STATE: 's3://bucket', AWS_ENDPOINT_URL: 'http://127.0.0.1:1' };
  const keys = { AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' };
  const { code, stderr, stdout } = await bed.run('status', { env: { ...env, ...keys } });
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(/^--state s3:\/\/bucket\/: cannot \w+ s3:.*; see whether the bucket is there.*\n$/);
});
