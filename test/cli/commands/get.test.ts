import { parse, parseAllDocuments } from 'yaml';
import { sha256 } from '../../../src/io/digest';
import { defaults, service } from '../../operator/support/manifests';
import { cells, ReadingBed } from '../support/reading-bed';
import { condition, status } from '../support/statuses';

let bed: ReadingBed;
beforeEach(() => {
  bed = new ReadingBed();
});
afterEach(() => bed.close());

const generationOf = (manifest: object) => sha256(JSON.stringify(manifest)).slice(0, 12);

/** A status of the manifest that is declared. */
const observed = (manifest: ReturnType<typeof service> | ReturnType<typeof defaults>, words = {}) =>
  status(manifest.kind, manifest.metadata.name, { observedGeneration: generationOf(manifest), ...words });

async function declareBoth(): Promise<void> {
  await bed.declare([service(), defaults()]);
  const agents = { eligible: 8, covered: 7, instances: 9, target: 9, lost: 1, rows: [], omitted: 8 };
  const activeRevision = {
    id: 'abc-7337',
    appId: '/shuffle/spark-2-4-abc',
    port: 7337,
    sparkVersion: '2.4.0',
  };
  const waits = condition('Ready', 'False', {
    reason: 'NotCovered',
    message: '7 of 8 agents have a healthy task',
    lastTransitionTime: '2026-03-01T02:48:30.000Z',
  });
  bed.write(
    'state/status/ShuffleService/spark-2-4.json',
    observed(service(), { agents, activeRevision, conditions: [waits] }),
  );
  bed.write('state/status/SparkDefaults/defaults.json', observed(defaults()));
}

test('get all: every kind, from the stores alone', async () => {
  await declareBoth();
  expect(await bed.run('get all')).toEqual({
    code: 0,
    stderr: '',
    stdout: [
      'KIND            NAME       READY  REASON      AGE  MESSAGE',
      'ShuffleService  spark-2-4  False  NotCovered  11m  7 of 8 agents have a healthy task',
      'SparkDefaults   defaults   True   AsDeclared  1h   all is well',
      '',
    ].join('\n'),
  });
});

test.each(['shuffleservice', 'ShuffleServices', 'SVC', 'svcs', 'shuffle'])(
  'a kind is known as %s',
  async (word) => {
    await declareBoth();
    const { code, stdout } = await bed.run(['get', word, '-o', 'wide']);
    expect(code).toBe(0);
    const [head, row] = cells(stdout);
    const named = Object.fromEntries((head ?? []).map((name, i) => [name, row?.[i]]));
    expect(named).toMatchObject({
      NAME: 'spark-2-4',
      COVERED: '7/8',
      LOST: '1',
      PORT: '7337',
      SPARK: '2.4.0',
      APP: '/shuffle/spark-2-4-abc',
      STACK: 'demo',
    });
  },
);

test('a kind that is none is a wrong command line, with the nearest name', async () => {
  const { code, stderr, stdout } = await bed.run('get sparkdefalts');
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain('Did you mean sparkdefaults? Wanted AgentDrain, MarathonApp,');
});

test('a flag that is none is a wrong command line, with the nearest one', async () => {
  const { code, stderr } = await bed.run('get svc --manifest x');
  expect(code).toBe(2);
  expect(stderr).toContain("unknown option '--manifest'\n(Did you mean --manifests?)");
});

test('a name that is not there ends with 1, and names the nearest', async () => {
  await declareBoth();
  expect(await bed.run('get svc spark-2-5')).toEqual({
    code: 1,
    stdout: '',
    stderr:
      'NAME: found "spark-2-5", wanted a ShuffleService in /folder/manifests and /folder/state; did you mean spark-2-4?\n',
  });
});

describe('what is not as it should be is shown as such', () => {
  const row = async (name: string, kind = 'all') => {
    const { stdout } = await bed.run(['get', kind, '-o', 'json']);
    const { items } = JSON.parse(stdout) as { items: { metadata: { name: string }; observed: object }[] };
    return items.find(({ metadata }) => metadata.name === name)?.observed;
  };

  test('a manifest that nobody has looked at', async () => {
    await bed.declare([service()]);
    expect(await row('spark-2-4')).toMatchObject({ ready: 'Unknown', reason: 'NoStatus', outcome: 'waits' });
  });

  test('a status that speaks of the manifest before', async () => {
    await declareBoth();
    await bed.declare([service({ sparkVersion: '2.4.1' }), defaults()]);
    expect(await row('spark-2-4')).toMatchObject({
      ready: 'Unknown',
      reason: 'NotObserved',
      message: expect.stringContaining('7 of 8 agents'),
    });
  });

  test('a status whose manifest is gone', async () => {
    await declareBoth();
    await bed.declare([service()]);
    expect(await row('defaults')).toMatchObject({
      reason: 'ManifestGone',
      manifest: 'gone',
      outcome: 'waits',
    });
  });

  test.each([
    [[condition('Ready', 'False', { reason: 'Retained' })], 'Retained'],
    [[condition('Ready', 'False'), condition('Removed', 'True', { message: 'removed' })], 'Removed'],
  ])('one about which nothing more is done', async (conditions, reason) => {
    await bed.declare([service()]);
    bed.write('state/status/SparkDefaults/defaults.json', observed(defaults(), { conditions }));
    expect(await row('defaults')).toMatchObject({ reason, manifest: 'gone', outcome: 'over' });
  });

  test('a status whose index cannot be read: nobody knows that the manifest is gone', async () => {
    await declareBoth();
    bed.write('manifests/index/demo.json', '{');
    const { stderr } = await bed.run('get all');
    expect(stderr).toMatch(/^note: index\/demo\.json: .*its manifests are held$/m);
    expect(await row('defaults')).toMatchObject({
      ready: 'Unknown',
      reason: 'IndexUnreadable',
      manifest: 'unsure',
    });
  });

  test.each([
    ['Missing', () => bed.remove('manifests/manifests/demo/SparkDefaults/defaults.json')],
    ['Torn', () => bed.write('manifests/manifests/demo/SparkDefaults/defaults.json', '{}')],
  ])('a manifest that is %s', async (reason, breakIt) => {
    await declareBoth();
    breakIt();
    expect(await row('defaults')).toMatchObject({
      ready: 'Unknown',
      reason,
      manifest: 'held',
      outcome: 'waits',
    });
  });

  test('a status that cannot be read', async () => {
    await declareBoth();
    bed.write('state/status/SparkDefaults/defaults.json', '{"status":{}}');
    expect(await row('defaults')).toMatchObject({ reason: 'StatusUnreadable', outcome: 'failed' });
  });

  test.each([
    condition('Valid', 'False', { reason: 'Invalid' }),
    condition('Applied', 'False', { reason: 'Refused' }),
    condition('Observed', 'False', { reason: 'Failed' }),
  ])('what failed: $type $reason', async (why) => {
    await bed.declare([service()]);
    const conditions = [{ ...why, type: 'Ready' }, why];
    bed.write('state/status/ShuffleService/spark-2-4.json', observed(service(), { conditions }));
    expect(await row('spark-2-4')).toMatchObject({ reason: why.reason, outcome: 'failed' });
  });
});

test('what commands declare is listed beside; of two of one name that of Terraform counts', async () => {
  await bed.declare([service()]);
  await bed.declare([service({ sparkVersion: '9' }), defaults()], 'command-line', 'state/declared');
  const { stdout } = await bed.run('get all -o json');
  const { items } = JSON.parse(stdout);
  expect(
    items.map((one: { observed: { by: string; stack: string } }) => [one.observed.by, one.observed.stack]),
  ).toEqual([
    ['Terraform', 'demo'],
    ['the command line or the operator', 'command-line'],
  ]);
  expect(items[0].spec.sparkVersion).toBe('2.4.0');
});

test("a person's hold is shown", async () => {
  await declareBoth();
  bed.write('state/holds/SparkDefaults/defaults.json', {
    since: '2026-03-01T01:00:00Z',
    by: 'ops',
    because: 'night',
  });
  const { stdout } = await bed.run('get defaults defaults -o yaml');
  expect(parse(stdout).observed.hold).toEqual({ since: '2026-03-01T01:00:00Z', by: 'ops', because: 'night' });
  const [head, row] = cells((await bed.run('get defaults -o wide')).stdout);
  expect(row?.[head?.indexOf('HELD') ?? -1]).toBe('2h');
});

test('machines get whole documents: one by name, several as a list, in yaml one after the other', async () => {
  await declareBoth();
  const one = JSON.parse((await bed.run('get svc spark-2-4 -o json')).stdout);
  expect(one).toMatchObject({ ...service(), status: { activeRevision: { port: 7337 } } });
  expect(JSON.parse((await bed.run('get all -o json')).stdout)).toMatchObject({
    kind: 'List',
    items: [one, {}],
  });
  const documents = parseAllDocuments((await bed.run('get all -o yaml')).stdout).map((each) => each.toJS());
  expect(documents[0]).toEqual(one);
  expect(documents).toHaveLength(2);
});

test('nothing declared is said, and so is a folder that is not there', async () => {
  expect(await bed.run('get all')).toEqual({
    code: 0,
    stdout: 'nothing is declared in /folder/manifests and /folder/state\n',
    stderr:
      'note: there is no folder /folder/manifests (--manifests)\nnote: there is no folder /folder/state (--state)\n',
  });
});

test('a store that cannot be read ends with 1 and one sentence: which, what came, what to do', async () => {
  await declareBoth();
  const env = {
    ...bed.env,
    MESOS_SPARK_STATE: 's3://bucket',
    AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
    AWS_REGION: 'eu-west-1',
  };
  const { code, stderr } = await bed.run('get all', {
    env: { ...env, AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' },
  });
  expect(code).toBe(1);
  expect(stderr).toMatch(/^--state s3:\/\/bucket\/: cannot list .*; see whether the bucket is there.*\n$/);
});

test('filters of the cluster are refused where the stores tell', async () => {
  await declareBoth();
  expect(await bed.run('get svc --role shuffle')).toMatchObject({
    code: 1,
    stderr: '--role: found a kind that the stores tell of, wanted agents, frameworks or tasks\n',
  });
});

test('what no option and no variable says is asked for, all at once', async () => {
  const { code, stderr } = await bed.run('get all', { env: {} });
  expect(code).toBe(1);
  expect(stderr).toContain('give --manifests or set MESOS_SPARK_MANIFESTS');
  expect(stderr).toContain('give --state or set MESOS_SPARK_STATE');
});
