import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stringify } from 'yaml';
import type { Duration } from '../../../src/domain/core/duration';
import { stateStoreKeys } from '../../../src/manifest';
import type { Clock } from '../../../src/operator/ports';
import { declare as declareIn, defaults, service } from '../../operator/support/manifests';
import { MemoryStore } from '../../operator/support/memory-store';
import { type Ran, runHere } from '../buffer-io';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'declaring-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const at = (...names: string[]) => path.join(folder, ...names);
const env = () => ({
  MESOS_SPARK_MANIFESTS: `file://${at('manifests')}`,
  MESOS_SPARK_STATE: `file://${at('state')}`,
  USER: 'ann',
});
type More = Parameters<typeof runHere>[3] & { readonly stdin?: readonly string[] };

/** The command line with both stores in folders; no operator and no cluster is there. */
async function cli(line: string, { stdin = [], ...more }: More = {}): Promise<Ran> {
  const argv = line.split(' ').map((word) => word.replaceAll('~', ' '));
  const ran = await runHere(argv, stdin, env(), more);
  const clean = (text: string) => text.replaceAll(folder, 'TMP');
  return { ...ran, stdout: clean(ran.stdout), stderr: clean(ran.stderr) };
}

const of = (name: string, spec: Parameters<typeof defaults>[0] = {}) => ({
  ...defaults(spec),
  metadata: { name },
});
function write(file: string, ...documents: readonly unknown[]): string {
  mkdirSync(path.dirname(at(file)), { recursive: true });
  writeFileSync(at(file), documents.map((one) => stringify(one)).join('---\n'));
  return at(file);
}

/** As Terraform does. */
async function terraform(manifests: Parameters<typeof declareIn>[1], stack = 'demo'): Promise<void> {
  const store = new MemoryStore();
  declareIn(store, manifests, stack);
  rmSync(at('manifests'), { recursive: true, force: true });
  for (const { key } of await store.list('')) {
    mkdirSync(path.dirname(at('manifests', key)), { recursive: true });
    writeFileSync(at('manifests', key), store.text(key) ?? '');
  }
}

function status(kind: string, name: string, document: object): void {
  const file = at('state', stateStoreKeys.status(kind, name));
  mkdirSync(path.dirname(file), { recursive: true });
  const metadata = { name };
  writeFileSync(
    file,
    JSON.stringify({ apiVersion: 'mesos-spark/v1alpha1', kind, metadata, status: document }),
  );
}

const index = (stack = 'command-line') =>
  JSON.parse(readFileSync(at('state/declared/index', `${stack}.json`), 'utf8')) as {
    manifests: { kind: string; name: string; sha256: string }[];
  };
const names = (stack?: string) => index(stack).manifests.map(({ kind, name }) => `${kind}/${name}`);

const DOCUMENT = `apiVersion: mesos-spark/v1alpha1
kind: SparkDefaults
metadata:
  name: a
spec:
  shuffleService: spark-2-4
  sparkVersion: 2.4.0
  properties:
    spark.scheduler.mode: FAIR
`;

describe('validate -f', () => {
  test('reads files, folders, several documents, lists and standard input', async () => {
    write('dir/below/b.yml', of('b'), of('c'));
    write('dir/a.json', of('a'));
    write('dir/.hidden.yaml', { kind: 'Nonsense' });
    writeFileSync(at('dir/readme.md'), 'no manifest');
    const list = { kind: 'List', items: [{ ...of('d'), status: {}, observed: {} }, of('e')] };
    const { code, stdout, stderr } = await cli(`validate -f ${at('dir')} -`, {
      stdin: [JSON.stringify(list)],
    });
    expect(code).toBe(0);
    expect(stdout).toBe(
      [
        'SparkDefaults/a is valid (TMP/dir/a.json, line 1)',
        'SparkDefaults/b is valid (TMP/dir/below/b.yml, document 1, line 1)',
        'SparkDefaults/c is valid (TMP/dir/below/b.yml, document 2, line 11)',
        'SparkDefaults/d is valid (standard input, line 1)',
        'SparkDefaults/e is valid (standard input, line 1)',
        '',
      ].join('\n'),
    );
    expect(stderr.split('\n')).toHaveLength(6);
  });

  test('tells every problem of all files at once, with file, document, line and path', async () => {
    writeFileSync(
      at('a.yaml'),
      `${DOCUMENT}    spark.a.b: 3\n---\nkind: SparkDefault\n---\nkind: [\n---\n${DOCUMENT}more: 1\n`,
    );
    write('b.json', of('a', { shuffleService: 'Not A Name' }), { ...of('a'), spec: 4 });
    writeFileSync(at('c.yaml'), 'a: 1\na: 2\n');
    writeFileSync(at('d.yaml'), '\n# nothing\n');
    writeFileSync(at('e.yaml'), Buffer.from([0x61, 0xff]));
    const { code, stdout, stderr } = await cli(
      `validate -f ${['a.yaml', 'b.json', 'c.yaml', 'd.yaml', 'e.yaml', 'f.yaml'].map((one) => at(one)).join(' ')}`,
    );
    const wanted = 'YAML or JSON that can be understood in one way only';
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr.trimEnd().split('\n')).toEqual([
      '"TMP/e.yaml": found no UTF-8, wanted manifests in YAML or JSON: a file, a folder, or - for standard input',
      '"TMP/f.yaml": found nothing there, wanted manifests in YAML or JSON: a file, a folder, or - for standard input',
      expect.stringMatching(/^TMP\/a\.yaml, document 3, line 1[45]: found Flow sequence in block/),
      'TMP/a.yaml, document 1, line 10, spec.properties.spark.a.b: found something else (not shown: it may hold a secret), wanted a string',
      expect.stringMatching(
        /^TMP\/a\.yaml, document 2, line 12, kind: found "SparkDefault", wanted one of AgentDrain, MarathonApp, .*; did you mean SparkDefaults\?$/,
      ),
      'TMP/a.yaml, document 4, line 25, more: found a key that nothing reads, wanted no such key',
      'TMP/b.json, document 1, line 6, spec.shuffleService: found "Not A Name", wanted lower-case letters, digits and inner dashes',
      'TMP/b.json, document 2, line 15, spec: found 4, wanted an object',
      `TMP/c.yaml, line 2: found Map keys must be unique, wanted ${wanted}`,
      'TMP/d.yaml: found no document, wanted one manifest or several',
    ]);
  });

  test('refuses a name that stands there twice', async () => {
    const { code, stderr } = await cli(`validate -f ${write('a.yaml', of('a'))} ${write('b.yaml', of('a'))}`);
    expect(code).toBe(1);
    expect(stderr).toContain(
      'TMP/b.yaml, line 4, metadata.name: found SparkDefaults/a, which stands in TMP/a.yaml, line 1 already, wanted each name once\n',
    );
  });

  test('notes what is named and is nowhere, and looks into the files and both stores', async () => {
    const file = write('a.yaml', of('a'));
    const note = (rest: string) =>
      `note: TMP/a.yaml, line 6, spec.shuffleService: ShuffleService/spark-2-4 is not in these files${rest}\n`;
    expect((await runHere(['validate', '-f', file])).stderr.replaceAll(folder, 'TMP')).toBe(
      note('; no store was named to look into'),
    );
    expect((await cli(`validate -f ${file}`)).stderr).toBe(note(', nor in the stores'));
    await terraform([service()]);
    expect(await cli(`validate -f ${file}`)).toMatchObject({ code: 0, stderr: '' });
    await terraform([]);
    const both = write('b.yaml', service());
    expect((await cli(`validate -f ${file} ${both}`)).stderr).toBe('');
    await cli(`apply -f ${both}`);
    expect((await cli(`validate -f ${file}`)).stderr).toBe('');
  });

  test('prints JSON for machines', async () => {
    const { code, stdout } = await cli(`validate -o json -f ${write('a.yaml', of('a'), { kind: 'X' })}`);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      valid: [{ kind: 'SparkDefaults', name: 'a' }],
      problems: [{ at: 'TMP/a.yaml, document 2, line 11, kind', found: '"X"' }],
      notes: [expect.stringContaining('spec.shuffleService')],
    });
  });

  test('is a command line that is wrong without files', async () => {
    expect(await cli('validate')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("'-f, --filename"),
    });
  });
});

describe('apply', () => {
  test('declares, says what it did, and is what the operator reads', async () => {
    const file = write('a.yaml', of('a'), of('b'));
    expect(await cli(`apply -f ${file}`)).toEqual({
      code: 0,
      stdout: 'SparkDefaults/a created\nSparkDefaults/b created\n',
      stderr: '',
    });
    write('a.yaml', of('b', { sparkVersion: '3.0.0' }), of('a'));
    expect((await cli(`apply -f ${file}`)).stdout).toBe(
      'SparkDefaults/b configured\nSparkDefaults/a unchanged\n',
    );
    expect(names()).toEqual(['SparkDefaults/a', 'SparkDefaults/b']);
    expect((await cli(`apply -f - --stack team-a`, { stdin: [JSON.stringify(of('c'))] })).code).toBe(0);
    expect(names('team-a')).toEqual(['SparkDefaults/c']);
  });

  test('--dry-run says the same and declares nothing', async () => {
    const file = write('a.yaml', of('a'));
    expect((await cli(`apply --dry-run -f ${file}`)).stdout).toBe('SparkDefaults/a created (dry run)\n');
    expect(() => index()).toThrow('ENOENT');
  });

  test('declares nothing where anything is wrong', async () => {
    await terraform([of('b')]);
    const { code, stdout, stderr } = await cli(`apply -f ${write('a.yaml', of('a'), of('b'))}`);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toBe(
      "TMP/a.yaml, document 2, line 14, metadata.name: found SparkDefaults/b, which Terraform's stack demo declares (index/demo.json), " +
        'wanted a name that Terraform does not declare: its word counts, and this one would be ignored; ' +
        'change it where that stack is made; or take it out there, deploy, and declare it here then\n',
    );
    expect(() => index()).toThrow('ENOENT');
  });

  test('refuses what another stack declares', async () => {
    const file = write('a.yaml', of('a'));
    await cli(`apply --stack team-a -f ${file}`);
    expect((await cli(`apply -f ${file}`)).stderr).toContain(
      'found SparkDefaults/a, which the stack team-a declares (declared/index/team-a.json), wanted a name that the stack command-line may declare; say --stack team-a, or delete it there first\n',
    );
  });

  test('refuses a name whose stack of Terraform cannot be read, and takes it over only where that is gone', async () => {
    const file = write('a.yaml', of('a'));
    await terraform([]);
    status('SparkDefaults', 'a', { observedGeneration: 'g', stack: 'gone', conditions: [] });
    const refused = await cli(`apply -f ${file}`);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain(
      "found SparkDefaults/a, which belongs to Terraform's stack gone, whose index/gone.json is not there, wanted a name that is nobody else's; deploy that stack again; or say --take-over, if it is gone for good\n",
    );
    writeFileSync(at('manifests/index/gone.json'), 'torn');
    expect((await cli(`apply --take-over -f ${file}`)).stderr).toContain(
      "index/gone.json cannot be read, wanted a name that is nobody else's; deploy that stack again\n",
    );
    rmSync(at('manifests/index/gone.json'));
    expect((await cli(`apply --take-over -f ${file}`)).stdout).toBe('SparkDefaults/a created\n');
    const declared = readFileSync(at('state/declared/manifests/command-line/SparkDefaults/a.json'), 'utf8');
    expect(JSON.parse(declared)).toMatchObject({
      metadata: { annotations: { 'mesos-spark/takes-over': 'gone' } },
    });
    expect((await cli(`apply --take-over -f ${file}`)).stdout).toBe('SparkDefaults/a unchanged\n');
  });

  test.each([
    ['apply', "error: required option '-f, --filename", 2],
    ['apply -f x --stack A', '--stack: found "A", wanted lower-case letters', 1],
    ['apply -f x --timeout soon', '--timeout: found "soon"', 1],
    ['apply -f x --wait --dry-run', '--wait: found --dry-run beside it, wanted one of the two', 1],
    ['apply -f nowhere.yaml', '"nowhere.yaml": found nothing there', 1],
  ])('%s is refused', async (line, words, code) => {
    expect(await cli(line)).toMatchObject({ code, stderr: expect.stringContaining(words) });
  });

  test('names every store that is not named', async () => {
    const { code, stderr } = await runHere(['apply', '-f', write('a.yaml', of('a'))]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/--manifests: found nothing.*\n--state: found nothing/);
  });
});

describe('apply --wait', () => {
  /** Time goes on only while somebody sleeps, and the operator works meanwhile. */
  function clockWith(steps: readonly (() => void)[]): Clock {
    let elapsed = 0;
    let turn = 0;
    return {
      now: () => new Date(elapsed),
      elapsedMillis: () => elapsed,
      sleep: async (time: Duration) => {
        elapsed += time.toMillis();
        steps[turn++]?.();
      },
    };
  }
  const say =
    (ready: string, reason: string, message: string, more: readonly object[] = []) =>
    () => {
      const [{ sha256 = '' } = {}] = index().manifests;
      const time = { lastTransitionTime: '2024-01-01T00:00:00.000Z' };
      status('SparkDefaults', 'a', {
        ...{ observedGeneration: sha256.slice(0, 12), stack: 'command-line', source: 'declared' },
        conditions: [
          { type: 'Ready', status: ready, reason, message, ...time },
          ...more.map((one) => ({ ...one, ...time })),
        ],
      });
    };
  const waits = say('False', 'EndpointMissing', 'the shuffle service has published no endpoint');

  test('tells how it goes until all is ready', async () => {
    const clock = clockWith([() => {}, waits, waits, say('True', 'AsDeclared', 'published')]);
    const { code, stderr } = await cli(`apply --wait -f ${write('a.yaml', of('a'))}`, { clock });
    expect(code).toBe(0);
    expect(stderr.split('\n')).toEqual([
      'SparkDefaults/a: no operator has looked at it yet (status/SparkDefaults/a.json)',
      'SparkDefaults/a: EndpointMissing: the shuffle service has published no endpoint',
      'SparkDefaults/a: ready: published',
      '',
    ]);
  });

  test('ends with 3 when the time is over', async () => {
    const clock = clockWith([waits]);
    const ran = await cli(`apply --wait --timeout 5s -f ${write('a.yaml', of('a'))}`, { clock });
    expect(ran.code).toBe(3);
    expect(ran.stderr).toContain('not ready after 5s\n');
    expect(clock.elapsedMillis()).toBe(5000);
  });

  test('does not take the word about an earlier manifest, or about one of Terraform', async () => {
    const file = write('a.yaml', of('a'));
    await cli(`apply -f ${file}`);
    say('True', 'AsDeclared', 'old')();
    write('a.yaml', of('a', { sparkVersion: '3.0.0' }));
    const ran = await cli(`apply --wait --timeout 5s -f ${file}`, { clock: clockWith([]) });
    expect(ran.code).toBe(3);
  });

  test('ends at once where it is refused', async () => {
    const applied = { type: 'Applied', status: 'False', reason: 'Refused', message: 'no' };
    const clock = clockWith([say('False', 'Refused', 'no', [applied])]);
    const ran = await cli(`apply --wait -f ${write('a.yaml', of('a'))}`, { clock });
    expect([ran.code, clock.elapsedMillis()]).toEqual([1, 2000]);
  });
});

describe('diff', () => {
  test('shows what apply would change, as a unified diff, and ends with 3', async () => {
    const file = write('a.yaml', of('a'));
    const created = await cli(`diff -f ${file}`);
    expect(created.code).toBe(3);
    expect(created.stdout).toBe(
      [
        '--- /dev/null',
        '+++ TMP/a.yaml/SparkDefaults/a',
        '@@ -0,0 +1,10 @@',
        '+apiVersion: mesos-spark/v1alpha1',
        '+kind: SparkDefaults',
        '+metadata:',
        '+  name: a',
        '+spec:',
        '+  paused: false',
        '+  properties:',
        '+    spark.shuffle.service.enabled: "true"',
        '+  shuffleService: spark-2-4',
        '+  sparkVersion: 2.4.0',
        '',
      ].join('\n'),
    );
    await cli(`apply -f ${file}`);
    expect(await cli(`diff -f ${file}`)).toEqual({ code: 0, stdout: '', stderr: '' });
    write('a.yaml', of('a', { sparkVersion: '3.0.0' }));
    const changed = await cli(`diff -f ${file}`);
    expect(changed.code).toBe(3);
    expect(changed.stdout).toBe(
      [
        '--- declared/command-line/SparkDefaults/a',
        '+++ TMP/a.yaml/SparkDefaults/a',
        '@@ -7,4 +7,4 @@',
        '   properties:',
        '     spark.shuffle.service.enabled: "true"',
        '   shuffleService: spark-2-4',
        '-  sparkVersion: 2.4.0',
        '+  sparkVersion: 3.0.0',
        '',
      ].join('\n'),
    );
    await terraform([of('a')]);
    expect((await cli(`diff -f ${file}`)).code).toBe(1);
  });
});

describe('delete', () => {
  beforeEach(async () => {
    await cli(`apply -f ${write('a.yaml', of('a'), of('b'), service({ deletionPolicy: 'Drain' }))}`);
  });

  test('says what becomes of what runs, asks, and takes it out of the index', async () => {
    const ran = await cli('delete shuffle spark-2-4', { isTTY: true, stdin: ['y\n'] });
    expect(ran).toEqual({
      code: 0,
      stdout: 'ShuffleService/spark-2-4 deleted\n',
      stderr:
        'ShuffleService/spark-2-4: Drain: no application is sent there any more, and it ends once nobody uses it\n' +
        'Delete ShuffleService/spark-2-4? [y/N] ',
    });
    expect(names()).toEqual(['SparkDefaults/a', 'SparkDefaults/b']);
  });

  test.each([['n\n'], ['\n'], ['']])('deletes nothing upon the answer %j', async (answer) => {
    const ran = await cli('delete sparkdefaults a', { isTTY: true, stdin: [answer] });
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain('nothing was done\n');
    expect(names()).toHaveLength(3);
  });

  test('asks nobody where nobody is, and then wants --yes', async () => {
    const refused = await cli('delete defaults a', { stdin: ['y\n'] });
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('--yes: found nothing, and no terminal to ask at');
    expect(names()).toHaveLength(3);
    expect((await cli(`delete --yes -f ${write('x.yaml', of('a'), of('b'))}`)).stdout).toBe(
      'SparkDefaults/a deleted\nSparkDefaults/b deleted\n',
    );
    expect(names()).toEqual(['ShuffleService/spark-2-4']);
  });

  test('deletes nothing where one name is wrong, and says how each is', async () => {
    await terraform([of('t')]);
    await cli(`apply --stack team-a -f ${write('c.yaml', of('c'))}`);
    const ran = await cli(`delete --yes -f ${write('x.yaml', of('a'), of('t'), of('c'), of('bb'))}`);
    expect(ran.code).toBe(1);
    const wanted = 'wanted one that is declared by command-line';
    expect(ran.stderr.trimEnd().split('\n')).toEqual([
      `SparkDefaults/t: found it in Terraform's stack demo (index/demo.json), ${wanted}; take it out where that stack is made, and deploy`,
      'SparkDefaults/c: found it among those of team-a (declared/index/team-a.json), wanted one of command-line; say --stack team-a',
      `SparkDefaults/bb: found no such manifest, ${wanted}; did you mean SparkDefaults/b?`,
    ]);
    expect(names()).toHaveLength(3);
  });

  test.each([
    ['delete', 'delete: found nothing to delete, wanted KIND and NAME, or -f FILE', 1],
    ['delete defaults', 'delete: found a kind without a name', 1],
    ['delete defaults a -f x', '-f: found SparkDefaults beside it', 1],
    ['delete defaultz a', 'Did you mean defaults?', 2],
  ])('%s is refused', async (line, words, code) => {
    expect(await cli(line)).toMatchObject({ code, stderr: expect.stringContaining(words) });
  });
});

describe('pause and resume', () => {
  const clock: Clock = {
    now: () => new Date('2024-02-03T04:05:06Z'),
    elapsedMillis: () => 0,
    sleep: async () => {},
  };
  const held = (file = 'SparkDefaults/a.json') =>
    JSON.parse(readFileSync(at('state/holds', file), 'utf8')) as object;
  const SINCE = '2024-02-03T04:05:06.000Z';

  test('hold one, and let it go again', async () => {
    await cli(`apply -f ${write('a.yaml', of('a'))}`);
    const paused = await cli('pause defaults a --because the~disk~is~full', { clock });
    expect(paused).toEqual({ code: 0, stdout: 'SparkDefaults/a paused\n', stderr: '' });
    expect(held()).toEqual({ since: SINCE, by: 'ann', because: 'the disk is full' });
    expect((await cli('pause defaults a --by bob', { clock })).stdout).toBe(
      `SparkDefaults/a is paused already by ann since ${SINCE}: the disk is full\n`,
    );
    expect((await cli('resume defaults a', { clock })).stdout).toBe('SparkDefaults/a resumed\n');
    expect(held()).toEqual({ since: SINCE, by: 'ann', because: 'the disk is full', until: SINCE });
    expect(await cli('resume defaults a', { clock })).toEqual({
      code: 0,
      stdout: 'SparkDefaults/a is not paused\n',
      stderr: '',
    });
    expect((await cli('pause defaults a --by bob', { clock })).stdout).toBe('SparkDefaults/a paused\n');
    expect(held()).toEqual({ since: SINCE, by: 'bob' });
  });

  test('hold everything', async () => {
    await cli(`apply -f ${write('a.yaml', of('a'))}`);
    await cli('pause defaults a', { clock });
    expect((await cli('pause --all', { clock })).stdout).toBe('everything paused\n');
    expect(held('all.json')).toEqual({ since: SINCE, by: 'ann' });
    expect(await cli('resume defaults a', { clock })).toMatchObject({
      stdout: 'SparkDefaults/a resumed\n',
      stderr: 'note: everything is held by pause --all; see resume --all\n',
    });
    await cli('pause defaults a', { clock });
    expect(await cli('resume --all', { clock })).toMatchObject({
      stdout: 'everything resumed\n',
      stderr: 'note: holds/SparkDefaults/a.json still holds\n',
    });
  });

  test('ends a hold that cannot be read', async () => {
    await cli(`apply -f ${write('a.yaml', of('a'))}`);
    mkdirSync(at('state/holds/SparkDefaults'), { recursive: true });
    writeFileSync(at('state/holds/SparkDefaults/a.json'), '{');
    expect((await cli('resume defaults a', { clock })).stdout).toBe('SparkDefaults/a resumed\n');
    expect(held()).toEqual({ since: SINCE, until: SINCE });
  });

  test('know what Terraform declares, and what is only left of a manifest', async () => {
    await terraform([of('t')]);
    status('SparkDefaults', 'old', { observedGeneration: 'g', stack: 'demo', conditions: [] });
    expect((await cli('pause defaults t', { clock })).code).toBe(0);
    expect((await cli('pause defaults old', { clock })).code).toBe(0);
    const { code, stderr } = await cli('pause defaults olt', { clock });
    expect(code).toBe(1);
    expect(stderr).toContain(
      'SparkDefaults/olt: found nothing of that name, wanted one that stands below status/',
    );
    expect(stderr).toContain('did you mean SparkDefaults/old?');
    expect(readdirSync(at('state/holds/SparkDefaults'))).toEqual(['old.json', 't.json']);
  });

  test.each([
    ['pause', 'KIND NAME: found nothing, wanted the kind and the name of a manifest, or --all'],
    ['pause defaults', 'KIND NAME: found SparkDefaults without a name'],
    ['pause defaults a --all', 'KIND NAME: found --all and SparkDefaults'],
    ['resume', 'KIND NAME: found nothing'],
  ])('%s is refused', async (line, words) => {
    expect(await cli(line)).toMatchObject({ code: 1, stderr: expect.stringContaining(words) });
  });
});

test.each(['apply', 'diff', 'delete', 'pause', 'resume'])('%s tells its exit codes', async (verb) => {
  const { code, stdout } = await cli(`${verb} --help`);
  expect(code).toBe(0);
  expect(stdout).toMatch(/Exit codes:\n {2}0 {2}\S/);
});
