import { appDifferences } from '../../../src/domain/marathon/diff';
import { manifestSchemas } from '../../../src/manifest';
import { kinds } from '../../../src/operator/kinds';
import { renders } from '../../../src/operator/kinds/renders';
import { application, scheduled } from '../../operator/support/applications';
import { dispatcher } from '../../operator/support/dispatchers';
import { defaults, service } from '../../operator/support/manifests';
import { ReadingBed } from '../support/reading-bed';

let bed: ReadingBed;
afterEach(() => bed.close());

interface Made {
  readonly manifest: string;
  readonly what: string;
  readonly where: string;
  readonly content: Record<string, unknown> & string;
}

const marathonApp = {
  apiVersion: 'mesos-spark/v1alpha1',
  kind: 'MarathonApp',
  metadata: { name: 'web' },
  spec: { app: { id: '/web', cmd: 'sleep 1', cpus: 0.1, mem: 32 } },
};
const named = <T extends object>(manifest: T, name: string) => ({ ...manifest, metadata: { name } });
const ALL = [
  service(),
  defaults(),
  marathonApp,
  named(application('Marathon', { sparkDefaults: 'defaults' }, { seconds: 100_000 }), 'on-marathon'),
  named(application('Metronome', { sparkDefaults: 'defaults' }, { seconds: 100_000 }), 'on-metronome'),
  named(scheduled({ template: { sparkDefaults: 'defaults' } }), 'nightly'),
  named(dispatcher({ sparkDefaults: 'defaults' }), 'spark'),
];

async function rendered(words: string): Promise<readonly Made[]> {
  const { code, stdout, stderr } = await bed.run(words);
  expect([code, stderr.replace(/^note: .*\n/gm, '')]).toEqual([0, '']);
  const found = JSON.parse(stdout) as Made & { readonly items?: readonly Made[] };
  return found.items ?? [found];
}

test('what is rendered of files is what an operator then makes in Marathon, in Metronome and in the store', async () => {
  bed = await ReadingBed.withLab({ agents: 3, metronome: true });
  const { lab } = bed;
  if (!lab) throw new Error('no lab');
  for (const [i, one] of ALL.entries()) bed.write(`files/${i}.json`, one);
  const before = await rendered(`render -f ${bed.folder}/files -o json`);
  expect(before).toHaveLength(9);
  // Nothing was looked up: all that was published afterwards is in the files themselves.
  expect(before.map(({ what }) => what)).toContain('job of Metronome with its schedule');
  expect((await bed.run(`apply -f ${bed.folder}/files`)).code).toBe(0);
  const env = { ...bed.env, MESOS_SPARK_METRONOME: lab.metronomeUrl };
  for (let i = 0; i < 5; i++) {
    await bed.run('operator run --once', { env });
    lab.advance(30);
  }
  const get = async (url: string) => (await fetch(url)).json() as Promise<Record<string, unknown>>;
  for (const { what, where, content, manifest } of before) {
    if (where === 'POST /v2/apps') {
      const answer = await get(`${lab.marathonUrl}/v2/apps/${content['id']}`);
      const { app } = answer as { app: { instances: number } };
      const sent = { instances: app.instances, ...(content as object) };
      expect([manifest, appDifferences(sent as never, app as never)]).toEqual([manifest, []]);
    } else if (what.startsWith('job')) {
      const { schedules = [], ...job } = content as unknown as {
        schedules: object[];
        id: string;
        run: object;
      };
      const found = await get(`${lab.metronomeUrl}/v1/jobs/${job.id}?embed=schedules`);
      expect(found).toMatchObject({ labels: content['labels'], schedules, run: content['run'] as object });
    } else {
      const text = bed.text(`state/${where}`);
      expect(typeof content === 'string' ? text : JSON.parse(text)).toEqual(content);
    }
  }
  // By name it is the same, from what the stores now say.
  const again = await rendered('render SparkApplication on-marathon -o json');
  expect(again).toEqual(before.filter(({ manifest }) => manifest === 'SparkApplication/on-marathon'));
});

describe('without a cluster', () => {
  beforeEach(() => {
    bed = new ReadingBed();
  });
  const file = (name: string, ...documents: readonly object[]) => {
    bed.write(`files/${name}`, documents.map((one) => JSON.stringify(one)).join('\n---\n'));
    return `${bed.folder}/files/${name}`;
  };
  const bare = (words: string) => bed.run(words, { env: {} });

  test('a file for people is the file itself; of several things each is named', async () => {
    const one = await bare(`render -f ${file('a.yaml', marathonApp)}`);
    expect(one).toEqual({
      code: 0,
      stderr: '',
      stdout: `{
  "cmd": "sleep 1",
  "cpus": 0.1,
  "id": "/web",
  "instances": 1,
  "labels": {
    "mesos-spark.owner": "MarathonApp/web"
  },
  "mem": 32
}
`,
    });
    const two = await bare(`render -f ${file('b.yaml', defaults(), service())}`);
    expect(two.stdout.split('\n').filter((line) => line.startsWith('# '))).toEqual([
      '# SparkDefaults/defaults: spark-defaults.conf, published/defaults/spark-defaults.conf',
      expect.stringMatching(
        /^# Shuffle service spark-2-4, app \/shuffle\/spark-2-4-[0-9a-f]{8}, port 7337\./,
      ),
      '# SparkDefaults/defaults: spark-env.sh, published/defaults/spark-env.sh',
      expect.stringMatching(/^# Shuffle service spark-2-4, app /),
      '# ShuffleService/spark-2-4: app of Marathon, without its instances, POST /v2/apps',
      '# ShuffleService/spark-2-4: endpoint, endpoints/spark-2-4.json',
    ]);
    expect(two.stdout).toContain('spark.shuffle.service.port=7337\n');
    expect(two.stderr).toBe(
      'note: ShuffleService/spark-2-4 is taken to be on the port that it would take first\n',
    );
  });

  test('what is not known is taken for granted and noted, once each', async () => {
    const alone = await bare(`render -f ${file('a.yaml', defaults())}`);
    expect(alone.stdout).toContain('spark.shuffle.service.port=7337\n');
    expect(alone.stderr).toBe(
      'note: ShuffleService/spark-2-4 is not known here: port 7337 is taken for it\n',
    );
    const app = application('Dispatcher', { sparkDefaults: 'nowhere' });
    const two = await bare(`render -o yaml -f ${file('b.yaml', app, named(app, 'other'))}`);
    expect(two.stderr).toBe(
      'note: SparkDefaults/nowhere is not known here: nothing of it is in what follows\n',
    );
    expect(two.stdout).toContain('what: submission to the dispatcher\n');
    expect(two.stdout).not.toContain('spark.shuffle.service.port');
  });

  test('what an operator has decided counts, unless the files say otherwise', async () => {
    const endpoint = {
      service: 'spark-2-4',
      port: 7339,
      appId: '/x',
      sparkVersion: '2.4.0',
      sharedDirectory: '/var/lib/tmp/spark',
    };
    bed.write('state/endpoints/spark-2-4.json', endpoint);
    bed.write('state/published/defaults/spark-defaults.conf', 'spark.published=yes\n');
    await bed.declare([defaults()]);
    const app = application('Marathon', { sparkDefaults: 'defaults' });
    const cmd = async (...files: readonly object[]) =>
      String((await rendered(`render -o json -f ${file('a.yaml', ...files)}`)).at(-1)?.content['cmd']);
    expect(await cmd(app)).toContain('spark.published=yes');
    expect(await cmd(defaults({ properties: { 'spark.new': 'yes' } }), app)).toMatch(
      /spark\.new=yes.*spark\.shuffle\.service\.port=7339/s,
    );
    expect(await cmd(defaults({ properties: {} }), app)).not.toContain('spark.published');
  });

  test('a package, an interpreter, and an older Marathon', async () => {
    const pack = {
      ...named(dispatcher(), 'pack'),
      spec: { provider: 'Package', packageVersion: '2.9.0-2.4.0', options: { service: { name: 'spark' } } },
    };
    const zeppelin = {
      apiVersion: 'mesos-spark/v1alpha1',
      kind: 'ZeppelinInterpreter',
      metadata: { name: 'z' },
      spec: { url: 'http://zeppelin:8080', sparkDefaults: 'defaults', sparkConf: { 'spark.own': '1' } },
    };
    const made = JSON.parse(
      (await bare(`render -o json -f ${file('a.yaml', pack, zeppelin, defaults(), service())}`)).stdout,
    ) as {
      items: readonly Made[];
    };
    expect(made.items[0]?.content).toEqual({
      packageName: 'spark',
      options: { service: { name: 'spark' } },
      version: '2.9.0-2.4.0',
    });
    expect(made.items[1]?.content).toEqual({
      'spark.own': '1',
      'spark.shuffle.service.enabled': 'true',
      'spark.shuffle.service.port': '7337',
    });
    const old = await bare(`render --marathon-version 1.8.222 -o json -f ${file('b.yaml', service())}`);
    const [app] = (JSON.parse(old.stdout) as { items: readonly Made[] }).items;
    expect(app?.content['role']).toBeUndefined();
    expect(app?.content['acceptedResourceRoles']).toEqual(['shuffle']);
  });

  test('what nothing can be made of is told with its manifest', async () => {
    const star = service({ role: '*' });
    const conf = named(defaults({ properties: { 'spark.local.dir': '/elsewhere' } }), 'conf');
    const { code, stdout, stderr } = await bare(
      `render -f ${file('a.yaml', star, conf, service({ name: 'spark-2-4' }), marathonApp)}`.replace(
        'a.yaml',
        'a.yaml',
      ),
    );
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/metadata\.name: found ShuffleService\/spark-2-4, which stands/);
    const again = await bare(`render -f ${file('b.yaml', star, marathonApp)}`);
    expect([again.code, again.stdout]).toEqual([1, '']);
    expect(again.stderr).toMatch(/^ShuffleService\/spark-2-4: role: found "\*", wanted a role that/m);
  });

  test.each([
    ['render', 'render: found nothing to render, wanted KIND and NAME, or -f FILE'],
    ['render defaults', 'render: found SparkDefaults without a name'],
    ['render defaults a -f x', 'render: found SparkDefaults beside -f'],
    ['render -f x --marathon-version new', '--marathon-version: found "new"'],
    ['render defaults a', '--manifests: found nothing'],
  ])('%s is refused', async (line, words) => {
    expect(await bare(line)).toMatchObject({ code: 1, stderr: expect.stringContaining(words) });
  });

  test('a name that the stores do not declare is told', async () => {
    const { code, stderr } = await bed.run('render defaults a');
    expect([code, stderr]).toEqual([
      1,
      'SparkDefaults/a: found no such manifest that can be read, wanted one that the stores declare\n',
    ]);
  });
});

test('every kind is rendered, and read by a schema', async () => {
  bed = new ReadingBed();
  /** It only asks Mesos. */
  const nothing = ['AgentDrain'];
  const all = kinds.map(({ kind }) => kind).sort();
  expect(Object.keys(renders).sort()).toEqual(all.filter((kind) => !nothing.includes(kind)));
  expect(Object.keys(manifestSchemas).sort()).toEqual(all);
});
