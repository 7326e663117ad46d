import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Size } from '../../src/domain/core/size';
import { SparkDistribution } from '../../src/domain/spark/distribution';
import { submitCommand } from '../../src/domain/spark/submit/command';
import { dispatcherAt, masterByZooKeeper } from '../../src/domain/spark/submit/master-url';
import { DCOS_NATIVE_LIBRARY } from '../../src/domain/spark/submit/native-library';
import type { ShellLanguage, SubmitRequest } from '../../src/domain/spark/submit/request';
import { wordText } from '../../src/domain/spark/submit/word';
import { run } from './support/children';
import {
  bareEnvironment,
  driverTask,
  SPARK_VERSIONS,
  sparkHome,
  submissionsOf,
  understoodBy,
} from './support/spark-submit';

jest.setTimeout(600_000);

const HOSTILE = [
  "it's",
  'a b',
  '$HOME',
  '"',
  '`id`',
  '\\',
  '*',
  '${x}',
  '!',
  '#',
  ';',
  '&',
  '=',
  '-x',
  'ü😀',
];
const MASTER = masterByZooKeeper(['10.0.0.1', '10.0.0.2', '10.0.0.3']);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'spark-submit-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(SPARK_VERSIONS)('Spark %s', (sparkVersion) => {
  const home = sparkHome(sparkVersion);
  const words = (request: SubmitRequest) => submitCommand({ ...request, verbose: true }).argv.map(wordText);
  const application = {
    is: 'application',
    resource: 'file:/nowhere/app.jar',
    mainClass: 'org.example.Main',
    args: HOSTILE,
  } as const;

  test('reads every option of client mode, and hostile arguments and values as they are', async () => {
    const hostile = Object.fromEntries(HOSTILE.map((text, i) => [`spark.x${i}`, `${text}x`]));
    const command = submitCommand({
      sparkVersion,
      sparkHome: home,
      verbose: true,
      target: { is: 'client', master: MASTER, nativeLibrary: DCOS_NATIVE_LIBRARY },
      program: application,
      name: "Bob's $HOME",
      executors: SparkDistribution.docker('mesosphere/spark:2', {
        version: sparkVersion,
        home: '/opt/spark/dist',
      }),
      amounts: {
        driverMemory: Size.mebibytes(640),
        executorMemory: Size.gibibytes(2),
        executorCores: 2,
        totalExecutorCores: 8,
      },
      jars: ['file:/nowhere/a.jar', 'local:/nowhere/b.jar'],
      files: ['file:/nowhere/f.txt'],
      properties: { ...hostile, 'spark.lines': 'one\ntwo' },
    });
    const env = { ...bareEnvironment(home), ...command.env, LD_LIBRARY_PATH: '' };
    const found = await understoodBy(command.argv.map(wordText), env);
    expect(found.fields).toMatchObject({
      master: MASTER,
      deployMode: 'client',
      driverMemory: '640m',
      executorMemory: '2g',
      executorCores: '2',
      totalExecutorCores: '8',
      mainClass: 'org.example.Main',
      primaryResource: 'file:/nowhere/app.jar',
      name: "Bob's $HOME",
      jars: 'file:/nowhere/a.jar,local:/nowhere/b.jar',
      files: 'file:/nowhere/f.txt',
      supervise: 'false',
      verbose: 'true',
    });
    expect(found.mainClass).toBe('org.example.Main');
    expect(found.args).toEqual(HOSTILE);
    expect(found.conf).toMatchObject({
      ...hostile,
      'spark.lines': 'one\ntwo',
      'spark.mesos.containerizer': 'docker',
      'spark.mesos.executor.docker.image': 'mesosphere/spark:2',
      'spark.mesos.executor.home': '/opt/spark/dist',
    });
  });

  test('reads local mode, a properties file and a class out of the manifest', async () => {
    const file = path.join(folder, 'my defaults.conf');
    writeFileSync(file, 'spark.from.file=yes\n');
    const found = await understoodBy(
      words({
        sparkVersion,
        sparkHome: home,
        target: { is: 'local', threads: 'all' },
        program: application,
        propertiesFile: file,
      }),
      bareEnvironment(home),
    );
    expect(found.fields).toMatchObject({ master: 'local[*]', propertiesFile: file });
    expect(found.conf).toMatchObject({ 'spark.from.file': 'yes', 'spark.master': 'local[*]' });
  });

  const shells: readonly (readonly [ShellLanguage, string])[] = [
    ['scala', 'org.apache.spark.repl.Main'],
    ['sql', 'org.apache.spark.sql.hive.thriftserver.SparkSQLCLIDriver'],
  ];
  test.each(shells)('takes the same options for the shell of %s', async (language, mainClass) => {
    const found = await understoodBy(
      words({
        sparkVersion,
        sparkHome: home,
        // Nobody answers there: the shell ends at once, or here, where no libmesos is.
        target: { is: 'client', master: MASTER },
        program: { is: 'shell', language },
        properties: { 'spark.x': "it's" },
      }),
      bareEnvironment(home),
    );
    expect(found.mainClass).toBe(mainClass);
    expect(found.conf).toMatchObject({ 'spark.x': "it's", 'spark.master': MASTER });
  });

  test('of cluster mode, the task of the driver has the arguments and values that were meant', async () => {
    const { submissions, finished } = await submissionsOf((address) => {
      const argv = words({
        sparkVersion,
        sparkHome: home,
        target: { is: 'cluster', dispatcher: dispatcherAt(address), supervise: true },
        program: { ...application, resource: 'https://host.example/app.jar' },
        amounts: { driverMemory: Size.gibibytes(1), driverCores: 2, executorMemory: Size.gibibytes(2) },
        executors: SparkDistribution.archive('https://host.example/spark-x.tgz', {
          version: sparkVersion,
          home: 'spark-x',
        }),
        properties: Object.fromEntries(HOSTILE.map((text, i) => [`spark.x${i}`, `${text}x`])),
      });
      return run('bash', argv, { env: bareEnvironment(home) });
    });
    expect(finished.output).toContain('driver-1');
    expect(submissions).toHaveLength(1);
    const { path: asked = '', json = '{}' } = submissions[0] ?? {};
    expect(asked).toBe('/v1/submissions/create');
    expect(JSON.parse(json)).toMatchObject({
      appResource: 'https://host.example/app.jar',
      mainClass: 'org.example.Main',
    });

    const task = await driverTask(home, json);
    expect(task.uris).toEqual(
      expect.arrayContaining(['https://host.example/app.jar', 'https://host.example/spark-x.tgz']),
    );
    // The archive's folder with a stand-in for spark-submit, in a sandbox.
    const sandbox = mkdtempSync(path.join(folder, 'sandbox-'));
    mkdirSync(path.join(sandbox, 'spark-x/bin'), { recursive: true });
    writeFileSync(path.join(sandbox, 'spark-x/bin/spark-submit'), '#!/bin/sh\nprintf "%s\\0" "$@"\n', {
      mode: 0o755,
    });
    const shell = spawnSync('sh', ['-c', task.command], {
      cwd: sandbox,
      encoding: 'utf8',
      env: { PATH: '/bin:/usr/bin' },
    });
    const argv = shell.stdout.split('\0').slice(0, -1);
    expect(argv.slice(argv.indexOf('../app.jar') + 1)).toEqual(HOSTILE);
    const conf = argv.flatMap((word, i) => (argv[i - 1] === '--conf' ? [word] : []));
    expect(conf).toEqual(expect.arrayContaining(HOSTILE.map((text, i) => `spark.x${i}=${text}x`)));
    expect(argv[argv.indexOf('--driver-cores') + 1]).toBe('2.0');
  });
});

describe('what the checks rest on, of Spark itself', () => {
  test.each(SPARK_VERSIONS)(
    'the dispatcher of %s drops extra jars, and quotes no line feeds',
    async (version) => {
      const json = JSON.stringify({
        action: 'CreateSubmissionRequest',
        appArgs: ['a b'],
        appResource: 'https://host.example/app.jar',
        clientSparkVersion: version,
        environmentVariables: {},
        mainClass: 'Main',
        sparkProperties: {
          'spark.app.name': 'x',
          'spark.jars': 'https://host.example/extra.jar,https://host.example/app.jar',
          'spark.x': 'a "b"\nc',
          'spark.mesos.executor.docker.image': 'image',
        },
      });
      const { command, uris } = await driverTask(sparkHome(version), json);
      expect(command + uris).not.toContain('extra.jar');
      expect(command).toContain('--conf spark.x=a "b"\nc');
      // 3.5 quotes arguments, but leaves alone what is quoted already, as ours are.
      expect(command.endsWith(version === '3.5.9' ? ' "a b"' : ' a b')).toBe(true);
    },
  );

  test.each([
    ['2.2.3', 'host'],
    ['2.4.8', 'image'],
    ['3.5.9', 'image'],
  ] as const)('for %s, local:/// with mode container is a file of the %s', async (version, of) => {
    const json = JSON.stringify({
      action: 'CreateSubmissionRequest',
      appArgs: [],
      appResource: 'local:///opt/app.jar',
      clientSparkVersion: version,
      environmentVariables: {},
      mainClass: 'Main',
      sparkProperties: {
        'spark.app.name': 'x',
        'spark.mesos.appJar.local.resolution.mode': 'container',
        'spark.mesos.executor.docker.image': 'image',
      },
    });
    const { command, uris } = await driverTask(sparkHome(version), json);
    expect(uris.some((uri) => uri.endsWith('app.jar'))).toBe(of === 'host');
    expect(command.includes(' /opt/app.jar')).toBe(of === 'image');
  });
});
