import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { attempt, problemText } from '../../src/domain/core/problem';
import { parseSettings, settingsJsonSchema } from '../../stacks/settings';
import { EXAMPLE, readSettings, settingsPath } from '../../stacks/settings-file';

const example = readFileSync(EXAMPLE, 'utf8');

/** Every problem of a text, one a line; empty where there is none. */
function problemsOf(yaml: string): readonly string[] {
  const read = attempt(() => parseSettings(yaml));
  return 'value' in read ? [] : read.problems.map(problemText);
}

/** The example with some text replaced; fails where the text is not there. */
function changed(...changes: readonly (readonly [string, string])[]): string {
  return changes.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`the example has no ${from}`);
    return text.replace(from, () => to);
  }, example);
}

test('the worked example is good and says what the demo needs', () => {
  const settings = parseSettings(example);
  expect(settings.agents['spark']?.capacity).toEqual({ min: 3, desired: 5, max: 50 });
  expect(settings.reservations).toEqual({ shuffle: { cpus: 2, memory: '4g', ports: '7337-7339' } });
});

describe('fails with a message for', () => {
  const whole =
    'a mapping of settings: aws, cluster, reservations, agents, shuffleServices …; see stacks/examples/shuffle.yaml';
  test.each([
    ['an empty file', '', [`settings: found nothing: the file is empty, wanted ${whole}`]],
    ['a file of comments', '# nothing\n', [`settings: found nothing: the file is empty, wanted ${whole}`]],
    ['a text', 'hello', [`settings: found "hello", wanted ${whole}`]],
    ['a list', '- a\n- b\n', [`settings: found a list of 2, wanted ${whole}`]],
  ])('%s', (_, yaml, problems) => {
    expect(problemsOf(yaml)).toEqual(problems);
  });

  test('what is not YAML, each place with its line', () => {
    const problems = problemsOf('aws: {region: x\ncluster: ]\n');
    expect(problems.length).toBeGreaterThan(0);
    for (const problem of problems) expect(problem).toMatch(/^line \d+, column \d+: found .+, wanted YAML$/);
  });

  test('a key that stands twice', () => {
    expect(problemsOf('name: a\nname: b\n')).toEqual([
      'line 2, column 1: found Map keys must be unique, wanted YAML',
    ]);
  });

  test('values of the wrong type', () => {
    const yaml = changed(
      ['cpus: 2', 'cpus: two'],
      ['min: 3', 'min: 3.5'],
      ['agents: [spark]', 'agents: spark'],
      ['platform: dcos', 'platform: kubernetes'],
      ['kind: instanceStore', 'kind: floppy'],
      ['instances: 2', 'instances: 0'],
    );
    expect(problemsOf(yaml)).toEqual([
      'cluster.platform: found "kubernetes", wanted platform "dcos" or "mesos"',
      'reservations.shuffle.cpus: found "two", wanted a number',
      'agents.spark.capacity.min: found 3.5, wanted a whole number',
      'agents.spark.storage.kind: found "floppy", wanted kind "instanceStore" or "ebs"',
      'shuffleServices.spark-2-4.agents: found "spark", wanted a list',
      'operator.instances: found 0, wanted a number >=1',
    ]);
  });

  test('a number where a text is wanted, and how to write it', () => {
    const yaml = changed(['ports: 7337-7339', 'ports: 7337'], ['version: 2.4.0', 'version: 2.4']);
    expect(problemsOf(yaml)).toEqual([
      'reservations.shuffle.ports: found 7337, wanted a text; put it in quotes',
      'shuffleServices.spark-2-4.spark.version: found 2.4, wanted a text; put it in quotes',
    ]);
  });

  test('unknown keys, with the one that is probably meant, at every depth', () => {
    const yaml = changed(
      ['  region:', '  regio: eu\n  region:'],
      ['    instanceType:', '    instancetype: x\n    instanceType:'],
      ['kind: docker', 'kind: docker\n      imag: x'],
      ['name: shuffle', 'name: shuffle\nzzz: 1'],
    );
    expect(problemsOf(yaml)).toEqual([
      'aws.regio: found a key that nothing reads, wanted one of region, profile, tags, endpoint; did you mean region?',
      expect.stringMatching(/^agents\.spark\.instancetype: found .* did you mean instanceType\?$/),
      'shuffleServices.spark-2-4.spark.imag: found a key that nothing reads, wanted one of kind, image, version, home, forcePull; did you mean image?',
      expect.stringMatching(/^zzz: found a key that nothing reads, wanted one of name, aws, /),
    ]);
  });

  test('what is missing', () => {
    expect(problemsOf('name: x\n')).toEqual([
      'aws: found nothing, wanted a mapping',
      'cluster: found nothing, wanted a mapping',
      'reservations: found nothing, wanted a mapping',
      'agents: found nothing, wanted a mapping',
      'shuffleServices: found nothing, wanted a mapping',
    ]);
  });

  test('names that nothing has', () => {
    const yaml = changed(
      ['reservations: [shuffle]', 'reservations: [shufle]'],
      ['agents: [spark]', 'agents: [other]'],
      ['shuffleService: spark-2-4', 'shuffleService: spark-24'],
    );
    expect(problemsOf(yaml)).toEqual([
      'agents.spark.reservations[0]: found "shufle", wanted a name under reservations: shuffle; did you mean shuffle?',
      'shuffleServices.spark-2-4.agents[0]: found "other", wanted a name under agents: spark',
      'sparkDefaults.defaults.shuffleService: found "spark-24", wanted a name under shuffleServices: spark-2-4; did you mean spark-2-4?',
    ]);
  });

  test('a name that could be no address', () => {
    expect(problemsOf(changed(['name: shuffle', 'name: My Stack'], ['  spark:\n', '  Spark!:\n']))).toEqual([
      'name: found "My Stack", wanted lower-case letters, digits and inner dashes, at most 63',
      'agents.Spark!: found the name "Spark!", wanted lower-case letters, digits and inner dashes, at most 63',
    ]);
  });

  test('a file that cannot be read', () => {
    expect(() => readSettings('/does/not/exist.yaml')).toThrow(
      '/does/not/exist.yaml: settings: found the error ENOENT, wanted a file that can be read',
    );
  });
});

describe('the path', () => {
  const none = { args: [], env: {}, context: undefined };
  test.each([
    ['-c first', { args: ['-c', 'settings=/a'], env: { MESOS_SPARK_SETTINGS: '/b' }, context: '/c' }, '/a'],
    ['then the environment', { ...none, env: { MESOS_SPARK_SETTINGS: '/b' }, context: '/c' }, '/b'],
    ["then cdktf's context", { ...none, context: '/c' }, '/c'],
    ['then the worked example', none, join(__dirname, '../../stacks/examples/shuffle.yaml')],
  ])('%s', (_, sources, path) => {
    expect(settingsPath(sources)).toBe(path);
  });

  test('fails for -c without a file', () => {
    expect(() => settingsPath({ ...none, args: ['-c', 'setting=x'] })).toThrow(
      '-c: found setting=x, wanted settings=FILE',
    );
  });
});

test('the JSON Schema describes what may be written', () => {
  expect(settingsJsonSchema()).toMatchObject({
    type: 'object',
    additionalProperties: false,
    required: ['aws', 'cluster', 'reservations', 'agents', 'shuffleServices'],
    properties: {
      sparkApplications: { additionalProperties: { required: ['spark', 'mainApplicationFile'] } },
      sparkDispatchers: {
        additionalProperties: {
          oneOf: [
            { properties: { provider: { const: 'Marathon' } }, additionalProperties: false },
            { properties: { provider: { const: 'Package' } }, additionalProperties: false },
          ],
        },
      },
    },
  });
});

describe('the janitor', () => {
  const withJanitor = (text: string) => changed(['    storage:', `    janitor: ${text}\n    storage:`]);

  test.each([
    'off',
    '{}',
    '{limit: 36h}',
    '{pressure: off}',
    '{limit: 2d, pressure: {threshold: 90, target: 60}}',
  ])('may be %s', (text) => {
    expect(problemsOf(withJanitor(text))).toEqual([]);
  });

  test.each(['on', '{limt: 36h}', '{pressure: {threshold: high}}'])('may not be %s', (text) => {
    expect(problemsOf(withJanitor(text)).join('\n')).toMatch(/^agents\.spark\.janitor/);
  });
});

describe('shuffle services of the machines', () => {
  const withServices = (text: string) =>
    changed(['    storage:', `    hostShuffleServices: ${text}\n    storage:`]);

  test.each([
    '[]',
    '[{port: 7340, spark: {kind: host, home: /opt/spark, version: 3.5.9}}]',
    `[{port: 7340, spark: {kind: archive, uri: "https://a/b.tgz", version: 2.4.8, sha256: "${'ab'.repeat(32)}"}, heap: 1g, memory: 2g, cpus: 1, properties: {spark.shuffle.io.backLog: 8192}, javaOptions: [-Xss1m], environment: {TZ: UTC}, javaHome: /opt/jdk}]`,
  ])('may be %s', (text) => expect(problemsOf(withServices(text))).toEqual([]));

  test.each([
    ['[{prt: 7340}]', 'did you mean port?'],
    [
      '[{port: 7340, spark: {kind: docker, image: a/b, version: 3.5.9, home: /opt/spark}, heap: 1}]',
      'put it in quotes',
    ],
  ])('may not be %s', (text, words) => {
    expect(problemsOf(withServices(text)).join('\n')).toMatch(/^agents\.spark\.hostShuffleServices\[0\]/);
    expect(problemsOf(withServices(text)).join('\n')).toContain(words);
  });
});
